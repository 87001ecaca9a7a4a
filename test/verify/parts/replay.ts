/**
 * A match is played again from its log, by the rules of the server in Node and in Chromium, and by the rules
 * that the page of a replay uses: every hash in the log is right.
 */
import { pages } from "../../../games/client.ts";
import { MatchRecorder } from "../../../server/log/recorder.ts";
import { InputFields } from "../../../shared/log/inputFields.ts";
import { startBrowser } from "../../support/browser.ts";
import { KeptSegments, logBytes } from "../../support/matchLogs.ts";
import { replayOf } from "../../support/replayed.ts";
import { type Play, ScriptedMatch } from "../../support/scriptedMatch.ts";
import { bundleMatches, GLOBAL } from "../match/bundle.ts";
import { judged, type Plan, type Row, seedsOf } from "../plan.ts";

export async function replay(plan: Plan): Promise<Row[]> {
  const { game, rooms, quick } = plan;
  const ticks = quick ? 900 : 3000;
  const plays = rooms.flatMap((room) =>
    seedsOf(plan, quick ? 1 : 2).map((seed): Play => ({ game, room, seed })),
  );
  plan.progress("recording");
  const logs = plays.map((play) => recorded(play, ticks));
  const size = logs.reduce((sum, bytes) => sum + bytes.length, 0);
  const figures = `${plays.length} scripted match${plays.length > 1 ? "es" : ""} × ${ticks} ticks, ${Math.round(size / 1000)} kB not compressed`;
  const rows = [
    judged(
      "Replay: in Node",
      figures,
      faultsOf(
        plays,
        logs.map((log) => replayOf(game, log)),
      ),
    ),
  ];
  rows.push(judged("Replay: by the rules of the page", figures, await byPage(plays, logs)));
  plan.progress("playing in Chromium");
  rows.push(judged("Replay: in Chromium", figures, faultsOf(plays, await inChromium(plays, logs))));
  return rows;
}

function recorded({ game, room, seed }: Play, ticks: number): Uint8Array<ArrayBuffer> {
  const match = new ScriptedMatch({ game, room, seed });
  const kept = new KeptSegments();
  const recorder = new MatchRecorder(match.match, new InputFields(game.game.input), kept, (fault) => {
    throw fault;
  });
  match.record(recorder);
  for (let tick = 0; tick < ticks; tick++) match.tick();
  recorder.end("over");
  return logBytes(game, kept.all, { mode: room, seed }, true);
}

/** A page has the rules of `client/replay.ts`, a server those of `server/index.ts`. */
async function byPage(plays: readonly Play[], logs: readonly Uint8Array[]): Promise<string[]> {
  const { name } = plays[0]!.game.game;
  const page = pages.find((one) => one.name === name);
  const replay = await page?.replay?.();
  if (replay === undefined)
    return [`games/client.ts has no page of ${name} with a \`replay\`: nobody can watch a match again`];
  const found = faultsOf(
    plays,
    logs.map((log) => replayOf(replay.rules, log)),
  );
  const advice = "a rule that stands in server/index.ts alone belongs into server/rules.ts";
  return found.map((fault) => `${fault}; ${advice}`);
}

async function inChromium(plays: readonly Play[], logs: readonly Uint8Array[]): Promise<string[]> {
  const script = await bundleMatches();
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: script });
    const found: string[] = [];
    for (const [i, log] of logs.entries()) {
      const args = [plays[i]!.game.game.name, Buffer.from(log).toString("base64")];
      found.push(await page.evaluate<string>(`${GLOBAL}.replayOfLog(...${JSON.stringify(args)})`));
    }
    return found;
  } finally {
    await browser.close();
  }
}

/** @param found see `replayOf` */
const faultsOf = (plays: readonly Play[], found: readonly string[]): string[] =>
  plays.flatMap(({ room, seed }, i) => (found[i] === "" ? [] : `${room}, seed ${seed}: ${found[i]}`));
