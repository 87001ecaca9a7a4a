/** Two tabs of one browser that come for the first time at the same moment: one player in two tabs, and both play. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startBrowser } from "../support/browser.ts";
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

it("[ID1] both are the same player, whose cookie opens both seats", { timeout: 180_000 }, async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 180 } });
  // Nobody is answered before both pages have run: what neither may ask for alone both have asked for by then.
  const loaded = Promise.withResolvers<void>();
  await context.route("**/api/session", async (route) => {
    await loaded.promise;
    await route.continue();
  });
  const ids: string[] = [];
  const open = async (): Promise<Page> => {
    const page = await context.newPage();
    page.on("response", async (response) => {
      if (!response.url().endsWith("/api/session")) return;
      const { player } = (await response.json()) as { player: { id: string } };
      ids.push(player.id);
    });
    return page;
  };
  const pages = [await open(), await open()];
  await Promise.all(pages.map((page) => page.goto(`${server.url}/?name=Ada&join`)));
  for (const page of pages) await until(() => page.evaluate("!!window.__skirmish"), "a page to have run");
  loaded.resolve();
  const playing = "!!window.__skirmish?.session?.own()?.alive";
  for (const page of pages) {
    // The one in the background would only be drawn now and then.
    await page.bringToFront();
    await until(() => page.evaluate<boolean>(playing), "a tab to play", 60_000);
  }
  // A title screen asks again for what the server has against a name.
  expect(ids.length).toBeGreaterThanOrEqual(2);
  expect(new Set(ids).size, "players").toBe(1);
  await context.close();
});
