/** A tab in the background for a while, and one without a graphics card for a while. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningServer, startServer } from "../support/server.ts";
import { startTabs, type Tabs } from "../support/tabs.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
let tabs: Tabs;
beforeAll(async () => {
  server = await startServer();
  tabs = await startTabs();
});
afterAll(async () => {
  await tabs?.close();
  await server?.stop();
});

/** Longer than the silence timeout of a link, and than any interpolation delay. */
const AWAY = 6000;
/**
 * Of a page that draws as often as `drawFrugally` lets it. On a busy machine it draws fewer frames, but the time
 * of a frame is the same.
 */
const PATCHES_A_FRAME = 3;

it("[PD9] a tab in the background costs next to nothing; when it returns it plays on: same session, same ship, nothing drawn in the past", async () => {
  const game = await tabs.open(`${server.url}/?name=Ada&join`);
  const session = "window.__skirmish?.session";
  const sees = (what: string, condition: string) =>
    until(() => game.evaluate<boolean>(`!!(${condition})`), what);
  await sees("Ada to play", `${session}?.own()?.alive`);
  await sees("Ada's view to be steady", `${session}.stats.patches > 60`);
  const { key, patches } = await game.evaluate<{ key: string; patches: number }>(
    `({ key: ${session}.key, patches: ${session}.stats.patches })`,
  );

  const costs = async () => ({
    time: await game.processorTime(),
    ...(await game.evaluate<{ patches: number; frames: number }>(
      `({ patches: ${session}.stats.patches, frames })`,
    )),
  });
  await game.evaluate(`
    window.frames = 0;
    requestAnimationFrame(function count() { frames++; requestAnimationFrame(count); });
  `);
  const seen = await costs();
  await wait(AWAY / 2);
  await sees("frames", `frames > ${seen.frames + 10}`);
  const left = await costs();
  const other = await tabs.open("about:blank");
  await other.toFront();
  await sees("the tab to be hidden", `document.visibilityState === "hidden"`);
  await game.evaluate(`
    window.writes = 0;
    window.frames = 0;
    const observer = new MutationObserver((all) => { if (document.hidden) writes += all.length; });
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    ${session}.chat("while Ada is away");
  `);
  const hidden = await costs();
  await wait(AWAY);
  const back = await costs();
  expect(await game.evaluate("({ frames, writes })"), "of a hidden page").toEqual({ frames: 0, writes: 0 });
  const aPatch = (back.time - hidden.time) / (back.patches - hidden.patches);
  const aFrame = (left.time - seen.time) / (left.frames - seen.frames);
  const share = aPatch / (aFrame / PATCHES_A_FRAME);
  expect(share, "processor time a patch, hidden / shown").toBeLessThan(0.5);
  await sees("patches in the background", `${session}.link.state === "playing"`);
  await game.toFront();
  await sees("the tab to be shown", `document.visibilityState === "visible"`);

  await sees(
    "the line that came meanwhile",
    `document.querySelector(".chat-log")?.textContent.includes("while Ada is away")`,
  );
  // The drawn tick jumps. Accelerating would take a third of a minute, 600 patches.
  const shown = await game.evaluate<number>(`${session}.stats.patches`);
  await sees("patches after that", `${session}.stats.patches > ${shown + 30}`);
  // Right after a frame: on a busy machine frames are seconds apart.
  const behind = () =>
    game.evaluate<number>(
      `new Promise((tell) => requestAnimationFrame(() => tell(${session}.state.tick - ${session}.stats.drawnTick)))`,
    );
  await until(async () => (await behind()) < 20, "the screen to be less than 20 ticks behind");
  const caughtUp = await game.evaluate<number>(`${session}.stats.patches`);
  expect(caughtUp - shown, "patches until the screen had caught up").toBeLessThan(300);
  await sees("the inputs to be on time", `${session}.stats.pending < 15`);
  await sees("Ada to be in play", `${session}.own()?.alive`);
  const after = await game.evaluate<{ key: string; patches: number; name: string }>(
    `({ key: ${session}.key, ...${session}.stats, name: ${session}.own().name })`,
  );
  expect(after).toMatchObject({ key, name: "Ada" });
  expect(after.patches - patches, "patches received in the background").toBeGreaterThan(60);
  const leavings = server
    .log()
    .split("\n")
    .filter((line) => line.includes(key) && line.includes("player left"));
  expect(leavings, "the seat was kept").toEqual([]);
});

it("[PD7] a picture that the graphics card has lost comes back, and the ship flew on meanwhile", async () => {
  const game = await tabs.open(`${server.url}/?name=Bea&join`);
  await game.toFront();
  const sees = (what: string, condition: string) =>
    until(() => game.evaluate<boolean>(`Promise.resolve(${condition}).then(Boolean)`), what);
  await sees("Bea to play", "window.__skirmish?.session?.own()?.alive");
  // Whether something is drawn: the picture must be read in the frame that draws it.
  await game.evaluate(`window.isDrawn = () => new Promise((tell) => requestAnimationFrame(() => {
    const small = Object.assign(document.createElement("canvas"), { width: 64, height: 36 }).getContext("2d");
    small.drawImage(document.querySelector("#game canvas"), 0, 0, 64, 36);
    tell(small.getImageData(0, 0, 64, 36).data.filter((value, i) => i % 4 < 3 && value > 40).length > 20);
  }))`);
  await sees("a picture", "window.isDrawn()");
  await game.evaluate(
    `window.graphics = document.querySelector("#game canvas").getContext("webgl").getExtension("WEBGL_lose_context")`,
  );
  const patches = await game.evaluate<number>("window.__skirmish.session.stats.patches");
  await game.evaluate("window.graphics.loseContext()");
  await sees("the picture to be lost", "window.isDrawn().then((is) => !is)");
  await sees("the match to go on", `window.__skirmish.session.stats.patches > ${patches + 30}`);
  await game.evaluate("window.graphics.restoreContext()");
  await sees("the picture again", "window.isDrawn()");
  await game.close();
});
