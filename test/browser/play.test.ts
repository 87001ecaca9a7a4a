/** Players open the page and play, and faults of their link and their page cost no seat. */
import { setTimeout as wait } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import type { SessionEvents } from "../../client/game.ts";
import type { Emitter } from "../../client/session/emitter.ts";
import type { Skirmish } from "../../games/skirmish/client/session/skirmish.ts";
import { keepPicture, openPage, startBrowser } from "../support/browser.ts";
import { boltsOn, drawnOn, flyInwards, hasPlayed, keyOn } from "../support/playedPage.ts";
import { type RunningServer, startServer, WITH_IO_THREAD } from "../support/server.ts";
import { showsAfter } from "../support/shownTexts.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
let browser: Browser;
beforeAll(async () => {
  server = await startServer(WITH_IO_THREAD);
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** A page with software rendering is slow. */
const sees = (what: string, ask: () => Promise<unknown>) => until(ask, what);

it("two pages join by name, and each draws the other's ship flying and shooting", async () => {
  const ada = await openPage(browser);
  const bob = await openPage(browser);
  for (const [{ page }, name] of [
    [ada, "Ada"],
    [bob, "Bob"],
  ] as const) {
    await page.goto(server.url);
    await page.getByLabel("Your name").fill(name);
    await page.getByLabel("Your name").press("Enter");
    await sees(`${name} to play`, () => page.evaluate(() => window.__skirmish.session?.own()?.alive));
  }
  const [adaKey, bobKey] = [await keyOn(ada.page), await keyOn(bob.page)];
  for (const [me, other, otherKey, name] of [
    [ada.page, bob.page, bobKey, "Bob"],
    [bob.page, ada.page, adaKey, "Ada"],
  ] as const) {
    await sees(`${name} on the other's screen`, async () => {
      await Promise.all([flyInwards(me), flyInwards(other)]);
      return (await drawnOn(me, otherKey))?.name === name;
    });
    const before = (await drawnOn(me, otherKey)) ?? { x: 0, y: 0 };
    await other.mouse.move(500, 100);
    await other.keyboard.down("Space");
    await sees(`${name}'s ship to move`, async () => {
      await flyInwards(other);
      const now = await drawnOn(me, otherKey);
      return now !== undefined && Math.hypot(now.x - before.x, now.y - before.y) > 40;
    });
    await sees(`${name}'s bolts`, async () => {
      await Promise.all([flyInwards(me), flyInwards(other)]);
      return (await boltsOn(me, otherKey)) > 0;
    });
    await keepPicture(other, `play-${name.toLowerCase()}`);
    await other.keyboard.up("Space");
  }
  expect(ada.faults, "Ada's console").toEqual([]);
  expect(bob.faults, "Bob's console").toEqual([]);
  // An open page would slow down the next one.
  await ada.page.close();
  await bob.page.close();
});

it("a page that cannot load its game says so, and works after a reload", async () => {
  const { page } = await openPage(browser);
  let isCut = true;
  await page.route(/\/assets\/module-/, (route) => (isCut ? route.abort() : route.continue()));
  await page.goto(`${server.url}/?name=Ada`);
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await sees("the reason", () =>
    page.getByText(/Skirmish could not be loaded\. Please reload the page/).isVisible(),
  );
  isCut = false;
  await page.reload();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await sees("Ada to play", () => page.evaluate(() => window.__skirmish.session?.own()?.alive));
  await page.close();
});

it("a lost connection shows a banner with seconds, and the player returns without an action", async () => {
  const link = await EmulatedLink.to(server.url);
  const { page } = await openPage(browser);
  await page.goto(`${link.url}/?name=Ada&join`);
  await sees("Ada to play", () => page.evaluate(() => window.__skirmish.session?.own()?.alive));
  const before = await keyOn(page);
  await hasPlayed(page);
  link.goSilent();
  const banner = page.getByText("Connection lost");
  await sees("the banner", () => banner.isVisible());
  await sees("its seconds", async () =>
    /\d+ s/.test((await page.locator(".banner-detail").textContent()) ?? ""),
  );
  await keepPicture(page, "lost");
  link.mend();
  await sees("the banner to disappear", async () => !(await banner.isVisible()));
  expect(await keyOn(page), "the same session").toBe(before);
  expect(await page.evaluate(() => window.__skirmish.session!.link.state)).toBe("playing");
  await page.close();
  await link.close();
});

it("[PD3] a page that is closed gives the seat up, and the next visit knows the name", async () => {
  const { page, faults } = await openPage(browser);
  await page.goto(`${server.url}/?name=Grace&join`);
  await sees("Grace to play", () => page.evaluate(() => window.__skirmish.session?.own()?.alive));
  const seat = await keyOn(page);
  await page.goto(server.url);
  const left = (line: string) => line.includes(seat) && line.includes("player left");
  await sees("the seat to be freed", async () => server.log().split("\n").some(left));
  expect(await page.getByLabel("Your name").inputValue()).toBe("Grace");
  const opened = performance.now();
  await page.getByLabel("Your name").press("Enter");
  await sees("Grace to play again", () => page.evaluate(() => window.__skirmish.session?.own()?.alive));
  console.log(`playing ${Math.round(performance.now() - opened)} ms after pressing Play`);
  expect(faults).toEqual([]);
  await page.close();
});

it("[SE4] the name field counts characters as people do, and shows why a name is refused before and after the join", async () => {
  const { page, faults } = await openPage(browser, { width: 900, height: 520 });
  await page.goto(server.url);
  const field = page.getByLabel("Your name");
  const hint = () => page.locator("#name-hint").textContent();
  for (const [typed, kept] of [
    ["👩🏽‍🚀".repeat(20), "👩🏽‍🚀".repeat(16)],
    ["நி".repeat(20), "நி".repeat(16)],
    ["a".repeat(20), "a".repeat(16)],
    ["مُحَمَّد", "مُحَمَّد"],
  ] as const) {
    await field.fill(typed);
    expect(await field.inputValue()).toBe(kept);
    expect(await hint()).toBe("");
  }
  await field.fill("a".repeat(16));
  await field.press("Home");
  await field.pressSequentially("bc");
  expect(await field.inputValue(), "a full field accepts no character in its middle").toBe("a".repeat(16));
  await field.fill("a\u202Eb");
  expect(await hint()).toContain("cannot be seen");
  await field.fill("fuckface");
  await sees("the server's reason", async () => (await hint())?.includes("swear word"));
  await keepPicture(page, "name-refused");
  await field.fill("Dickson");
  await sees("no refusal", async () => (await hint()) === "");
  await field.fill("fuckface");
  await showsAfter(page, /^You play as Pilot-\d{4}: .*swear word/, () => field.press("Enter"));
  await keepPicture(page, "name-told");
  const own = await keyOn(page);
  const name = await page.evaluate((own) => window.__skirmish.session?.state.ships.get(own)?.name, own);
  expect(name).toMatch(/^Pilot-\d{4}$/);
  expect(faults).toEqual([]);
  await page.context().close();
});

it("[CO1][CO2][FP14] players chat in any script, and the field takes 160 characters", async () => {
  const { page, faults } = await openPage(browser, { width: 900, height: 520 });
  await page.goto(`${server.url}/?name=${encodeURIComponent("مُحَمَّد")}&join`);
  await sees("to play", () => page.evaluate(() => window.__skirmish.session?.own()?.alive));
  const field = page.getByLabel("Message to everybody");
  const lines = ["पहाड़ों की ओर 👩🏽‍🚀".normalize("NFC"), "می‌خواهم 5 تا", "கி".repeat(160)];
  for (const line of lines) {
    await page.keyboard.press("Enter");
    await field.fill(line + "கி".repeat(line.startsWith("க") ? 40 : 0));
    await field.press("Enter");
    await sees(`${line} in the chat`, async () =>
      (await page.locator(".chat-text").allTextContents()).includes(line),
    );
  }
  await keepPicture(page, "chat-scripts");
  await page.evaluate(() => {
    // As when another tab chooses it.
    const newValue = JSON.stringify({ version: 2, chat: "clean" });
    dispatchEvent(new StorageEvent("storage", { key: "skirmish.settings", newValue }));
    const events = window.__skirmish.session!.events as Emitter<SessionEvents<Skirmish>>;
    for (const text of ["what the f***", "well flown"])
      events.emit("chat", { from: "other", name: "Bo", text, scope: "room" });
  });
  const shown = page.locator(".chat-text");
  await sees("the other line", async () => (await shown.allTextContents()).includes("well flown"));
  expect(await shown.allTextContents()).not.toContain("what the f***");
  expect(faults).toEqual([]);
  await page.context().close();
});

/** Longer than the silence timeout of a link. */
const ASLEEP = 4000;

it("a page that was frozen wakes with the same ship, in the present, and flies on", async () => {
  const { page, faults } = await openPage(browser);
  const is = (what: string, ask: () => unknown) => sees(what, () => page.evaluate(ask));
  await page.goto(`${server.url}/?name=Ada&join`);
  await is("Ada's view to be steady", () => (window.__skirmish.session?.stats.patches ?? 0) > 60);
  await hasPlayed(page);
  const before = await page.evaluate(() => {
    const { key, state } = window.__skirmish.session!;
    return { key, tick: state.tick, id: state.ships.get(key)!.id };
  });

  const browserSide = await page.context().newCDPSession(page);
  await browserSide.send("Page.setWebLifecycleState", { state: "frozen" });
  await wait(ASLEEP);
  await browserSide.send("Page.setWebLifecycleState", { state: "active" });

  await is("the game to go on", () => {
    const session = window.__skirmish.session!;
    return session.link.state === "playing" && session.stats.pending < 15;
  });
  await page.waitForFunction((tick) => window.__skirmish.session!.state.tick > tick, before.tick + 100);
  await is("the screen to show the present", () => {
    const session = window.__skirmish.session!;
    return Math.abs(session.serverTick() - session.state.tick) < 15;
  });
  const after = await page.evaluate(() => {
    const { key, state } = window.__skirmish.session!;
    return { key, id: state.ships.get(key)!.id };
  });
  expect(after, "the same ship").toEqual({ key: before.key, id: before.id });
  const left = server
    .log()
    .split("\n")
    .filter((line) => line.includes(before.key) && line.includes("player left"));
  expect(left, "the seat was kept").toEqual([]);
  await page.keyboard.down("KeyW");
  await is("Ada to be in play", () => window.__skirmish.session!.own()?.alive);
  const { x, y } = await page.evaluate(() => ({ ...window.__skirmish.session!.own()! }));
  await page.waitForFunction(
    ({ x, y }) =>
      Math.hypot(window.__skirmish.session!.own()!.x - x, window.__skirmish.session!.own()!.y - y) > 20,
    { x, y },
  );
  expect(faults).toEqual([]);
  await page.close();
});
