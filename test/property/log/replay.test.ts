/** Any match of any game, from its log: the same worlds; and what is wrong with a log is found. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import type { GameServer } from "../../../server/game.ts";
import { MatchRecorder } from "../../../server/log/recorder.ts";
import { BadLog } from "../../../shared/log/bytes.ts";
import { InputFields } from "../../../shared/log/inputFields.ts";
import { inOrder } from "../../../shared/log/matchLog.ts";
import { Replay, type ReplayEvent } from "../../../shared/log/replay.ts";
import { worldHash } from "../../../shared/log/worldHash.ts";
import { KeptSegments, logBytes, readLog } from "../../support/matchLogs.ts";
import { ScriptedMatch } from "../../support/scriptedMatch.ts";

const rooms = games.flatMap((game) => Object.keys(game.game.modes).map((room) => [game, room] as const));
const NEVER = (fault: unknown): never => {
  throw fault;
};

/** Hashes of large worlds take most of the time. */
const isCompared = (tick: number): boolean => tick % 6 === 1;

/** A match that was played and recorded. */
interface Played {
  game: GameServer;
  kept: KeptSegments;
  bytes: Uint8Array<ArrayBuffer>;
  /** The hash of its world after ticks that are compared. */
  hashes: Map<number, string>;
}

function played([game, room]: (typeof rooms)[number], seed: number, ticks: number): Played {
  const match = new ScriptedMatch({ game, room, seed });
  const kept = new KeptSegments();
  const recorder = new MatchRecorder(match.match, new InputFields(game.game.input), kept, NEVER);
  match.record(recorder);
  const hashes = new Map<number, string>();
  for (let tick = 1; tick <= ticks; tick++) {
    match.tick();
    if (isCompared(tick)) hashes.set(tick, worldHash(game.storage.save(match.world)));
  }
  recorder.end("over");
  return { game, kept, bytes: logBytes(game, kept.all, { mode: room }), hashes };
}

/** @returns the hash of the world after ticks of a replay, the last tick, and what it came across */
function replayed(game: GameServer, ...logs: Uint8Array[]) {
  const hashes = new Map<number, string>();
  const events: ReplayEvent[] = [];
  const replay = new Replay(game, inOrder(logs.map(readLog)));
  let fault: Error | undefined;
  let tick = 0;
  try {
    for (const event of replay.play()) {
      if (event.type !== "step") events.push(event);
      else if (isCompared(event.tick)) hashes.set(event.tick, worldHash(game.storage.save(replay.world)));
      if (event.type === "step") tick = event.tick;
    }
  } catch (error) {
    if (!(error instanceof BadLog)) throw error;
    fault = error;
  }
  return { hashes, events, fault, tick };
}

const seeds = fc.integer({ min: 0, max: 0xffffffff });
const ofType = (events: readonly ReplayEvent[], ...types: ReplayEvent["type"][]) =>
  events.filter(({ type }) => types.includes(type));

describe.each(rooms.map((one) => [`${one[0].game.name}: ${one[1]}`, one] as const))("%s", (_, one) => {
  it("[ML2] any match, from its log, is the same after every tick", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 700 }), (seed, ticks) => {
        const { game, bytes, hashes } = played(one, seed, ticks);
        const again = replayed(game, bytes);
        expect(again.fault).toBeUndefined();
        expect(ofType(again.events, "wrong", "fault", "hole")).toEqual([]);
        expect(ofType(again.events, "right")).toHaveLength(Math.floor(ticks / 30));
        expect(again.hashes).toEqual(hashes);
        expect(again.events.at(-1)).toEqual({ type: "end", tick: ticks, reason: "over" });
      }),
      { numRuns: 4 },
    );
  });

  it("[ML2] it begins at any checkpoint", () => {
    const { game, bytes, hashes } = played(one, 5, 700);
    const replay = new Replay(game, [readLog(bytes)]);
    const ticks: number[] = [];
    for (const event of replay.play(450)) {
      if (event.type !== "step") continue;
      ticks.push(event.tick);
      if (isCompared(event.tick))
        expect(worldHash(game.storage.save(replay.world))).toBe(hashes.get(event.tick));
    }
    expect([ticks[0], ticks.at(-1)]).toEqual([301, 700]);
  });

  const sample = played(one, 7, 100);
  it("[ML3] a bit that was flipped anywhere is found", () => {
    const { bytes } = sample;
    const flips = fc.integer({ min: 0, max: bytes.length * 8 - 1 });
    const flipped = flips.map((bit) => {
      const other = bytes.slice();
      other[bit >> 3]! ^= 1 << (bit & 7);
      return other;
    });
    fc.assert(
      fc.property(flipped, (other) => {
        expect(() => checked(other)).toThrow(BadLog);
      }),
      { numRuns: 300 },
    );
    expect(() => checked(bytes)).not.toThrow();
  });

  it("[ML3] a log that was cut off at any byte is played up to there, and no farther than it is sound", () => {
    const { game, bytes, hashes } = sample;
    const { segments } = readLog(bytes);
    fc.assert(
      fc.property(
        fc.integer({ min: segments[1]!.at, max: bytes.length - 1 }),
        fc.boolean(),
        (length, isDamaged) => {
          const cut = bytes.slice(0, isDamaged ? bytes.length : length);
          if (isDamaged) cut[length]! ^= 4;
          const again = replayed(game, cut);
          const whole = segments.filter((_, i) => (segments[i + 1]?.at ?? bytes.length) <= length);
          const { to } = whole.at(-1)!;
          expect(ofType(again.events, "wrong", "fault")).toEqual([]);
          expect(again.tick).toBe(to);
          for (const [tick, hash] of again.hashes) expect(hash, `tick ${tick}`).toBe(hashes.get(tick));
          const isWhole = segments.some(({ at }) => at === length);
          const end = { type: "end", tick: to, reason: isWhole ? "open" : "cut" };
          if (isDamaged) expect(again.fault?.message).toMatch(/damaged/);
          else expect([again.fault, again.events.at(-1)]).toEqual([undefined, end]);
        },
      ),
      { numRuns: 8 },
    );
  });
});

/** Looks at every byte of a log. @throws BadLog */
function checked(bytes: Uint8Array): void {
  const log = readLog(bytes);
  if (log.ending === "damaged") throw new BadLog("it is damaged");
  for (const one of log.segments) log.open(one);
}
