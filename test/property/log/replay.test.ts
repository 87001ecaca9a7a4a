/** The replay of any match of any game gives the same worlds, and finds what is wrong with a log. */
import { deserialize, serialize } from "node:v8";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import type { GameServer, GameWorld } from "../../../server/game.ts";
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

/** @returns the hash of the world after ticks of a replay, the last tick, and the other events */
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
      fc.property(seeds, fc.integer({ min: 1, max: 500 }), (seed, ticks) => {
        const { game, bytes, hashes } = played(one, seed, ticks);
        const again = replayed(game, bytes);
        expect(again.fault).toBeUndefined();
        expect(ofType(again.events, "wrong", "fault", "hole")).toEqual([]);
        expect(ofType(again.events, "right")).toHaveLength(Math.floor(ticks / 30));
        expect(again.hashes).toEqual(hashes);
        expect(again.events.at(-1)).toEqual({ type: "end", tick: ticks, reason: "over" });
      }),
      { numRuns: 3 },
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

describe("a match that moved", () => {
  /** It is handed over at one tick, or restored from an earlier checkpoint after a kill. */
  const moved = (seed: number, { at, killed }: { at: number; killed: number }) => {
    const [game, room] = rooms[0]!;
    const match = new ScriptedMatch({ game, room, seed });
    const parts: KeptSegments[] = [];
    let recorder: MatchRecorder;
    const record = () => {
      parts.push(new KeptSegments());
      recorder = new MatchRecorder(match.match, new InputFields(game.game.input), parts.at(-1)!, NEVER);
      match.record(recorder);
    };
    const play = (ticks: number) => {
      for (let tick = 0; tick < ticks; tick++) match.tick();
    };
    record();
    play(at);
    const kept = writeLater(game, match);
    play(killed);
    recorder!.end("moved");
    match.world = kept();
    record();
    for (const key of [...match.match.seated.keys()]) match.match.apply({ type: "migrate", key });
    play(100);
    recorder!.end("over");
    return parts.map(({ all }, i) => logBytes(game, all, { mode: room, epoch: i + 1 }));
  };
  /** @returns makes the world of now again */
  const writeLater = (game: GameServer, { world }: ScriptedMatch) => {
    const stored = serialize(game.storage.save(world));
    return () => game.storage.restore(deserialize(stored));
  };
  const [game] = rooms[0]!;

  it.each([
    ["was handed over", 0],
    ["was taken over, and what was played after the checkpoint is taken back", 7],
  ])("[ML5] %s is one replay of both logs, in any order", (_, killed) => {
    const [first, second] = moved(11, { at: 50, killed });
    const { events, fault, tick } = replayed(game, second!, first!);
    expect(fault).toBeUndefined();
    expect(ofType(events, "wrong", "fault", "hole")).toEqual([]);
    expect(ofType(events, "moved")).toEqual([
      { type: "moved", tick: 50, epoch: 2, played: 50 + killed, recovered: 50 },
    ]);
    expect(tick).toBe(150);
  });

  it("[ML5] whose first log lacks its end has a hole there", () => {
    const [first, second] = moved(11, { at: 50, killed: 0 });
    const cut = first!.subarray(0, readLog(first!).segments.at(-2)!.at);
    const { events } = replayed(game, cut, second!);
    expect(ofType(events, "wrong", "hole")).toEqual([{ type: "hole", from: 30, to: 50 }]);
  });

  it("[ML5] and that continues with another world is found, with the field", () => {
    const [first] = moved(11, { at: 50, killed: 0 });
    const [, second] = moved(12, { at: 50, killed: 0 });
    const { events } = replayed(game, first!, second!);
    const [wrong] = events.filter((event) => event.type === "wrong");
    expect(wrong).toMatchObject({ tick: 50, how: expect.stringMatching(/ is /) });
    expect(wrong!.fields).toContain("seed");
  });
});

describe("a replay by rules that are not those of the room", () => {
  const { game, bytes } = played(rooms.at(-1)!, 3, 400);

  it("[ML2] names the first second that differs, and the fields", () => {
    const step = (world: GameWorld): void => {
      game.step(world);
      if (world.tick !== 100) return;
      const [player] = game.players(world).values();
      (player as { vx?: number }).vx = 1e-9;
    };
    const { events } = replayed({ ...game, step }, bytes);
    const found = events.filter((event) => event.type === "wrong");
    expect(found[0]).toMatchObject({ tick: 120, right: 90 });
    expect(found[0]!.fields).toContain("skaters.vx");
    expect(found.find(({ how }) => how !== undefined)).toMatchObject({
      tick: 300,
      how: expect.stringMatching(/ is .*, not /),
    });
  });

  it("[ML2] is refused in plain words when the game, its version or its inputs are others", () => {
    const other = (change: object) => () =>
      new Replay({ ...game, game: { ...game.game, ...change } } as GameServer, [readLog(bytes)]);
    const { version } = game.game;
    expect(other({ version: version + 1 })).toThrow(
      `a match of puck, version ${version}, and these rules are version ${version + 1}`,
    );
    expect(other({ name: "pong" })).toThrow(/a match of puck, not of pong/);
    expect(other({ input: rooms[0]![0].game.input })).toThrow(/inputs have other fields/);
    expect(() => readLog(new Uint8Array(100))).toThrow(/no match log/);
  });
});

/** Looks at every byte of a log. @throws BadLog */
function checked(bytes: Uint8Array): void {
  const log = readLog(bytes);
  if (log.ending === "damaged") throw new BadLog("it is damaged");
  for (const one of log.segments) log.open(one);
}
