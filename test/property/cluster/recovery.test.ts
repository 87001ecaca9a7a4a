/** A match is recovered from its checkpoint and tail: the same world, seats and messages as when its owner died. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import { encodeCheckpoint, type RoomSnapshot } from "../../../server/cluster/checkpoint.ts";
import type { GameServer, GameWorld } from "../../../server/game.ts";
import { MatchRecorder } from "../../../server/log/recorder.ts";
import { MatchTail } from "../../../server/rooms/matchTail.ts";
import { recoverMatch } from "../../../server/rooms/recovery.ts";
import { InputFields } from "../../../shared/log/inputFields.ts";
import { Match } from "../../../shared/log/match.ts";
import { inOrder } from "../../../shared/log/matchLog.ts";
import { Replay, type ReplayEvent } from "../../../shared/log/replay.ts";
import { worldHash } from "../../../shared/log/worldHash.ts";
import { KeptSegments, logBytes, readLog } from "../../support/matchLogs.ts";
import { ScriptedMatch } from "../../support/scriptedMatch.ts";

const rooms = games.flatMap((game) => Object.keys(game.game.modes).map((room) => [game, room] as const));
const NEVER = (fault: unknown): never => {
  throw fault;
};
const hashOf = (game: GameServer, world: GameWorld): string => worldHash(game.storage.save(world));
const said = (n: number, tick: number) => ({
  ...{ n, type: "notice" as const, tick },
  message: { text: `said ${n}`, n },
});

/** A match that has left a checkpoint and a tail. */
function played([game, room]: (typeof rooms)[number], seed: number, before: number, after: number) {
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
    // A checkpoint that was due could not be written: a part tells that the seat is there.
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

const seeds = fc.integer({ min: 0, max: 0xffffffff });

describe.each(rooms.map((one) => [`${one[0].game.name}: ${one[1]}`, one] as const))("%s", (_, one) => {
  it("[SV16] any match goes on at the last step of the tail, bit for bit, with those that are seated there", () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        (seed, before, after) => {
          const { game, match, checkpoint, parts, hashes } = played(one, seed, before, after);
          const restored = recoverMatch(games, checkpoint, Buffer.concat(parts));
          expect(restored.tailFault).toBeUndefined();
          expect(hashOf(game, restored.world)).toBe(hashes.at(-1));
          expect(restored.replayed).toMatchObject({ from: before, ticks: after });
          expect(restored.seated).toEqual([...match.match.seated.keys()]);
          const seats = restored.room.seats.map(({ sessionId }) => sessionId);
          expect(seats, "in the order of the match").toEqual(
            restored.seated.filter((key) => seats.includes(key)),
          );
          expect(restored.seated.length - seats.length).toBeLessThan(3);
          expect(restored.room).toMatchObject({ elapsed: 1000 + after * 34, at: 5000 + after * 34 });
          // It goes on as the match would have.
          const again = new Match(game, restored.world, restored.seated);
          for (let i = 0; i < 5; i++) {
            again.step();
            match.match.step();
          }
          expect(hashOf(game, again.world)).toBe(hashOf(game, match.world));
        },
      ),
      { numRuns: 4 },
    );
  });

  it("[SV16] a tail that is cut off or damaged at any byte is played up to there", () => {
    const { game, checkpoint, parts, hashes } = played(one, 9, 40, 20);
    const tail = Buffer.concat(parts);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: tail.length - 1 }), fc.boolean(), (at, isDamaged) => {
        const broken = isDamaged ? Buffer.from(tail) : tail.subarray(0, at);
        if (isDamaged) broken[at]! ^= 8;
        const restored = recoverMatch(games, checkpoint, broken);
        let [whole, length] = [0, 0];
        while (length + parts[whole]!.length <= at) length += parts[whole++]!.length;
        expect(restored.world.tick).toBe(40 + whole);
        expect(hashOf(game, restored.world)).toBe(hashes[whole]);
        expect(restored.tailFault !== undefined).toBe(isDamaged || length !== at);
      }),
      { numRuns: 40 },
    );
  });
});

