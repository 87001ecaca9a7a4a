/** A page that the browser freezes, as it does with tabs in the background, and wakes. */
import { setTimeout as wait } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPage, startBrowser } from "../support/browser.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
let browser: Browser;
beforeAll(async () => {
  server = await startServer();
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Longer than the watch on a silent link waits. */
const ASLEEP = 4000;

it("a page that was frozen wakes in the same ship, in the present, and flies on", {
  timeout: 120_000,
}, async () => {
  const { page, faults } = await openPage(browser);
  const sees = (what: string, ask: () => unknown) => until(() => page.evaluate(ask), what, 60_000);
  await page.goto(`${server.url}/?name=Ada&join`);
  await sees("Ada to have settled", () => (window.__skirmish.session?.stats.patches ?? 0) > 60);
  const before = await page.evaluate(() => {
    const { key, state } = window.__skirmish.session!;
    return { key, tick: state.tick, id: state.ships.get(key)!.id };
  });

  const browserSide = await page.context().newCDPSession(page);
  await browserSide.send("Page.setWebLifecycleState", { state: "frozen" });
  await wait(ASLEEP);
  await browserSide.send("Page.setWebLifecycleState", { state: "active" });

  await sees("it to play", () => {
    const session = window.__skirmish.session!;
    return session.link.state === "playing" && session.stats.pending < 15;
  });
  await page.waitForFunction((tick) => window.__skirmish.session!.state.tick > tick, before.tick + 100);
  await sees("the screen to be in the present", () => {
    const session = window.__skirmish.session!;
    return Math.abs(session.serverTick() - session.state.tick) < 15;
  });
  const after = await page.evaluate(() => {
    const { key, state } = window.__skirmish.session!;
    return { key, id: state.ships.get(key)!.id };
  });
  expect(after, "the same ship").toEqual({ key: before.key, id: before.id });
  expect(server.log(), "the seat was kept").not.toContain("player left");
  await page.keyboard.down("KeyW");
  await sees("Ada to be in play", () => window.__skirmish.session!.own()?.alive);
  const { x, y } = await page.evaluate(() => ({ ...window.__skirmish.session!.own()! }));
  await page.waitForFunction(
    ({ x, y }) =>
      Math.hypot(window.__skirmish.session!.own()!.x - x, window.__skirmish.session!.own()!.y - y) > 20,
    { x, y },
  );
  expect(faults).toEqual([]);
  await page.close();
});
