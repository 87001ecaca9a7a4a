/** The front page and the menu: by mouse, keyboard and gamepad. */
import { Client } from "@colyseus/sdk";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listPlayers } from "../../client/session/directory.ts";
import { openPage, startBrowser } from "../support/browser.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { removeFeatures, type Spied } from "../support/spiedPage.ts";
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
  await page.locator(".lobby-names", { hasText: /\bJo\b/ }).waitFor();
  expect(await join.evaluate((button) => document.activeElement === button), "it has the focus").toBe(true);
  await page.locator(".name-input").focus();
  // The fuller room has moved up; from here on the rows stay.
  await until(
    async () => /\bJo\b/.test(await page.locator(".lobby-names").first().innerText()),
    "the other order",
  );
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

it("[FP3] Escape and the button open the menu while playing; it leads to another mode, and to the front page", async () => {
  const { page, faults } = await openPage(browser, { width: 640, height: 560 });
  await page.goto(`${server.url}/?name=Ada&join`);
  await isAlive(page);
  await page.keyboard.press("Escape");
  const menu = page.getByRole("dialog", { name: "Menu" });
  await menu.waitFor();
  expect(await focused(page)).toBe("Resume");
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Menu (Esc)" }).click();
  await menu.getByRole("button", { name: "Change mode" }).press("Enter");
  await menu.getByRole("link", { name: /^Puck/ }).press("Enter");
  await until(async () => (await playsIn(page)) === "puck", "Ada to play Puck");
  await until(async () => (await roomsOf("Ada")).join() === "puck", "the seat in the arena to be free");
  await page.keyboard.press("Escape");
  await menu.getByRole("button", { name: "Leave" }).press("Enter");
  await page.locator(".play").waitFor();
  await until(async () => (await roomsOf("Ada")).length === 0, "the seat to be free");
  expect(faults).toEqual([]);
  await page.context().close();
});

it("[FP2][FP3][FP5] a gamepad opens the menu and changes a setting, which the next visit remembers", async () => {
  const { page, faults } = await openPage(browser);
  await page.addInitScript(removeFeatures);
  await page.goto(`${server.url}/?name=Bea&join`);
  await isAlive(page);
  await press(page, PAD.start);
  const menu = page.getByRole("dialog", { name: "Menu" });
  await menu.waitFor();
  await press(page, PAD.down);
  expect(await focused(page)).toBe("Settings");
  await press(page, PAD.a);
  const settings = page.getByRole("dialog", { name: "Settings" });
  const size = settings.getByLabel("Size of the HUD");
  await size.waitFor();
  await press(page, PAD.down);
  expect(await size.evaluate((input) => input === document.activeElement), "the slider has the focus").toBe(
    true,
  );
  await press(page, PAD.right);
  const scale = () => page.evaluate(() => document.documentElement.style.getPropertyValue("--hud-scale"));
  expect(await scale()).toBe("1.05");
  await press(page, PAD.b);
  await settings.waitFor({ state: "hidden" });
  expect(await menu.isVisible()).toBe(true);
  await press(page, PAD.b);
  await menu.waitFor({ state: "hidden" });
  await page.reload();
  await until(scale, "the page to set the size");
  expect(await scale()).toBe("1.05");
  expect(faults).toEqual([]);
  await page.context().close();
});

/** Buttons of the standard layout. */
const PAD = { a: 0, b: 1, start: 9, down: 13, right: 15 } as const;

/** Holds a button of the only gamepad for one frame, and waits for the next one. */
const press = (page: Page, index: number) =>
  page.evaluate(async (index) => {
    const { pads } = window as unknown as Spied;
    const frame = () => new Promise(requestAnimationFrame);
    const buttons = Array.from({ length: 17 }, () => ({ pressed: false, value: 0 }));
    pads.splice(0, 1, {
      id: "pad",
      index: 0,
      mapping: "standard",
      connected: true,
      axes: [0, 0, 0, 0],
      buttons,
    });
    await frame();
    Object.assign(buttons[index]!, { pressed: true, value: 1 });
    // After the page has read it in the same frame: what asked first for a frame gets it first.
    await frame();
    Object.assign(buttons[index]!, { pressed: false, value: 0 });
    await frame();
  }, index);
const focused = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement).innerText);
/** @returns modes of the rooms in which somebody of that name plays */
const roomsOf = async (name: string): Promise<string[]> =>
  (await listPlayers(server.url)).filter((player) => player.name === name).map(({ roomName }) => roomName);
