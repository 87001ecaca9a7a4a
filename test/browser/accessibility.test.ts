/** axe-core on every page: it finds what a screen reader, a keyboard or weak eyes cannot use. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { QUICK_CHAT } from "../../shared/protocol.ts";
import { axeFaults, stopFrames } from "../support/axe.ts";
import { keepPicture, openPage, startBrowser } from "../support/browser.ts";
import { OPS_TOKEN } from "../support/cluster.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

const folder = mkdtempSync(join(tmpdir(), "axe-"));
let server: RunningServer;
let browser: Browser;
beforeAll(async () => {
  const env = { OPS_TOKEN, REPLAY_DIR: folder, RECORDS: "on", RECORDS_FILE: join(folder, "records.db") };
  [server, browser] = await Promise.all([startServer({ ...env, WATCH_DELAY: "1" }), startBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true });
});

const notify = (room: string, text: string) =>
  fetch(`${server.url}/ops/notice`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${OPS_TOKEN}` },
    body: JSON.stringify({ room, text }),
  });

/** The page draws no frames from then on. */
async function faultsOn(page: Page, what: string): Promise<string[]> {
  await stopFrames(page);
  return axeFaults(page, what);
}

it("[FP2][SO1][SO3][SO4] axe-core finds nothing serious on the front page, in play, in menu, help and settings, nor where a player is muted and reported", async () => {
  const ida = await stockPlayer(server.url, "Ida");
  const { page } = await openPage(browser);
  await page.goto(`${server.url}/?name=Ada&party=ABCDEFGH23`);
  await page.getByRole("region", { name: "Your party" }).waitFor();
  await page.locator(".mode-card").first().waitFor();
  const found = await faultsOn(page, "front page");
  await page.locator(".play").click();
  await until(() => page.evaluate(() => window.__skirmish?.session?.own()?.alive), "Ada to play");
  found.push(...(await faultsOn(page, "play")));
  await page.keyboard.press("h");
  found.push(...(await faultsOn(page, "help")));
  await page.keyboard.press("h");
  // Pages draw the chat with their frames, which stand still here.
  await page.evaluate(() => {
    const heard: string[] = [];
    for (const type of ["chat", "notice"] as const)
      window.__skirmish.session!.events.on(type, ({ text }) => {
        heard.push(text);
        document.body.dataset.heard = heard.join();
      });
  });
  const hears = (text: string) =>
    until(
      async () => (await page.locator("body").getAttribute("data-heard"))?.includes(text),
      `"${text}" to be heard`,
    );
  ida.room.send("chat", { text: "ahoy" });
  await hears("ahoy");
  await page.keyboard.press("p");
  // Space is the key that fires; it must not press the button that mutes.
  await page.keyboard.press("Space");
  expect(await page.getByRole("button", { name: "Mute Ida" }).getAttribute("aria-pressed")).toBe("false");
  await page.getByRole("button", { name: "Report Ida" }).click();
  found.push(...(await faultsOn(page, "players")));
  await page.getByRole("button", { name: "Offensive words" }).click();
  await page.getByText("Thank you. The operators will look at Ida.").waitFor();
  await page.getByRole("button", { name: "Mute Ida" }).click();
  ida.room.send("chat", { text: "unseen" });
  // Messages keep their order: a notice comes after the line.
  await notify(ida.room.roomId, "between");
  await hears("between");
  await page.getByRole("button", { name: "Mute Ida" }).click();
  ida.room.send("chat", { text: "again" });
  await hears("again");
  expect(await page.locator("body").getAttribute("data-heard")).not.toContain("unseen");
  await page.keyboard.press("Escape");
  const told: string[] = [];
  ida.room.onMessage("quickChat", ({ id }) => told.push(QUICK_CHAT[id]!));
  ida.room.onMessage("emote", ({ id }) => told.push(`emote ${id}`));
  const phrases = page.getByRole("region", { name: "Quick chat" });
  await page.keyboard.press("q");
  await phrases.waitFor();
  await page.keyboard.press("q");
  await phrases.waitFor({ state: "hidden" });
  await page.keyboard.press("q");
  found.push(...(await faultsOn(page, "quick chat")));
  // Space fires, and sends nothing.
  await page.keyboard.press("Space");
  await page.keyboard.press("3");
  await phrases.waitFor({ state: "hidden" });
  await page.keyboard.press("1");
  await until(() => told.length > 1, "Ida to be thanked, and to see an emote");
  expect(told).toEqual(["thanks", "emote 0"]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Change mode" }).click();
  found.push(...(await faultsOn(page, "menu")));
  await page.getByRole("button", { name: "Settings" }).click();
  found.push(...(await faultsOn(page, "settings")));
  expect(found).toEqual([]);
  await Promise.all([page.context().close(), ida.room.leave()]);
});

it("[FP2][SO2] axe-core finds nothing serious on the pages of records, of a live match and of a replay, and in the console", async () => {
  const [ida, joe] = [await stockPlayer(server.url, "Ida"), await stockPlayer(server.url, "Joe")];
  joe.room.send("reportPlayer", { player: ida.room.sessionId, reason: "spoiling" });
  const { page } = await openPage(browser);
  await page.goto(`${server.url}/records`);
  await page.getByText("No round has ended yet").waitFor();
  const found = await faultsOn(page, "records");
  for (const path of ["watch/arena", `replay/${ida.room.roomId}`]) {
    await page.goto(`${server.url}/${path}`);
    await page.locator(".replay-bar").waitFor();
    found.push(...(await faultsOn(page, path)));
  }
  await page.goto(`${server.url}/ops/`);
  const token = page.getByLabel(/token/i);
  await token.waitFor();
  found.push(...(await faultsOn(page, "login")));
  await token.fill(OPS_TOKEN);
  await token.press("Enter");
  await page.getByText("Ida").first().waitFor();
  const row = page.locator("[data-report]", { hasText: ida.room.sessionId });
  await row.waitFor();
  expect(await row.getByRole("link").getAttribute("href")).toMatch(/^\.\.\/replay\/[\w-]+\?t=\d+&ship=Ida$/);
  found.push(...(await faultsOn(page, "console")));
  await row.scrollIntoViewIfNeeded();
  await keepPicture(page, "console-reports");
  await row.getByRole("button", { name: "Resolve" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Resolve" }).click();
  await row.waitFor({ state: "detached" });
  expect(found).toEqual([]);
  await Promise.all([page.context().close(), ida.room.leave(), joe.room.leave()]);
});
