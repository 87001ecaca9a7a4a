/** A match reduced to a tick, seats and scores: what matters for the survival of matches. */
import { BadCheckpoint } from "../../../server/cluster/badCheckpoint.ts";
import type { RestorableMatch } from "../../../server/cluster/checkpoint.ts";

export interface SimMatch extends RestorableMatch {
  world: { tick: number; ships: Map<string, { key: string; score: number }> };
  room: { seats: string[] };
}

export const newMatch = (): SimMatch => ({ world: { tick: 0, ships: new Map() }, room: { seats: [] } });

export function writeMatch({ world, room }: SimMatch): Buffer {
  const ships = [...world.ships.values()].map(({ key, score }) => [key, score]);
  return Buffer.from(JSON.stringify([world.tick, ships, room.seats]));
}

/** @throws BadCheckpoint */
export function readMatch(checkpoint: Buffer, scores: Buffer | undefined): SimMatch {
  let parts: [tick: number, ships: [string, number][], seats: string[]];
  try {
    parts = JSON.parse(checkpoint.toString());
  } catch (cause) {
    throw new BadCheckpoint("a damaged checkpoint", { cause });
  }
  const [tick, ships, seats] = parts;
  const world = { tick, ships: new Map(ships.map(([key, score]) => [key, { key, score }])) };
  for (const [key, score] of JSON.parse(scores?.toString() ?? "[]") as [string, number][]) {
    const ship = world.ships.get(key);
    if (ship !== undefined) ship.score = score;
  }
  return { world, room: { seats } };
}
