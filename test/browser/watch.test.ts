/**
 * A live match is watched in a browser that opens no WebSocket: the edge, pause and return, the end, and the
 * next match.
 */
import { Client, type Room } from "@colyseus/sdk";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keepPicture, openPageIn, startBrowser } from "../support/browser.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

/** s; longer in the game than here. */
const DELAY = 3;
let server: RunningServer;
let browser: Browser;

const sees = (what: string, ask: () => Promise<unknown>) => until(ask, what);
const isShown = (page: Page) => page.evaluate(() => (window.__replay?.session.playhead.tick ?? 0) > 0);
/** @returns undefined while the page is another one, or changes */
const matchOf = (page: Page) => page.evaluate(() => window.__replay?.session.roomId).catch(() => undefined);
const view = (page: Page) =>
  page.evaluate(() => {
    const { session, edge, marks } = window.__replay!;
    const { tick, to, isPlaying } = session.playhead;
    const { isFollowing } = edge!;
    return { tick, to, isPlaying, isFollowing, match: session.roomId, names: [...marks.names.values()] };
  });

async function join(room: string, name: string): Promise<Room> {
  const joined = await new Client(server.url).joinOrCreate(room, { name });
  joined.onMessage("*", () => {});
  return joined;
}
const tickOf = (room: Room): number => (room.state as { tick: number }).tick;

/** A page whose scripts find no WebSocket, as where a proxy blocks it. */
async function openWatcher(address: string, size = { width: 640, height: 360 }) {
  const context = await browser.newContext({ viewport: size });
  await context.addInitScript(() => {
    Object.defineProperty(window, "WebSocket", { value: undefined });
  });
  const opened = await openPageIn(context);
  await opened.page.goto(`${server.url}${address}`);
  return opened;
}

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ WATCH_DELAY: String(DELAY) }), startBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it("[WA1][WA5] a link shows the match live and late, without WebSocket; one pauses, goes back, and returns to the edge", async () => {
  const arena = await join("arena", "Ada");
  const { page, faults } = await openWatcher("/watch/arena");
  await sees("the match", () => isShown(page));
  await sees("Ada", async () => (await view(page)).names.includes("Ada"));
  const { tick } = await view(page);
  await sees("it to go on", async () => (await view(page)).tick > tick + 45);
  const { tick: shown, isFollowing, match, to } = await view(page);
  expect(isFollowing).toBe(true);
  expect(match).toBe(arena.roomId);
  // Neither shown nor loaded before its time (by the player's state, which is late itself).
  expect(tickOf(arena) - to).toBeGreaterThan((DELAY * 30) / 2);
  expect(shown).toBeLessThanOrEqual(to);

  await page.keyboard.press("Space");
  await sees("the pause", async () => !(await view(page)).isPlaying);
  const paused = await view(page);
  await sees("more to come meanwhile", async () => (await view(page)).to > paused.to + 60);
  expect((await view(page)).tick).toBe(paused.tick);
  await page.keyboard.press("Home");
  await sees("the beginning", async () => (await view(page)).tick < paused.tick);
  expect(await page.getAttribute(".replay-live", "aria-pressed")).toBe("false");
  await page.click(".replay-live");
  await sees("the edge", async () => {
    const { tick, to, isFollowing } = await view(page);
    return isFollowing && to - tick < 150;
  });
  await keepPicture(page, "watch");
  expect(faults).toEqual([]);

  // The match ends: it is shown to its end, and the next one follows.
  await arena.leave();
  await sees("the end", async () => (await page.textContent(".watch-note"))?.includes("The match is over"));
  const next = await join("arena", "Bob");
  await page.waitForURL((url) => url.pathname === "/watch/arena", { waitUntil: "commit" });
  await sees("the next match", () => matchOf(page).then((match) => match === next.roomId));
  await sees("Bob", async () => (await view(page)).names.includes("Bob"));
  // The browser logs the answer that the match is over.
  expect(faults.filter((fault) => !/status of 404 .*\/where$/.test(fault))).toEqual([]);
  await page.context().close();
  await next.leave();
});
