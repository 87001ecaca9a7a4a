/** The page of records in a real browser: chosen by keyboard, on a phone, and the player's own deleted. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { RecordTables } from "../../server/records/sqliteTables.ts";
import { keepPicture, openPageIn, startBrowser } from "../support/browser.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { removeFeatures, setPad } from "../support/spiedPage.ts";
import { until } from "../support/until.ts";

const folder = mkdtempSync(join(tmpdir(), "records-"));
const FILE = join(folder, "records.db");
let server: RunningServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ RECORDS: "on", RECORDS_FILE: FILE }), startBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true });
});

/** Rounds of twelve pilots, and of the player whose page it is. */
function play(own: string): void {
  const tables = new RecordTables(FILE, 0);
  const rating = (mu: number) => ({ was: undefined, now: { mu, sigma: 5 } });
  const names = [
    "Ada",
    "Grace Hopper",
    "Zoë",
    "山田太郎",
    "Wilhelmina-Fritz",
    "مريم",
    "Bob",
    "Cid",
    "Dot",
    "Eve",
    "Fay",
  ];
  const pilots = names.map((name, i) => ({
    ...{ key: name, player: name, name, figures: { kills: 1200 - 97 * i, wins: i } },
    rating: rating(30 - i),
  }));
  const me = { key: "me", player: own, name: "Me", figures: { kills: 3, wins: 20 }, rating: rating(31) };
  const round = { id: "r:1", mode: "arena", at: Date.now(), entries: [...pilots, me] };
  tables.add(round);
  tables.close();
}

const names = (page: Page) => page.locator("tbody .records-name").allTextContents();

it("[RC12][FP13] shows and orders leaderboards by keyboard, fits a phone, and deletes the player's own records after a question", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addInitScript(removeFeatures);
  const { page, faults } = await openPageIn(context, 1);
  await page.goto(`${server.url}/records`);
  await page.getByText("No round has ended yet").waitFor();
  await page.getByText("Nothing is kept of you yet").waitFor();
  const id = await page.evaluate(async () => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch("../api/session", { method: "POST", headers, body: '{"name":"Me"}' });
    return ((await answer.json()) as { player: { id: string } }).player.id;
  });
  play(id);
  await until(async () => {
    await page.reload();
    await page.locator("tbody .records-name, :text('No round has ended yet')").first().waitFor();
    return (await names(page)).length === 12;
  }, "the leaderboard");
  expect((await names(page))[0]).toBe("Ada");

  const press = async (name: string): Promise<void> => {
    await page.getByRole("button", { name, exact: true }).focus();
    await page.keyboard.press("Enter");
  };
  await press("Wins");
  await until(async () => (await names(page))[0] === "Me", "the order by wins");
  await press("Today");
  await until(() => page.url().includes("period=day"), "the address to say what is shown");
  await press("Puck");
  await page.getByText("No round has ended today").waitFor();
  await press("Arena");
  await press("All time");
  await press("Rating");
  await until(async () => (await names(page)).indexOf("Me") === 0, "the order by rating");
  await keepPicture(page, "records");

  // A gamepad reaches what a keyboard reaches.
  await page.getByRole("button", { name: "Puck" }).focus();
  const down = 13;
  await page.evaluate(setPad, { axes: [0, 0, 0, 0], pressed: [] });
  // A gamepad counts once it was seen at rest: in a frame before this one.
  for (let frame = 0; frame < 3; frame++) await page.evaluate(() => new Promise(requestAnimationFrame));
  await page.evaluate(setPad, { axes: [0, 0, 0, 0], pressed: [down] });
  await until(
    () =>
      page.evaluate(
        () => document.activeElement?.matches("button") && document.activeElement.textContent !== "Puck",
      ),
    "the gamepad to move the focus",
  );
  await page.evaluate(setPad, { axes: [0, 0, 0, 0], pressed: [] });

  for (const [width, height] of [
    [360, 740],
    [844, 390],
  ] as const) {
    await page.setViewportSize({ width, height });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over, `beside a screen of ${width}`).toBeLessThanOrEqual(0);
    const small = await page.$$eval("button, a", (all) =>
      all
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
        .map((one) => one.textContent),
    );
    expect(small).toEqual([]);
    await keepPicture(page, `records-${width}`);
  }
  await page.getByText("kills 3 · wins 20 · rating 640").waitFor();
  // The front page of a player that has been here before.
  await page.evaluate(() => {
    localStorage.setItem("skirmish.name", "Me");
    localStorage.setItem("skirmish.bests", '{"arena":1240}');
  });
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(server.url);
  await page.locator('.mode-card:has-text("Arena")').getByText("Rating 640 · Best 1,240").waitFor();
  await keepPicture(page, "front-own");
  await page.goBack();
  await press("Delete my records …");
  await page.getByRole("dialog").waitFor();
  await keepPicture(page, "records-delete");
  await page.keyboard.press("Enter");
  await until(() => page.getByRole("dialog").isHidden(), "the answer that does nothing to have the focus");
  await until(async () => (await names(page)).includes("Me"), "the leaderboard to have the player still");
  await press("Delete my records …");
  await press("Delete");
  await page.getByText("Your records are deleted.").waitFor();
  await until(async () => !(await names(page)).includes("Me"), "the player to leave the leaderboard");
  expect(await page.evaluate(() => localStorage.getItem("skirmish.bests"))).toBe("");
  expect(faults).toEqual([]);
  await context.close();
});
