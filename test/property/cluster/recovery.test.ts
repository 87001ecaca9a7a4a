/**
 * A match is recovered from its checkpoint and tail: the same world, seats and messages as when its owner
 * died.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import { encodeCheckpoint } from "../../../server/cluster/checkpoint.ts";
import type { GameServer } from "../../../server/game.ts";
import { MatchTail } from "../../../server/rooms/matchTail.ts";
import { recoverMatch } from "../../../server/rooms/recovery.ts";
import { InputFields } from "../../../shared/log/inputFields.ts";
import { Match } from "../../../shared/log/match.ts";
import { hashOf, NEVER, played, rooms } from "../../support/crashedMatch.ts";
import { ScriptedMatch } from "../../support/scriptedMatch.ts";

const seeds = fc.integer({ min: 0, max: 0xffffffff });

describe.each(rooms.map((one) => [`${one[0].game.name}: ${one[1]}`, one] as const))("%s", (_, one) => {
  it("[SV16] any match continues at the last step of the tail, bit for bit, with the players seated there", () => {
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
          // It continues as the match would have.
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
  it("[MS2][SV16] has the chat messages for their recipients, and the applied inputs", () => {
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
      expect(restored.tailFault?.message).toMatch(/cannot be replayed/);
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
});
