/** A replay as a session: it shows the worlds of the match, wherever it is sought, at any speed. */
import { describe, expect, it } from "vitest";
import type { GameClient, GameTypes } from "../../../client/game.ts";
import { logsIn } from "../../../client/replay/loadMatch.ts";
import { MarkScan } from "../../../client/replay/marks.ts";
import { MatchPlayer } from "../../../client/replay/matchPlayer.ts";
import { ReplaySession } from "../../../client/replay/replaySession.ts";
import { pages } from "../../../games/client.ts";
import { games } from "../../../games/index.ts";
import { puckClient } from "../../../games/puck/client/puckClient.ts";
import { skirmishClient } from "../../../games/skirmish/client/session/skirmish.ts";
import { MatchRecorder } from "../../../server/log/recorder.ts";
import type { RawSegment } from "../../../server/log/segmentSink.ts";
import { SEGMENT } from "../../../shared/log/format.ts";
import { InputFields } from "../../../shared/log/inputFields.ts";
import { worldHash } from "../../../shared/log/worldHash.ts";
import { TICK_MS } from "../../../shared/tick.ts";
import { KeptSegments, logBytes } from "../../support/matchLogs.ts";
import { ScriptedMatch } from "../../support/scriptedMatch.ts";

const clients = { skirmish: skirmishClient, puck: puckClient } as unknown as {
  [game: string]: GameClient<GameTypes>;
};
const TICKS = 700;
/** Ticks whose worlds are remembered: at the ends, around checkpoints (every 300 ticks), and between. */
const LOOKED = [2, 3, 150, 299, 300, 301, 302, 450, 601, TICKS];

interface Looked {
  hash: string;
  places: Map<string, { x: number; y: number }>;
}

/** A match that was played, and how it is played again by a page. */
async function recorded(
  name: string,
  bytesOf = (bytes: Uint8Array) => bytes,
  segmentsOf = (segments: readonly RawSegment[]) => segments,
) {
  const game = games.find((one) => one.game.name === name)!;
  const [room] = Object.keys(game.game.modes);
  const match = new ScriptedMatch({ game, room: room!, seed: 7 });
  const kept = new KeptSegments();
  const recorder = new MatchRecorder(match.match, new InputFields(game.game.input), kept, (fault) => {
    throw fault;
  });
  match.record(recorder);
  const looked = new Map<number, Looked>();
  for (let tick = 1; tick <= TICKS; tick++) {
    match.tick();
    if (!LOOKED.includes(tick)) continue;
    const places = [...game.players(match.world)].map(([key, { x, y }]) => [key, { x, y }] as const);
    looked.set(tick, { hash: worldHash(game.storage.save(match.world)), places: new Map(places) });
  }
  recorder.end("over");
  const logs = logsIn(bytesOf(logBytes(game, [...segmentsOf(kept.all)], { mode: room! })));
  const replay = await pages.find((page) => page.name === name)!.replay!();
  const player = new MatchPlayer(replay.rules, logs);
  const session = (clock?: () => number) =>
    new ReplaySession(player, clients[name]!, game.game.state, { room: room!, roomId: "match" }, clock);
  return { game, looked, logs, replay, player, session };
}

/** Shows frames until nothing is sought any more. */
function settle(session: ReplaySession<GameTypes>, now: number): number {
  let frames = 0;
  do session.frame(now);
  while (session.isSeeking && ++frames < 1000);
  session.frame(now);
  return frames;
}

it("[RP1][ML4] a hole in the log is on the time line, from its first lost tick to the checkpoint behind it", async () => {
  const isLost = ({ type, from }: RawSegment): boolean => type === SEGMENT.ticks && from >= 360 && from < 600;
  const { replay, logs } = await recorded("skirmish", undefined, (segments) => {
    const first = segments.findIndex(isLost);
    const hole: RawSegment = {
      type: SEGMENT.hole,
      from: segments[first]!.from,
      to: 600,
      body: new Uint8Array(),
    };
    return [...segments.slice(0, first), hole, ...segments.slice(first).filter((one) => !isLost(one))];
  });
  const scan = new MarkScan(replay, logs);
  while (scan.go());
  expect(scan.holes).toEqual([{ from: 360, to: 600 }]);
  expect(scan.until).toBe(Number.POSITIVE_INFINITY);
});

