/**
 * Several games on one server: which game each page leads to, and that the second game is as playable as the
 * first.
 */
import { Client } from "@colyseus/sdk";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PuckSession } from "../../games/puck/client/puckClient.ts";
import { openPage, startBrowser } from "../support/browser.ts";
import { runTool } from "../support/runTool.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let all: RunningServer;
let onlyPuck: RunningServer;
let browser: Browser;
beforeAll(async () => {
  [all, onlyPuck, browser] = await Promise.all([
    startServer(),
    startServer({ GAMES: "puck" }, "test/support/shortRound.ts"),
    startBrowser(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([all?.stop(), onlyPuck?.stop()]);
});

const get = async (url: string) => (await (await fetch(url)).json()) as unknown;
const own = (page: Page) =>
  page.evaluate(() => {
    const session = window.__skirmish?.session as unknown as PuckSession | undefined;
    const skater = session?.own();
    return skater && { x: skater.x, phase: session?.state.phase };
  });
const sees = (what: string, ask: () => Promise<unknown>) => until(ask, what);

it("[GA1][PG5] a server lists its games; a page without a room belongs to the first", async () => {
  // Further games of the project come after them.
  const listed = (await get(`${all.url}/api/games`)) as unknown[];
  expect(listed.slice(0, 2)).toEqual([
    { name: "skirmish", title: "Skirmish", rooms: ["arena", "swarm", "duel"] },
    { name: "puck", title: "Puck", rooms: ["puck"] },
  ]);
  expect(await get(`${onlyPuck.url}/api/games`)).toEqual([{ name: "puck", title: "Puck", rooms: ["puck"] }]);
  const { page, faults } = await openPage(browser);
  await page.goto(`${onlyPuck.url}/?name=Ada`);
  await sees("the page of Puck", async () => (await page.title()) === "Puck");
  expect(page.url()).toBe(`${onlyPuck.url}/?name=Ada&room=puck`);
  const icon = async () => decodeURIComponent((await page.getAttribute('link[rel="icon"]', "href"))!);
  // The puck of its emblem.
  await sees("the icon of Puck", async () => /^data:image\/svg\+xml,<svg .*#ff5d6c/s.test(await icon()));
  await page.goto(all.url);
  await page.click('.mode-card:has-text("Puck")');
  await sees("the link to lead to Puck", async () => (await page.title()) === "Puck");
  expect(faults).toEqual([]);
  await page.context().close();
});

it("[GA1] an unknown game stops the start", async () => {
  const { code, output } = await runTool("server/main.ts", [], { GAMES: "pong" });
  expect(code, output).toBe(1);
  expect(output.trim()).toMatch(
    /^skirmish: GAMES "pong": there is no such game; there are skirmish, puck(, .*)?$/,
  );
});

it("[GA1] a link to a room or a friend leads to the game that is played there, whatever its other parameters are", async () => {
  const puck = await new Client(all.url).joinOrCreate("puck", { name: "Hal" });
  puck.onMessage("*", () => {});
  const pilot = await stockPlayer(all.url, "Ida");
  const links: [link: string, title: string, roomId: string][] = [
    [`?at=${puck.roomId}&name=Jo&join`, "Puck", puck.roomId],
    [`?room=puck&friend=Ida&name=Kim&join`, "Skirmish", pilot.room.roomId],
  ];
  for (const [link, title, roomId] of links) {
    const { page, faults } = await openPage(browser, { width: 320, height: 240 });
    await page.goto(`${all.url}/${link}`);
    const joined = () => page.evaluate(() => window.__skirmish?.session?.roomId).catch(() => undefined);
    await sees(`${link} to lead to that room`, async () => (await joined()) === roomId);
    expect(await page.title()).toBe(title);
    expect(faults).toEqual([]);
    await page.context().close();
  }
  await Promise.all([puck.leave(), pilot.room.leave()]);
});

it("[GA2] two players play Puck by keyboard on their pages", async () => {
  const pages = await Promise.all(
    ["Ada", "Bob"].map(async (name) => {
      const opened = await openPage(browser, { width: 900, height: 450 });
      await opened.page.goto(`${all.url}/?room=puck&name=${name}&join`);
      return opened;
    }),
  );
  for (const { page } of pages)
    await sees("the puck to be dropped", async () => (await own(page))?.phase === "play");
  const [{ page }] = pages as [{ page: Page }, unknown];
  const { x } = (await own(page))!;
  await page.keyboard.down(x > 800 ? "KeyA" : "KeyD");
  await sees("Ada to skate", async () => Math.abs(((await own(page))?.x ?? x) - x) > 100);
  const teams = await page.locator(".team-players .leader:visible").allInnerTexts();
  expect(teams.map((row) => row.replace(/\s+/g, " ").trim())).toEqual(
    expect.arrayContaining([expect.stringContaining("Ada 0"), expect.stringContaining("Bob 0")]),
  );
  await page.keyboard.press("KeyM");
  await sees("the sound to be off", () => page.locator('.tool[aria-pressed="true"]').isVisible());
  for (const { faults } of pages) expect(faults).toEqual([]);
  await Promise.all(pages.map((one) => one.page.context().close()));
});

it("[GA2] a match of Puck ends with a podium and the time until the next match", async () => {
  const { page, faults } = await openPage(browser, { width: 900, height: 500 });
  await page.goto(`${onlyPuck.url}/?name=Ada&join`);
  const podium = page.locator(".podium");
  await podium.waitFor();
  const result = async () => /^(Red wins|Draw) \d : \d$/.test(await podium.locator("h2").innerText());
  await sees("the result", result);
  await sees("the time", async () => /Next match in 0:0\d/.test(await podium.innerText()));
  expect(faults).toEqual([]);
  await page.context().close();
});
