/** The net graph, over a link with latency. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { PROFILES } from "../../client/bots/link/profiles.ts";
import { keepPicture, openPage, startBrowser } from "../support/browser.ts";
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

/** The text under a label of the graph. */
const figure = (page: Page, label: string): Promise<string> =>
  page.locator(".net-figures dt", { hasText: label }).locator("xpath=following-sibling::dd[1]").innerText();

it("N shows and hides the graph, and types a letter in the chat field", async () => {
  const link = await EmulatedLink.to(server.url, { profile: PROFILES.lossy });
  const { page, faults } = await openPage(browser);
  await page.goto(`${link.url}/?name=Ada&join`);
  await until(() => page.evaluate(() => window.__skirmish.session?.own()?.alive), "Ada to play");
  const graph = page.locator(".net-graph");
  expect(await graph.isVisible(), "before N").toBe(false);

  await page.keyboard.press("n");
  expect(await graph.isVisible()).toBe(true);
  await until(async () => Number.parseFloat(await figure(page, "Round trip")) >= 90, "the link's 100 ms");
  await until(
    async () => Number.parseFloat(await figure(page, "Shots judged")) >= 100,
    "the rewind of shots",
  );
  await until(async () => (await page.locator(".net-verdict").innerText()) !== "", "the verdict");
  await keepPicture(page, "net-graph");

  await page.keyboard.press("Enter");
  await page.keyboard.type("no news");
  expect(await page.getByLabel("Message to everybody").inputValue()).toBe("no news");
  expect(await graph.isVisible(), "while typing").toBe(true);
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  expect(await graph.isVisible(), "put away").toBe(false);

  await page.keyboard.press("h");
  expect(await page.locator(".help tr", { hasText: "Network graph" }).locator("kbd").innerText()).toBe("N");
  expect(faults).toEqual([]);
  await page.close();
  await link.close();
});
