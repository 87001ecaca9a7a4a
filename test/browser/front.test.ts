/** The front page and the menu: by mouse, keyboard and gamepad. */
import { Client } from "@colyseus/sdk";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keepPicture, openPage, startBrowser } from "../support/browser.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
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

const playsIn = (page: Page) => page.evaluate(() => window.__skirmish?.session?.room).catch(() => undefined);
const isAlive = (page: Page) =>
  until(
    () => page.evaluate(() => window.__skirmish?.session?.own()?.alive).catch(() => false),
    "Ada to play",
  );

it("[FP1] a list that changes keeps the focus, and a press between two changes joins the pressed room", async () => {
  const hal = await new Client(server.url).joinOrCreate("puck", { name: "Hal" });
  hal.onMessage("*", () => {});
  const { page, faults } = await openPage(browser, { width: 800, height: 900 });
  await page.goto(`${server.url}/?name=Ada`);
  const row = page.locator(".lobby-row", { hasText: "Hal" });
  const join = row.locator(".lobby-join");
  await join.focus();
  const ida = await stockPlayer(server.url, "Ida");
  const jo = await stockPlayer(server.url, "Jo");
  await page.locator(".lobby-row", { hasText: "Jo" }).waitFor();
  expect(await join.evaluate((button) => document.activeElement === button), "it has the focus").toBe(true);
  await page.locator(".name-input").focus();
  // The fuller room has moved up; from here on the rows stay.
  await until(async () => /Jo/.test(await page.locator(".lobby-row").first().innerText()), "the other order");
  await join.hover();
  await page.mouse.down();
  const kim = await new Client(server.url).joinOrCreate("puck", { name: "Kim" });
  kim.onMessage("*", () => {});
  await row.getByText("Kim").waitFor();
  await page.mouse.up();
  await until(async () => (await playsIn(page)) === "puck", "Ada to play Puck");
  expect(faults).toEqual([]);
  await Promise.all([page.context().close(), hal.leave(), kim.leave(), ida.room.leave(), jo.room.leave()]);
});

it("[FP3] Escape opens and closes the menu while playing, and Leave leads to the front page", async () => {
  const { page, faults } = await openPage(browser, { width: 640, height: 560 });
  await page.goto(`${server.url}/?name=Ada&join`);
  await isAlive(page);
  await page.keyboard.press("Escape");
  const menu = page.getByRole("dialog", { name: "Menu" });
  await menu.waitFor();
  expect(await page.evaluate(() => (document.activeElement as HTMLElement).innerText)).toBe("Resume");
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "hidden" });
  await page.keyboard.press("Escape");
  await menu.getByRole("button", { name: "Leave" }).press("Enter");
  await page.locator(".play").waitFor();
  await keepPicture(page, "left");
  expect(faults).toEqual([]);
  await page.context().close();
});
