/** The latest seconds of a match in memory: which part a watcher receives when, and how much is kept. */
import { describe, expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import { headerOf } from "../../../server/log/header.ts";
import { livePart } from "../../../server/log/liveChunk.ts";
import { LiveLog, type LiveMemory } from "../../../server/log/liveLog.ts";
import { MatchRecorder } from "../../../server/log/recorder.ts";
import { InputFields } from "../../../shared/log/inputFields.ts";
import { LogStream } from "../../../shared/log/logStream.ts";
import { Replay } from "../../../shared/log/replay.ts";
import { TICK_RATE } from "../../../shared/tick.ts";
import { decompress } from "../../support/matchLogs.ts";
import { ScriptedMatch } from "../../support/scriptedMatch.ts";

const DELAY = 10;
const game = games[0]!;

/** A match whose time is counted in its own ticks. */
function recorded(memory: LiveMemory = { limit: 1e8, used: 0 }) {
  const { settings } = game.game.modes.arena!;
  const header = headerOf(game, { mode: "arena", settings, seed: 5, room: "room", epoch: 3 }, 1.8e12);
  const match = new ScriptedMatch({ game, room: "arena", seed: 5 });
  const now = () => (match.world.tick / TICK_RATE) * 1000;
  const log = new LiveLog(livePart(header), DELAY * 1000, memory, now);
  const recorder = new MatchRecorder(match.match, new InputFields(game.game.input), log, (fault) => {
    throw fault;
  });
  match.match.record(recorder);
  const play = (ticks: number): void => {
    for (let i = 0; i < ticks; i++) match.tick();
  };
  /** @returns what a watcher reads that begins with this chunk */
  const read = async (first: number): Promise<LogStream> => {
    const stream = new LogStream(decompress);
    stream.push(log.part.head);
    for (let number = first; number <= log.published; number++) stream.push(await log.at(number)!.pack());
    return stream;
  };
  return { log, recorder, match, memory, play, read };
}

describe("the live log", () => {
  it("[WA2] sends nothing before the delay is over, and then everything, a second at a time", async () => {
    const { log, match, play, read } = recorded();
    play(DELAY * TICK_RATE - 1);
    expect(log.begin()).toBeUndefined();
    expect(log.wait).toBeGreaterThan(0);
    for (let second = 0; second < 25; second++) {
      play(TICK_RATE);
      const first = log.begin();
      if (first === undefined) continue;
      expect(log.at(first)!.begins).toBe(true);
      const { position } = await read(first);
      expect(match.world.tick - position!.tick).toBeGreaterThanOrEqual(DELAY * TICK_RATE);
      expect(match.world.tick - position!.tick).toBeLessThan((DELAY + 2) * TICK_RATE);
    }
  });

  it("[WA2] sends the match from a checkpoint on, with the right hashes", async () => {
    const { log, play, read } = recorded();
    play(47 * TICK_RATE);
    const { logs } = await read(log.begin()!);
    const events = [...takeUntilWait(new Replay(game, logs))];
    expect(events.filter((type) => type === "right").length).toBeGreaterThan(2);
    expect(events).not.toContain("wrong");
  });

  it("continues for a reader that was there some seconds ago, and restarts a reader that was away for long", () => {
    const { log, play } = recorded();
    play(40 * TICK_RATE);
    const there = log.at(log.published)!;
    play(5 * TICK_RATE);
    const next = log.after({ epoch: 3, tick: there.to })!;
    expect(log.at(next - 1)).toBe(there);
    play(60 * TICK_RATE);
    expect(log.after({ epoch: 3, tick: there.to })).toBeUndefined();
    expect(log.after({ epoch: 2, tick: log.at(log.published)!.to })).toBeUndefined();
  });

  it("keeps as little as that takes, and gives all of it back", () => {
    const { log, memory, play } = recorded();
    play(60 * TICK_RATE);
    const early = memory.used;
    play(120 * TICK_RATE);
    expect(memory.used).toBeLessThan(2 * early);
    log.clear();
    expect(memory.used).toBe(0);
  });

  it("[WA2] without memory it leaves ticks out, and continues after them at a checkpoint", async () => {
    const memory = { limit: 1e8, used: 0 };
    const { log, play, read } = recorded(memory);
    play(35 * TICK_RATE);
    memory.limit = 0;
    play(3 * TICK_RATE);
    memory.limit = 1e8;
    play(14 * TICK_RATE);
    let first = log.begin()!;
    for (let number = first; log.at(number) !== undefined; number--)
      if (log.at(number)!.begins) first = number;
    const stream = await read(first);
    const types = [...takeUntilWait(new Replay(game, stream.logs))];
    expect(types).toContain("hole");
    expect(types).not.toContain("wrong");
  });
});

function* takeUntilWait(replay: Replay): Generator<string> {
  for (const { type } of replay.play()) {
    if (type === "wait") return;
    yield type;
  }
}
