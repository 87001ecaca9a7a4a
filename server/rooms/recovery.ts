/**
 * Recovers a match from its checkpoint and tail: restores the checkpoint and replays the steps of the tail,
 * so that the match continues where its owner died.
 *
 *   checkpoint ─▶ world of tick 930 ──tail: commands, inputs, steps──▶ world of tick 947, seats, messages as of then
 */
import { InputFields } from "../../shared/log/inputFields.ts";
import { Match, type Recorder } from "../../shared/log/match.ts";
import { type Applied, TickDecoder } from "../../shared/log/tickDecoder.ts";
import { fieldHashes, hashOf } from "../../shared/log/worldHash.ts";
import {
  decodeCheckpoint,
  type RestoredMatch,
  type SeatSnapshot,
  storedWorld,
} from "../cluster/checkpoint.ts";
import { partsOf, type SeatRecord, type SentMessage, type TailPart, tailFormat } from "../cluster/tail.ts";
import type { GameServer } from "../game.ts";
import { Backlog } from "./backlog.ts";
import { Spectating } from "./spectating.ts";

/**
 * @param games that this process plays
 * @param tail what was written after the checkpoint, if anything
 * @returns the match after the last whole step of the tail; when these rules replay the steps differently,
 * the match of the checkpoint
 * @throws BadCheckpoint
 */
export function recoverMatch(
  games: readonly GameServer[],
  checkpoint: Buffer,
  tail: Buffer | undefined,
): RestoredMatch {
  const restored = decodeCheckpoint(games, checkpoint);
  if (tail === undefined) return restored;
  const fields = new InputFields(restored.game.game.input);
  if (restored.room.tail !== tailFormat(fields))
    return {
      ...restored,
      tailFault: new Error("the tail belongs to another version of the engine or of the inputs"),
    };
  try {
    const { parts, isWhole } = partsOf(tail);
    const replayed = replay(restored, parts, fields, () => storedWorld(games, checkpoint));
    return isWhole
      ? replayed
      : { ...replayed, tailFault: new Error("the end of the tail is cut off or damaged") };
  } catch (cause) {
    // A failed replay leaves the world in an undefined state; the state of the checkpoint is sound.
    const tailFault = new Error("the steps of the tail cannot be replayed", { cause });
    return { ...decodeCheckpoint(games, checkpoint), tailFault };
  }
}

/** @throws when the replayed match differs from the room's */
function replay(
  restored: RestoredMatch,
  parts: readonly TailPart[],
  fields: InputFields,
  world: () => unknown,
): RestoredMatch {
  const last = parts.at(-1);
  if (last === undefined) return restored;
  const { game, room } = restored;
  const from = restored.world.tick;
  const match = new Match(game, restored.world, restored.seated);
  const wireIdsNow = game.replication.followWireIds(match.world, room.wireIds);
  const spectating = new Spectating();
  spectating.views = room.views;
  const flown = new InputCount();
  match.record(flown);
  const decoder = new TickDecoder(match, fields);
  for (const { tick, operations } of parts) {
    decoder.load(operations);
    for (let applied = decoder.next(); applied !== undefined; applied = decoder.next())
      follow(applied, match, game, spectating);
    if (match.world.tick !== tick) throw new Error(`at tick ${match.world.tick}, not ${tick}`);
  }
  const messages = parts.flatMap((part) => part.messages);
  const seats = new Map(room.seats.map((seat) => [seat.sessionId, seat]));
  for (const { seats: changed } of parts)
    for (const seat of changed) seats.set(seat.sessionId, changedSeat(seat, seats.get(seat.sessionId)));
  return {
    ...restored,
    seated: [...match.seated.keys()],
    room: {
      ...room,
      seats: [...match.seated.keys()].flatMap((key) => {
        const seat = seats.get(key);
        return seat === undefined ? [] : seatNow(seat, flown, messages, match.world.tick);
      }),
      newestMessage: Math.max(room.newestMessage, ...messages.map(({ said }) => said.n)),
      views: spectating.views,
      wireIds: wireIdsNow(),
      elapsed: last.elapsed,
      at: room.at + last.elapsed - room.elapsed,
    },
    replayed: {
      ...{ from, ticks: match.world.tick - from, seated: restored.seated, world },
      operations: Buffer.concat(parts.map(({ operations }) => operations)),
    },
  };
}

function follow(applied: Applied, match: Match, game: GameServer, spectating: Spectating): void {
  const { world } = match;
  if (applied.type === "inputs") return;
  if (applied.type === "hash") {
    if (hashOf(fieldHashes(game.storage.save(world))) !== applied.whole)
      throw new Error(`the replayed world of tick ${world.tick} differs from that of the room`);
    return;
  }
  if (applied.differs) throw new Error(`tick ${world.tick}: ${applied.fault}`);
  if (applied.type === "step") spectating.update(game, world);
  else if (applied.command.type === "watch")
    spectating.ask(game, world, applied.command.key, applied.command.other);
}

/** @param flown as of the checkpoint: replayed steps are counted on top of it */
const changedSeat = (seat: SeatRecord, before: SeatSnapshot | undefined): SeatSnapshot => ({
  ...seat,
  flown: before?.flown ?? 0,
  ...(before?.backlog === undefined ? {} : { backlog: before.backlog, read: before.read ?? 0 }),
});

function seatNow(
  seat: SeatSnapshot,
  flown: InputCount,
  messages: readonly SentMessage[],
  tick: number,
): SeatSnapshot {
  const { sessionId, read = 0 } = seat;
  const backlog = new Backlog();
  if (seat.backlog !== undefined) backlog.restore(seat.backlog);
  for (const { said, to } of messages) if (to === undefined || to.includes(sessionId)) backlog.add(said);
  const kept = backlog.snapshot(tick);
  return {
    ...seat,
    flown: seat.flown + flown.of(sessionId),
    ...(kept === undefined ? {} : { backlog: kept, read }),
  };
}

/** Counts the inputs that the match applies. */
class InputCount implements Recorder {
  readonly #counts = new Map<string, number>();

  of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  given({ key }: { readonly key: string }): void {
    this.#counts.set(key, this.of(key) + 1);
  }

  command(): void {}
  idled(): void {}
  stepped(): void {}
}
