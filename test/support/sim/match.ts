/** A match reduced to a tick, seats and scores: what matters for the survival of matches. */
import { BadCheckpoint } from "../../../server/cluster/badCheckpoint.ts";
import type { RestorableMatch } from "../../../server/cluster/checkpoint.ts";
import type { Break } from "./fatal.ts";

export interface SimMatch extends RestorableMatch {
  world: { tick: number; ships: Map<string, { key: string; score: number }> };
  /** `parties`: of seats that belong to one, by session. */
  room: { seats: string[]; parties: { [session: string]: string } };
  /** Absent: it breaks no owner. */
  breaks?: Break | undefined;
}

export const newMatch = (): SimMatch => ({
  world: { tick: 0, ships: new Map() },
  room: { seats: [], parties: {} },
});

export function writeMatch({ world, room, breaks }: SimMatch): Buffer {
  const ships = [...world.ships.values()].map(({ key, score }) => [key, score]);
  return Buffer.from(JSON.stringify([world.tick, ships, room.seats, room.parties, breaks]));
}

/** @returns the world after each step of the tail of a checkpoint, a line each */
export const writePart = ({ world }: SimMatch): Buffer =>
  Buffer.from(
    `${JSON.stringify([world.tick, [...world.ships.values()].map(({ key, score }) => [key, score])])}\n`,
  );

/** @throws BadCheckpoint */
export function readMatch(checkpoint: Buffer, tail: Buffer | undefined): SimMatch {
  let parts: [
    ...[tick: number, ships: [string, number][], seats: string[]],
    ...[parties: SimMatch["room"]["parties"], breaks: Break | null],
  ];
  try {
    parts = JSON.parse(checkpoint.toString());
  } catch (cause) {
    throw new BadCheckpoint("a damaged checkpoint", { cause });
  }
  const [, , seats, parties, breaks] = parts;
  if (breaks === "restore") throw new Error("this match cannot be restored");
  const latest = tail?.toString().trim().split("\n").at(-1);
  const [tick, ships] = latest === undefined ? parts : (JSON.parse(latest) as [number, [string, number][]]);
  const kept = ships.filter(([key]) => seats.includes(key));
  const world = { tick, ships: new Map(kept.map(([key, score]) => [key, { key, score }])) };
  const room = { seats: seats.filter((key) => world.ships.has(key)), parties };
  return { world, room, breaks: breaks ?? undefined };
}
