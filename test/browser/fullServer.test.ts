/** A page in front of a server that is full for a while. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPage, startBrowser } from "../support/browser.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { type StockPlayer, stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
let browser: Browser;
let first: StockPlayer;
beforeAll(async () => {
  server = await startServer({ MAX_CLIENTS_PER_PROCESS: "1" });
  browser = await startBrowser();
  first = await stockPlayer(server.url, "First");
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it("[FP16] a page that finds no free seat waits for one, unless its player does something else", async () => {
  const [waiting, touched] = await Promise.all([openPage(browser), openPage(browser)]);
  let asked = 0;
  touched.page.on("request", (request) => {
    if (request.url().includes("/matchmake/")) asked++;
  });
  const status = ({ page }: typeof waiting) => page.locator(".entry-status");
  for (const one of [waiting, touched]) {
    await one.page.goto(`${server.url}/?name=Ada`);
    await one.page.locator(".play").click();
    await status(one)
      .getByText(/the server is full.*\. This page tries again by itself\.$/)
      .waitFor();
  }
  await touched.page.getByRole("link", { name: "Settings" }).click();
  await status(touched)
    .getByText(/the server is full.*\. Press Play to try again\.$/)
    .waitFor();
  const once = asked;
  // The page that waits is refused again meanwhile.
  await waiting.page.waitForResponse((answer) => answer.url().includes("/matchmake/"));
  await first.room.leave();
  await until(
    () => waiting.page.evaluate(() => window.__skirmish?.session?.own()?.alive).catch(() => false),
    "the page to play",
  );
  expect(asked, "requests of the other page since its player typed").toBe(once);
  // A page says in its console what it was refused.
  expect(waiting.faults).toEqual([]);
});
