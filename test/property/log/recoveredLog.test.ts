/** The logs of a match that was recovered: one replay, whatever the owner before has still written. */
import { expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import type { GameServer } from "../../../server/game.ts";
import { MatchRecorder } from "../../../server/log/recorder.ts";
import { recoverMatch } from "../../../server/rooms/recovery.ts";
import { InputFields } from "../../../shared/log/inputFields.ts";
import { Match } from "../../../shared/log/match.ts";
import { inOrder } from "../../../shared/log/matchLog.ts";
import { Replay, type ReplayEvent } from "../../../shared/log/replay.ts";
import { NEVER, played, rooms } from "../../support/crashedMatch.ts";
import { KeptSegments, logBytes, readLog } from "../../support/matchLogs.ts";

const [arena] = rooms;

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
])("[ML5] is one replay, with right hashes, when the log of the owner before ends %s", (_, end, expected) => {
  const { game, all } = logs(end - 70);
  const { has, ticks } = replayed(game, all(end));
  expect([...has("wrong"), ...has("fault")]).toEqual([]);
  expect(has("hole").map((event) => event.type === "hole" && [event.from, event.to])).toEqual(expected.holes);
  expect(has("moved")).toEqual([
    { type: "moved", tick: 70, epoch: 2, played: expected.played, recovered: 95 },
  ]);
  expect(has("right").length).toBeGreaterThan(2);
  expect(ticks.at(-1)).toBe(135);
  expect(new Set(ticks).size, "each tick once").toBe(ticks.length);
});
