/** The process that served the page is killed in the middle of the match; the page plays on. */
import { setTimeout as wait } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keepPicture, openPage, startBrowser } from "../support/browser.ts";
import { TestCluster } from "../support/cluster.ts";
import { WITHOUT_IO_THREADS } from "../support/server.ts";
import { showsAfter } from "../support/shownTexts.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
let browser: Browser;
beforeAll(async () => {
  cluster = await TestCluster.start(2, {}, false, WITHOUT_IO_THREADS);
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await cluster?.close();
});

/** What a page shows of its own player. */
const own = (page: Page) =>
  page.evaluate(() => {
    const session = window.__skirmish.session!;
    const { id, score } = session.own()!;
    const { returns } = session.stats;
    return { key: session.key, link: session.link.state, tick: session.state.tick, id, score, returns };
  });

it("[SV3][SV8] a page plays on in another process, without the title screen and in the same match", async () => {
  const { page } = await openPage(browser);
  await page.goto(`${cluster.servers[0]!.url}/?name=Ada&join`);
  await until(() => page.evaluate(() => window.__skirmish.session?.own()?.alive), "Ada to play");
  await page.evaluate(() => Object.assign(window, { sameGame: window.__skirmish.session }));
  const before = await own(page);
  const { id: room } = (await cluster.rooms())[0]!;
  const owner = await cluster.ownerOf(room);
  await showsAfter(page, /moved to another server/, () => cluster.kill(owner));
  // For the screenshot only: the message fades in.
  await wait(300);
  await keepPicture(page, "moved");
  await until(async () => (await own(page)).tick > before.tick + 60, "the match to go on");
  await until(async () => (await own(page)).link === "playing", "the link to be up");
  const after = await own(page);
  expect(after).toMatchObject({ key: before.key, id: before.id });
  expect(after.returns).toBeGreaterThan(before.returns);
  expect(after.score).toBeGreaterThanOrEqual(before.score);
  const same = await page.evaluate(
    () => (window as unknown as { sameGame: unknown }).sameGame === window.__skirmish.session,
  );
  expect(same, "the same session object").toBe(true);
  expect(await page.getByLabel("Your name").isVisible(), "the title screen").toBe(false);
  await page.close();
});