describe.each(Object.keys(clients))("the replay of a match of %s", (name) => {
  it("[RP1] shows each tick that is sought as it was, forwards and backwards, across checkpoints", async () => {
    const { looked, game, player, session: made } = await recorded(name);
    const session = made(() => 0);
    for (const tick of [...LOOKED, ...LOOKED.toReversed(), 450, 2, TICKS]) {
      session.seek(tick);
      settle(session, 1000);
      expect(session.playhead.tick).toBe(tick);
      const drawn = new Map([...session.entities()].map(({ key, x, y }) => [key, { x, y }]));
      const known = looked.get(tick)!;
      // Who has come with the next tick is known already, and not there yet.
      expect([...drawn.keys()].sort()).toEqual(
        [...known.places.keys()].filter((key) => drawn.has(key)).sort(),
      );
      expect(drawn.size).toBeGreaterThan(0);
      for (const [key, at] of drawn) expect({ key, ...at }).toEqual({ key, ...known.places.get(key) });
      // It is at most two ticks ahead, to draw what lies between.
      if (player.tick === tick) expect(worldHash(game.storage.save(player.world))).toBe(known.hash);
    }
  });

  it("[RP2] continues at the chosen speed, and stops at the end", async () => {
    const { session: made } = await recorded(name);
    const session = made(() => 0);
    settle(session, 0);
    const { playhead } = session;
    const start = playhead.tick;
    playhead.isPlaying = true;
    for (const [speed, from] of [
      [0.25, 0],
      [1, 1000],
      [8, 2000],
    ] as const) {
      const before = playhead.tick;
      playhead.speed = speed;
      for (let ms = from + 100; ms <= from + 1000; ms += 100) session.frame(ms);
      expect(playhead.tick - before).toBeCloseTo((1000 / TICK_MS) * speed, 5);
    }
    expect(start).toBeLessThan(10);
    playhead.isPlaying = false;
    const { tick } = playhead;
    session.frame(4000);
    expect(playhead.tick).toBe(tick);
    session.seek(TICKS - 5);
    settle(session, 5000);
    playhead.isPlaying = true;
    for (let ms = 5000; ms < 7000; ms += 100) session.frame(ms);
    expect([playhead.tick, playhead.isPlaying]).toEqual([TICKS, false]);
  });

  it("[RP3] seeks in many short frames: none does more than its time allows", async () => {
    const { session: made, player } = await recorded(name);
    let now = 0;
    let steps = 0;
    const { step } = player;
    player.step = () => {
      steps++;
      now += 5;
      return step.call(player);
    };
    const session = made(() => now);
    session.seek(290);
    let most = 0;
    let frames = 0;
    while (session.isSeeking) {
      const before = steps;
      session.frame(0);
      most = Math.max(most, steps - before);
      frames++;
    }
    expect(most).toBeLessThanOrEqual(10);
    expect(frames).toBeGreaterThan(20);
  });

  it("[RP4] follows the chosen player: its entity is the own one, with exact values", async () => {
    const { session: made, looked } = await recorded(name);
    const session = made(() => 0);
    session.seek(450);
    settle(session, 0);
    expect(session.own()).toBeUndefined();
    const [key] = looked.get(450)!.places.keys();
    session.follow(key!);
    session.frame(20);
    expect(session.own()).toMatchObject({ key, mine: true });
    expect([...session.entities()].filter(({ mine }) => mine).length).toBe(1);
    const entity = clients[name]!.entities.of(session.state).get(key!) as { own: { vx: number } };
    expect(entity.own.vx).toEqual(expect.any(Number));
    session.follow("");
    session.frame(40);
    expect(session.own()).toBeUndefined();
  });

  it("[RP5] finds the events, and reports where ticks are missing", async () => {
    const { logs, replay } = await recorded(name);
    const marks = new MarkScan(replay, logs);
    while (marks.go());
    expect(marks.marks.some(({ kind, label }) => kind === "player" && / joins$/.test(label))).toBe(true);
    expect(marks.marks.every(({ kind }) => kind !== "warn")).toBe(true);
    expect(marks.until).toBe(Number.POSITIVE_INFINITY);
    const { tick } = marks.marks.at(-1)!;
    expect(tick).toBeLessThanOrEqual(TICKS);
  });
});

it("[RP6] the logs of a match that moved are read from one file, one behind the other", async () => {
  const { logs } = await recorded("puck", (bytes) => new Uint8Array([...bytes, ...bytes]));
  expect(logs.length).toBe(2);
  expect(logs.map(({ ending }) => ending)).toEqual(["whole", "whole"]);
});

it("[RP7] a match of another version is refused with the reason", async () => {
  const { logs, replay } = await recorded("puck");
  const { game } = replay.rules;
  const newer = { ...replay, rules: { ...replay.rules, game: { ...game, version: game.version + 1 } } };
  expect(() => new MatchPlayer(newer.rules, logs)).toThrow(
    new RegExp(`a match of puck, version ${game.version}, .*version ${game.version + 1}`),
  );
});
