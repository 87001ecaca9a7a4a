/**
 * The first seconds on a page, over a phone's line, and the next visit, which starts from the browser's
 * cache.
 */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPageIn, startBrowser } from "../support/browser.ts";
import { loadPage } from "../support/pageLoad.ts";
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

const SMALL = { viewport: { width: 640, height: 360 } };
/** Most bytes over the wire before play. */
const BUDGET = 450_000;

it("[PG6] before the first byte of the page's modules it is painted, a name can be typed, and an early press of Play counts", async () => {
  const { page, faults } = await openPageIn(await browser.newContext(SMALL));
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/assets/*.js", async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(server.url, { waitUntil: "commit" });
  const isPainted = () =>
    page.evaluate(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  await until(isPainted, "the page to be painted");
  const field = page.getByLabel("Your name");
  await field.fill("Grace");
  await field.press("Enter");
  await page.getByText("Loading …").waitFor();
  release();
  await playing(page);
  expect(await page.evaluate(() => window.__skirmish.session!.own()!.name)).toBe("Grace");
  expect(faults).toEqual([]);
  await page.context().close();
});

it("[PG6] play takes at most 450 kB over the wire, and the renderer is the last script", async () => {
  const { painted, named, renderer, scripts, played, bytes } = await loadPage(browser, `${server.url}/`);
  const [first, second, third] = [painted, named, played].map((time) => `${Math.round(time)} ms`);
  console.log(
    `1.6 Mbit/s, 150 ms: painted ${first}, name usable ${second}, in play ${third}, ${bytes} bytes`,
  );
  expect(bytes).toBeLessThan(BUDGET);
  expect(Math.max(...scripts), "ms until the last script that play needs").toBe(renderer);
});

const playing = (page: Page) =>
  until(
    () => page.evaluate(() => window.__skirmish?.session?.own()?.alive).catch(() => false),
    "Ada to play",
  );

/** Plays once, and waits until the browser has kept the page. */
async function visit(context: BrowserContext) {
  const { page, faults } = await openPageIn(context);
  await page.goto(`${server.url}/?name=Ada&join`);
  await playing(page);
  const isKept = () =>
    page.evaluate(async () => {
      const kept = await caches.match(new URL("./", location.href).href);
      return (
        kept !== undefined && (await navigator.serviceWorker.getRegistration())?.active?.state === "activated"
      );
    });
  await until(isKept, "the page to be kept");
  return { page, faults };
}

it("[PG7] the next visit starts without the network, and plays once the server is reached", async () => {
  const context = await browser.newContext(SMALL);
  const { page, faults } = await visit(context);
  await context.setOffline(true);
  await page.goto(server.url);
  const field = page.getByLabel("Your name");
  expect(await field.inputValue()).toBe("Ada");
  await until(
    () => page.evaluate(() => document.documentElement.dataset.started === ""),
    "the scripts to run",
  );
  await context.setOffline(false);
  await field.press("Enter");
  await playing(page);
  expect(faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|Network offline/.test(fault))).toEqual([]);
  await context.close();
});

it("[PG7] a kept page of another build than the server's is reloaded once before it joins, and then joins as intended", async () => {
  const context = await browser.newContext(SMALL);
  const { page } = await visit(context);
  let asked = 0;
  await context.route("**/build.txt", (route) => {
    asked++;
    return route.fulfill({ contentType: "text/plain", body: "another\n" });
  });
  let loads = 0;
  page.on("framenavigated", () => loads++);
  await page.goto(`${server.url}/?name=Grace`);
  await page.getByLabel("Your name").press("Enter");
  const isGrace = () => page.evaluate(() => window.__skirmish?.session?.own()?.name === "Grace");
  await until(() => isGrace().catch(() => false), "Grace to play");
  expect(asked, "builds are compared").toBeGreaterThan(0);
  expect(loads, "loaded anew, once").toBe(2);
  await context.close();
});