const [arena] = rooms;
describe("a recovered match", () => {
  it("[MS2][SV16] has the messages that were said, for those they were said to, and what they have flown", () => {
    const { checkpoint, parts, keys } = played(arena!, 3, 100, 20);
    const { room } = recoverMatch(games, checkpoint, Buffer.concat(parts));
    expect(room.newestMessage).toBe(200);
    expect(room.seats.length).toBeGreaterThan(1);
    const numbers = room.seats.map(({ backlog }) => backlog!.kept.map(({ n }) => n));
    const all = Array.from({ length: 20 }, (_, i) => (i + 1) * 10);
    expect(room.seats[0]!.sessionId).toBe(keys[0]);
    expect(numbers[0]).toEqual(all);
    expect(numbers[1]).toEqual(all.filter((n) => n % 20 === 10));
    expect(Math.max(...room.seats.map(({ flown }) => flown))).toBeGreaterThan(15);
  });

  it("[SV3][SV16] has the seats as they were last written: rotated tokens, and players that joined", () => {
    const { checkpoint, parts, keys, match } = played(arena!, 3, 100, 60);
    const { room, seated } = recoverMatch(games, checkpoint, Buffer.concat(parts));
    const [first] = room.seats;
    expect(first).toMatchObject({ sessionId: keys[0], token: "rotated-3", previous: `t-${keys[0]}` });
    expect(first!.flown).toBeLessThan(9999);
    expect(seated).toEqual([...match.match.seated.keys()]);
    const late = room.seats.filter(({ token }) => token.startsWith("late-"));
    expect(late.length).toBeGreaterThan(0);
    for (const { sessionId } of late) expect(keys).not.toContain(sessionId);
  });

  it("[SV16] is as of the checkpoint when the rules make other steps of the tail, or another version wrote it", () => {
    const { game, checkpoint, parts, hashes } = played(arena!, 3, 40, 20);
    const tail = Buffer.concat(parts);
    const others: GameServer[] = [
      {
        ...game,
        step(world) {
          if (world.tick === 50) throw new Error("here only");
          game.step(world);
        },
      },
      {
        ...game,
        step(world) {
          game.step(world);
          if (world.tick === 50) game.step(world);
        },
      },
    ];
    for (const other of others) {
      const restored = recoverMatch([other], checkpoint, tail);
      expect([restored.world.tick, hashOf(game, restored.world)]).toEqual([40, hashes[0]]);
      expect(restored.tailFault?.message).toMatch(/cannot be made again/);
      expect(restored.replayed).toBeUndefined();
    }
    const input = {
      fields: { ...game.game.input.fields, another: Object.values(game.game.input.fields)[0]! },
    };
    const newer = { ...game, game: { ...game.game, input } } as unknown as GameServer;
    const restored = recoverMatch([newer], checkpoint, tail);
    expect([restored.world.tick, restored.tailFault?.message]).toEqual([
      40,
      expect.stringMatching(/another version/),
    ]);
    expect(recoverMatch(games, checkpoint, undefined).tailFault).toBeUndefined();
  });

  it("[SV16] makes steps that have failed in the room again, as they failed there", () => {
    const [game, room] = arena!;
    const failing: GameServer = {
      ...game,
      step(world) {
        game.step(world);
        if (world.tick === 50) throw new Error("in both");
      },
    };
    const match = new ScriptedMatch({ game: failing, room, seed: 3 });
    const tail = new MatchTail(match.match, new InputFields(game.game.input), NEVER);
    match.record(tail);
    for (let i = 0; i < 45; i++) match.tick();
    const snapshot = {
      ...{
        seats: [...match.match.seated.keys()].map((sessionId) => ({
          sessionId,
          token: "",
          next: "",
          flown: 0,
        })),
      },
      ...{ newestMessage: 0, views: [], elapsed: 0, at: 0, moved: "crash" as const, tail: tail.format },
      wireIds: { schema: "", next: 0, nextMany: 0, parts: [], entities: {} },
    };
    const checkpoint = encodeCheckpoint(failing, match.world, snapshot);
    tail.restart();
    const parts: Buffer[] = [];
    for (let i = 0; i < 10; i++) {
      try {
        match.tick();
      } catch {
        continue;
      }
      parts.push(tail.take(() => ({ elapsed: 0, messages: [], seats: [] }))!);
    }
    expect(parts).toHaveLength(9);
    const restored = recoverMatch([failing], checkpoint, Buffer.concat(parts));
    expect(restored.tailFault).toBeUndefined();
    expect(hashOf(game, restored.world)).toBe(hashOf(game, match.world));
  });

  /** @param written ticks after the checkpoint that the owner before has still logged */
  const logs = (written: number) => {
    const { game, match, checkpoint, parts, kept, recorder } = played(arena!, 5, 70, 25);
    const recovered = recoverMatch(games, checkpoint, Buffer.concat(parts));
    const { tick } = recovered.world;
    for (let i = 25; i < written; i++) match.tick();
    recorder.end("moved");
    const first = kept.all.filter(({ type }) => type !== 5);
    const target = new Match(game, recovered.world, recovered.seated);
    const next = new KeptSegments();
    const fields = new InputFields(game.game.input);
    const second = new MatchRecorder(target, fields, next, NEVER, recovered.replayed);
    target.record(second);
    for (const key of target.seated.keys()) target.apply({ type: "migrate", key });
    for (let i = 0; i < 40; i++) target.step();
    second.end("over");
    const header = { epoch: 2, recovered: tick };
    const all = (upTo: number) => [
      logBytes(
        game,
        first.filter(({ to }) => to <= upTo),
        { epoch: 1 },
      ),
      logBytes(game, next.all, header),
    ];
    return { game, all };
  };
  const replayed = (game: GameServer, all: Uint8Array[]) => {
    const events: ReplayEvent[] = [];
    for (const event of new Replay(game, inOrder(all.map(readLog))).play()) events.push(event);
    const has = (type: ReplayEvent["type"]) => events.filter((event) => event.type === type);
    return { has, ticks: events.flatMap((event) => (event.type === "step" ? event.tick : [])) };
  };

  it.each([
    ["shortly before the checkpoint: what is missing is a hole", 60, { holes: [[60, 70]], played: 60 }],
    ["between the checkpoint and its death", 90, { holes: [], played: 90 }],
    ["after what Redis had", 110, { holes: [], played: 110 }],
  ])(
    "[ML5] is one replay, with right hashes, when the log of the owner before ends %s",
    (_, end, expected) => {
      const { game, all } = logs(end - 70);
      const { has, ticks } = replayed(game, all(end));
      expect([...has("wrong"), ...has("fault")]).toEqual([]);
      expect(has("hole").map((event) => event.type === "hole" && [event.from, event.to])).toEqual(
        expected.holes,
      );
      expect(has("moved")).toEqual([
        { type: "moved", tick: 70, epoch: 2, played: expected.played, recovered: 95 },
      ]);
      expect(has("right").length).toBeGreaterThan(2);
      expect(ticks.at(-1)).toBe(135);
      expect(new Set(ticks).size, "each tick once").toBe(ticks.length);
    },
  );
});
