/** Two tabs of one browser that come for the first time at the same moment: one player in two tabs, and both play. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { PROFILES } from "../../client/bots/link/profiles.ts";
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
  // So far away that both have asked long before either is answered.
  const link = await EmulatedLink.to(server.url, { profile: { ...PROFILES.clean, delayMs: 300 } });
  const context = await browser.newContext({ viewport: { width: 320, height: 180 } });
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
  await Promise.all(pages.map((page) => page.goto(`${link.url}/?name=Ada&join`)));
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
  await link.close();
});
