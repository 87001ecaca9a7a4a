/** A browser whose user has blocked all site data: no cookies, no storage, no locks, and accesses throw. */
import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { keepPicture, openPageIn, startBlockedBrowser } from "../support/browser.ts";
import { OPS_TOKEN } from "../support/cluster.ts";
import { logIn } from "../support/console.ts";
import { hasPlayed } from "../support/playedPage.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
let browser: BrowserContext;
beforeAll(async () => {
  server = await startServer({ OPS_TOKEN });
  browser = await startBlockedBrowser({ width: 960, height: 540 });
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it("[PD1] a guest without cookies plays, and returns to the same ship after a cut", async () => {
  const link = await EmulatedLink.to(server.url);
  const { page, faults } = await openPageIn(browser);
  await page.goto(link.url);
  const reads = await page.evaluate(async () => {
    const outcome = async (use: () => unknown) => {
      try {
        await use();
        return "allowed";
      } catch (error) {
        return (error as Error).name;
      }
    };
    return {
      storage: await outcome(() => localStorage.length),
      locks: await outcome(() => navigator.locks.request("a", () => 1)),
      enabled: navigator.cookieEnabled,
    };
  });
  expect(reads, "really blocked, although the browser reports otherwise").toEqual({
    storage: "SecurityError",
    locks: "SecurityError",
    enabled: true,
  });
  await page.getByLabel("Your name").fill("Ada");
  await page.getByLabel("Your name").press("Enter");
  await until(() => page.evaluate(() => window.__skirmish.session?.own()?.name === "Ada"), "Ada to play");
  expect(await browser.cookies(), "cookies kept").toEqual([]);
  const ship = () =>
    page.evaluate(() => {
      const { key, link, stats } = window.__skirmish.session!;
      return { key, id: window.__skirmish.session!.own()!.id, link: link.state, returns: stats.returns };
    });
  const before = await ship();
  await hasPlayed(page);
  link.cut();
  const isBack = async () => {
    const { returns, link } = await ship();
    return returns > before.returns && link === "playing";
  };
  await until(isBack, "Ada to be back");
  expect(await ship()).toMatchObject({ key: before.key, id: before.id });
  // After the session has ended a new one begins under the same name.
  await page.evaluate(() => window.__skirmish.session!.leave());
  await page.getByRole("button", { name: "Rejoin" }).click();
  await until(
    () => page.evaluate((key) => window.__skirmish.session!.key !== key, before.key),
    "Ada to have a new seat",
  );
  await until(() => page.evaluate(() => window.__skirmish.session!.own()?.name === "Ada"), "her name");
  expect(faults.filter((fault) => !/WebSocket|ERR_/.test(fault))).toEqual([]);
  expect(server.log(), "[ID4] the page's token is in no log").not.toMatch(/eyJ/);
  await page.close();
  await link.close();
});

it("[PD1] an operator gives orders, and learns that the login ends with the page", async () => {
  const { page, faults } = await openPageIn(browser);
  await page.goto(`${server.url}/ops/`);
  await logIn(page);
  await page.getByText("live", { exact: true }).waitFor();
  await page.getByText("keeps no cookies: the login ends when the page is closed or reloaded").waitFor();
  await page.getByRole("button", { name: "Notice to all" }).click();
  await page.getByLabel("Text").fill("hello");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText("tells all: hello").first().waitFor();
  await keepPicture(page, "console-without-cookies");
  await page.getByRole("button", { name: "Log out Grace" }).click();
  await page.getByLabel("Operators' token").waitFor();
  expect(faults).toEqual([]);
  await page.close();
});
