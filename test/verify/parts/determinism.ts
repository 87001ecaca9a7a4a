/** The same inputs give the same match: repeatedly in Node, and in Chromium. */
import { startBrowser } from "../../support/browser.ts";
import { type Play, trail } from "../../support/scriptedMatch.ts";
import { bundleMatches, GLOBAL } from "../match/bundle.ts";
import { judged, type Plan, type Row, seedsOf } from "../plan.ts";

/** Ticks between two hashes. */
const EVERY = 50;

export async function determinism(plan: Plan): Promise<Row[]> {
  const ticks = plan.quick ? 1500 : 6000;
  const plays = plan.rooms.flatMap((room) =>
    seedsOf(plan, plan.quick ? 1 : 3).map((seed): Play => ({ game: plan.game, room, seed })),
  );
  const played = `${plays.length} scripted match${plays.length > 1 ? "es" : ""} × ${ticks} ticks`;
  plan.progress("playing in Node");
  const first = plays.map((play) => trail(play, ticks, EVERY));
  const again = plays.map((play) => trail(play, ticks, EVERY));
  const hashes = `${played}, ${first.flat().length} hashes`;
  const faults = [...differences(plays, first, again), ...sameMatches(plays, first)];
  const inNode = judged("Determinism: the same seed and inputs again", hashes, faults);
  const promise = "Determinism: Node and Chromium";
  if (faults.length > 0)
    return [inNode, { promise, figures: "not tried: Node does not agree with itself", kept: undefined }];
  plan.progress("playing in Chromium");
  return [inNode, judged(promise, hashes, differences(plays, first, await inChromium(plays, ticks)))];
}

async function inChromium(plays: readonly Play[], ticks: number): Promise<string[][]> {
  const script = await bundleMatches();
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    let fault = "";
    page.on("pageerror", ({ message }) => (fault = message));
    await page.addScriptTag({ content: script });
    if ((await page.evaluate(`typeof ${GLOBAL}`)) === "undefined")
      throw new Error(`a file that the rules import fails to load in Chromium: ${fault}`);
    const trails: string[][] = [];
    for (const { game, room, seed } of plays) {
      const args = [game.game.name, room, seed, ticks, EVERY].map((one) => JSON.stringify(one)).join();
      trails.push(await page.evaluate<string[]>(`${GLOBAL}.trailOf(${args})`));
    }
    return trails;
  } finally {
    await browser.close();
  }
}

function differences(plays: readonly Play[], one: string[][], other: string[][]): string[] {
  return plays.flatMap(({ room, seed }, i) => {
    const at = one[i]!.findIndex((hash, place) => hash !== other[i]![place]);
    if (at < 0) return [];
    return `${room}, seed ${seed}: the worlds differ from a tick between ${at * EVERY} and ${(at + 1) * EVERY} on; rules may use + − × ÷, Math.sqrt and the world's seeded generator, no clock and no state outside the world`;
  });
}

/** Rules without any effect would keep every promise. */
function sameMatches(plays: readonly Play[], trails: string[][]): string[] {
  const still = plays.filter((_, i) => new Set(trails[i]).size < trails[i]!.length);
  return still.map(({ room, seed }) => `${room}, seed ${seed}: the world stood still for ${EVERY} ticks`);
}
