/** A log that comes bit by bit is the log that was sent, and a replay waits for what has not come. */
import { expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import { MatchRecorder } from "../../../server/log/recorder.ts";
import { InputFields } from "../../../shared/log/inputFields.ts";
import { LogStream } from "../../../shared/log/logStream.ts";
import { Replay } from "../../../shared/log/replay.ts";
import { decompress, KeptSegments, logBytes, readLog } from "../../support/matchLogs.ts";
import { ScriptedMatch } from "../../support/scriptedMatch.ts";

const game = games[0]!;
const match = new ScriptedMatch({ game, room: "arena", seed: 11 });
/** Two owners: the second continues where the first has stopped. */
const parts = [1, 2].map((epoch) => {
  const kept = new KeptSegments();
  const recorder = new MatchRecorder(match.match, new InputFields(game.game.input), kept, (fault) => {
    throw fault;
  });
  const feed = { on: true };
  match.match.record({
    command: (...a) => feed.on && recorder.command(...a),
    given: (...a) => feed.on && recorder.given(...a),
    idled: (...a) => feed.on && recorder.idled(...a),
    stepped: (...a) => feed.on && recorder.stepped(...a),
  });
  for (let tick = 0; tick < 460; tick++) match.tick();
  feed.on = false;
  recorder.end(epoch === 1 ? "moved" : "over");
  return logBytes(game, kept.all, { epoch });
});
const bytes = new Uint8Array(Buffer.concat(parts));

it("[RP13] bytes that come in pieces of any size make the same logs", () => {
  for (const size of [1, 7, 100, 1000, bytes.length]) {
    const stream = new LogStream(decompress);
    for (let at = 0; at < bytes.length; at += size) stream.push(bytes.subarray(at, at + size));
    expect(stream.isOver).toBe(true);
    stream.end();
    expect(stream.logs.map(({ segments }) => segments)).toEqual(parts.map((part) => readLog(part).segments));
    expect(stream.logs.some(({ isGrowing }) => isGrowing)).toBe(false);
  }
});

it("[RP13] a replay plays the received part, waits, and continues across the owners to the end", () => {
  const stream = new LogStream(decompress);
  const half = Math.floor(parts[0]!.length / 2);
  stream.push(bytes.subarray(0, half));
  const replay = new Replay(game, stream.logs);
  const events = replay.play();
  const seen: string[] = [];
  const pushNext = (): void => {
    for (let next = events.next(); !next.done && next.value.type !== "wait"; next = events.next())
      seen.push(next.value.type);
  };
  pushNext();
  const steps = () => seen.filter((type) => type === "step").length;
  const early = steps();
  expect(early).toBeGreaterThan(0);
  expect(seen).not.toContain("end");
  for (let at = half; at < bytes.length; at += 500) {
    stream.push(bytes.subarray(at, at + 500));
    pushNext();
  }
  stream.end();
  pushNext();
  expect(steps()).toBe(920);
  expect(seen).toContain("moved");
  expect(seen.at(-1)).toBe("end");
  expect(seen).not.toContain("wrong");
  expect(seen).not.toContain("hole");
});

it("a checkpoint that comes again after a lost connection counts once", () => {
  const whole = readLog(parts[0]!);
  const at = whole.segments.findIndex(({ type }, i) => i > 0 && type === 2);
  const [checkpoint, next] = [whole.segments[at]!, whole.segments[at + 1]!];
  const stream = new LogStream(decompress);
  stream.push(parts[0]!.subarray(0, next.at + 20));
  stream.cut();
  stream.push(parts[0]!.subarray(checkpoint.at));
  stream.end();
  expect(stream.logs[0]!.segments.map(({ type, from, to }) => [type, from, to])).toEqual(
    whole.segments.map(({ type, from, to }) => [type, from, to]),
  );
});

it("[RP13] damage ends the replay, and the part before it is played", () => {
  const broken = bytes.slice();
  broken[Math.floor(parts[0]!.length / 2)]! ^= 4;
  const stream = new LogStream(decompress);
  for (let at = 0; at < broken.length; at += 300) stream.push(broken.subarray(at, at + 300));
  stream.end();
  const replay = new Replay(game, stream.logs);
  let steps = 0;
  expect(() => {
    for (const { type } of replay.play()) if (type === "step") steps++;
  }).toThrow(/damaged/);
  expect(steps).toBeGreaterThan(100);
});
