/** A match that has left a checkpoint and a tail, as after the death of its process. */
import { games } from "../../games/index.ts";
import { encodeCheckpoint, type RoomSnapshot } from "../../server/cluster/checkpoint.ts";
import type { GameServer, GameWorld } from "../../server/game.ts";
import { MatchRecorder } from "../../server/log/recorder.ts";
import { MatchTail } from "../../server/rooms/matchTail.ts";
import { InputFields } from "../../shared/log/inputFields.ts";
import { worldHash } from "../../shared/log/worldHash.ts";
import { KeptSegments } from "./matchLogs.ts";
import { ScriptedMatch } from "./scriptedMatch.ts";

/** Of all games. */
export const rooms = games.flatMap((game) =>
  Object.keys(game.game.modes).map((room) => [game, room] as const),
);
export const NEVER = (fault: unknown): never => {
  throw fault;
};
export const hashOf = (game: GameServer, world: GameWorld): string => worldHash(game.storage.save(world));
export const said = (n: number, tick: number) => ({
  ...{ n, type: "notice" as const, tick },
  message: { text: `said ${n}`, n },
});

/** @returns a match of `before` ticks at its checkpoint, and `after` more in its tail */
export function played([game, room]: (typeof rooms)[number], seed: number, before: number, after: number) {
  const match = new ScriptedMatch({ game, room, seed });
  const fields = new InputFields(game.game.input);
  const tail = new MatchTail(match.match, fields, NEVER);
  match.record(tail);
  const kept = new KeptSegments();
  const recorder = new MatchRecorder(match.match, fields, kept, NEVER);
  match.record(recorder);
  for (let i = 0; i < before; i++) match.tick();
  const state = game.replication.createState(match.world);
  const serializer = game.replication.serializer(match.world, (key) => key);
  serializer.reset(state);
  const keys = [...match.match.seated.keys()];
  const snapshot: RoomSnapshot = {
    seats: keys.map((sessionId) => ({
      ...{ sessionId, token: `t-${sessionId}`, next: `n-${sessionId}`, flown: 7 },
    })),
    ...{ newestMessage: 4, views: [], elapsed: 1000, at: 5000, moved: "crash" as const },
    ...{ wireIds: serializer.wireIds(), tail: tail.format },
  };
  const checkpoint = encodeCheckpoint(game, match.world, snapshot);
  tail.restart();
  const parts: Buffer[] = [];
  const hashes = [hashOf(game, match.world)];
  for (let i = 1; i <= after; i++) {
    match.tick();
    const messages = [{ said: said(i * 10, match.world.tick), to: i % 2 ? undefined : keys.slice(0, 1) }];
    const changed = { ...snapshot.seats[0]!, token: `rotated-${i}`, previous: `t-${keys[0]}`, flown: 9999 };
    // A due checkpoint could not be written, so a part of the tail contains the seat.
    const seats = [...match.match.seated.keys()]
      .filter((key) => !keys.includes(key))
      .map((sessionId) => ({ sessionId, token: `late-${sessionId}`, next: "n", flown: 0 }));
    parts.push(
      tail.take(() => ({
        ...{ elapsed: 1000 + i * 34, messages },
        seats: [...(i === 3 && keys.length > 0 ? [changed] : []), ...(i % 2 ? seats : [])],
      }))!,
    );
    hashes.push(hashOf(game, match.world));
  }
  return { game, match, checkpoint, parts, hashes, keys, kept, recorder };
}
