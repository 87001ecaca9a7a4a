/** Two tabs of one browser open at the same moment for the first time: they are one player, and both play. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { COARSE, drawFrugally, startBrowser } from "../support/browser.ts";
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

it("[ID1] both are the same player, whose cookie opens both seats", async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 180 } });
  await context.addInitScript(drawFrugally, COARSE);
  const pages: Page[] = [];
  // Both must run at the same moment.
  const loading = new Set<Page>();
  const loaded = Promise.withResolvers<void>();
  await context.route("**/assets/*.js", async (route) => {
    if (loading.add(route.request().frame().page()).size === 2) loaded.resolve();
    await loaded.promise;
    await route.continue();
  });
  // No answer, and so no cookie, arrives before the other tab has requested as well, or waits for the lock.
  let asked = 0;
  const waiting = () =>
    pages[0]!.evaluate<number>("navigator.locks.query().then(({ pending }) => pending.length)");
  await context.route("**/api/session", async (route) => {
    asked++;
    const { "content-type": type, authorization } = route.request().headers();
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    const answer = await fetch(`${server.url}/api/session`, {
      method: "POST",
      headers: { "content-type": type!, ...(authorization && { authorization }), ...(cookie && { cookie }) },
      body: route.request().postData(),
    });
    await until(async () => asked >= 2 || (await waiting()) > 0, "the other tab to request, or to wait");
    const headers = Object.fromEntries(answer.headers);
    await route.fulfill({ status: answer.status, headers, body: await answer.text() });
  });
  const ids: string[] = [];
  const open = async (): Promise<Page> => {
    const page = await context.newPage();
    page.on("response", async (response) => {
      if (!response.url().endsWith("/api/session")) return;
      // A title screen may still send a request when the test ends.
      const answer = (await response.json().catch(() => undefined)) as { player: { id: string } } | undefined;
      if (answer !== undefined) ids.push(answer.player.id);
    });
    return page;
  };
  for (let i = 0; i < 2; i++) pages.push(await open());
  await Promise.all(pages.map((page) => page.goto(`${server.url}/?name=Ada&join`)));
  const playing = "!!window.__skirmish?.session?.own()?.alive";
  for (const page of pages) {
    // A tab in the background is rarely drawn.
    await page.bringToFront();
    await until(() => page.evaluate<boolean>(playing), "a tab to play");
  }
  // A title screen asks again whether the name is accepted.
  expect(ids.length).toBeGreaterThanOrEqual(2);
  expect(new Set(ids).size, "players").toBe(1);
  await context.close();
});
