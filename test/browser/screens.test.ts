/**
 * Screens of all sizes: no part of the HUD lies over another or reaches over an edge; and what a phone adds.
 */
import { Client, type Room } from "@colyseus/sdk";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SessionEvents } from "../../client/game.ts";
import type { Emitter } from "../../client/session/emitter.ts";
import type { Skirmish } from "../../games/skirmish/client/session/skirmish.ts";
import { keepPicture, openPageIn, startBrowser } from "../support/browser.ts";
import { faultsOf, setLook } from "../support/hudGeometry.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const SCREENS = {
  touched: [
    ...["360x640", "390x844", "640x360", "683x512", "844x390", "853x533", "768x1024", "1024x768"],
    ...["1200x600", "1280x720", "1280x800"],
  ],
  untouched: ["560x700", "844x390", "768x1024", "1024x768", "1280x800", "1366x768", "3840x2160"],
} as const;
/** As long as a name may be, of the widest letters. */
const NAME = "W".repeat(16);

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

/** The player has chosen the largest HUD. */
async function play(room: string, hasTouch: boolean): Promise<Page> {
  const viewport = { width: 640, height: 360 };
  const context = await browser.newContext({ viewport, hasTouch });
  const { page } = await openPageIn(context);
  await page.addInitScript(() => localStorage.setItem("skirmish.settings", '{"version":2,"hudScale":1.5}'));
  await page.goto(`${server.url}/?room=${room}&name=${NAME}&join`);
  await until(() => page.evaluate(() => window.__skirmish?.session?.own()), "the player's own entity");
  if (!hasTouch) return page;
  await page.touchscreen.tap(300, 200);
  await page.locator(".touch-button").first().waitFor();
  return page;
}

/** As many lines and buttons as can be there at once. */
const fill = (page: Page) =>
  page.evaluate((name) => {
    const session = window.__skirmish.session!;
    const { key } = session;
    const events = session.events as Emitter<SessionEvents<Skirmish>>;
    const [killer, victim] = [
      { killer: "a", killerName: name },
      { victim: "b", victimName: name },
    ];
    const kill = { ...killer, killerBot: true, ...victim, victimBot: true, weapon: "blaster" } as const;
    // After a death there is the button "Why did I die?".
    events.emit("explosion", { x: 0, y: 0, key, hue: 0, mine: true });
    for (let i = 0; i < 6; i++) {
      events.emit("kill", kill);
      events.emit("typing", { from: `t${i}`, name });
      events.emit("chat", { from: key, name, bot: true, text: "W".repeat(60), scope: "room" });
    }
  }, NAME);

/** Both teams of the room are complete. @returns the players */
async function fillTeams(page: Page): Promise<Room[]> {
  const id = await page.evaluate(() => window.__skirmish.session!.roomId);
  const joins = Array.from({ length: 11 }, () => new Client(server.url).joinById(id, { name: NAME }));
  const players = await Promise.all(joins);
  for (const player of players) player.onMessage("*", () => {});
  await until(
    async () =>
      (await page.locator(".team-players .leader-name").allTextContents()).every((one) => one === NAME),
    "both teams",
  );
  return players;
}

/**
 * @returns whether the open quick chat leaves the own ship free, wherever its pilot aims: the camera looks
 * ahead of it
 */
const showsShip = (page: Page) =>
  page.evaluate(() => {
    const list = document.querySelector<HTMLElement>(".quick-chat")!;
    list.hidden = false;
    const { top, bottom } = list.getBoundingClientRect();
    list.hidden = true;
    const reach = Math.min(innerWidth, innerHeight) * 0.14;
    return bottom < innerHeight / 2 - reach || top > innerHeight / 2 + reach;
  });

/** @returns for each screen and look what lies over what */
async function faultsOnAll(page: Page, kind: keyof typeof SCREENS): Promise<Record<string, string[]>> {
  const faults: Record<string, string[]> = {};
  for (const screen of SCREENS[kind]) {
    const [width = 0, height = 0] = screen.split("x").map(Number);
    await page.setViewportSize({ width, height });
    await page.evaluate(() => new Promise(requestAnimationFrame));
    await fill(page);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    if (!(await showsShip(page))) faults[screen] = ["the quick chat covers the ship"];
    // The page has set the scale for this screen.
    for (const scale of ["large", "1"])
      for (const hand of kind === "untouched" ? (["right"] as const) : (["right", "left"] as const)) {
        await setLook(page, scale, hand);
        const found = await faultsOf(page);
        const look = `${scale} HUD, ${hand === "left" ? "left-handed with large sticks" : "right-handed"}`;
        if (found.length > 0) faults[`${screen}, ${look}`] = found;
      }
  }
  return faults;
}

describe.each(["touched", "untouched"] as const)("[HD1][FP9] on a screen that is %s", (kind) => {
  it("no part of the HUD covers another", async () => {
    const page = await play("arena", kind === "touched");
    expect(await faultsOnAll(page, kind)).toEqual({});
    await page.context().close();
  });

  it("no part of Puck's HUD covers another, with both teams complete", async () => {
    const page = await play("puck", kind === "touched");
    const players = await fillTeams(page);
    expect(await faultsOnAll(page, kind)).toEqual({});
    // The next page finds this room free: a seat whose player is only gone is kept for a while.
    await page.evaluate(() => window.__skirmish.session!.leave());
    await Promise.all(players.map((player) => player.leave()));
    await page.context().close();
  });
});

it("[FP9] on a phone nothing covers the bars, and touch buttons do not cover the button to return", async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const context = await browser.newContext(phone);
  const { page: small } = await openPageIn(context);
  await small.goto(`${server.url}/?name=Bea&join`);
  await until(() => small.evaluate(() => window.__skirmish?.session?.own()?.alive), "Bea to play");
  await small.locator(".minimap").waitFor();
  const boxes = () =>
    small.evaluate(() =>
      [".bars", ".minimap"].map((part) => document.querySelector(part)!.getBoundingClientRect().toJSON()),
    );
  const apart = ([bars, map]: DOMRect[]) => bars!.right <= map!.left || map!.bottom <= bars!.top;
  expect(apart(await boxes()), "before a touch").toBe(true);
  await small.touchscreen.tap(100, 600);
  await small.locator(".touch-button.boost").waitFor();
  expect(apart(await boxes()), "after a touch").toBe(true);
  const tools = await small
    .locator(".tool:visible")
    .evaluateAll((all) => all.map((tool) => Math.min(tool.clientWidth, tool.clientHeight) + 2));
  expect(tools, "width or height of the tools with their borders").toEqual([44, 44, 44]);
  await small.setViewportSize({ width: 360, height: 740 });
  const cutOff = await small.evaluate(async () => {
    const bots = { killer: "a", killerName: "Bot-001", victim: "b", victimName: "Bot-002" };
    const events = window.__skirmish.session!.events as Emitter<SessionEvents<Skirmish>>;
    events.emit("kill", { ...bots, killerBot: true, victimBot: true, weapon: "blaster" });
    const named = () =>
      [...document.querySelectorAll(".kill-name")].filter((one) => /Bot-00/.test(one.textContent));
    while (named().length < 2) await new Promise(requestAnimationFrame);
    return named().flatMap((one) => (one.scrollWidth > one.clientWidth ? one.textContent : []));
  });
  expect(cutOff, "names of bots that the kill feed cuts off").toEqual([]);
  await small.evaluate(() => void window.__skirmish.session!.leave());
  const rejoin = small.getByRole("button", { name: "Rejoin" });
  await rejoin.waitFor();
  const covering = await rejoin.evaluate((button) => {
    const { left, right, top, bottom } = button.getBoundingClientRect();
    const middle = (top + bottom) / 2;
    return [left + 3, right - 3].map((x) => document.elementFromPoint(x, middle)?.textContent);
  });
  expect(covering).toEqual(["Rejoin", "Rejoin"]);
  await keepPicture(small, "phone-over");
  await context.close();
});

it("[PD8][FP9] a phone stays awake, vibrates when its ship is hit, and aims with the left thumb if so set", async () => {
  const phone = {
    viewport: { width: 390, height: 640 },
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 0.5,
  };
  const context = await browser.newContext(phone);
  const { page: small } = await openPageIn(context);
  await small.addInitScript(() => {
    const asked: unknown[] = [];
    WakeLock.prototype.request = (type) => Promise.reject(void asked.push(type));
    Navigator.prototype.vibrate = (pattern) => asked.push(pattern) > 0;
    Object.assign(window, { asked });
    localStorage.setItem("skirmish.settings", '{"version":2,"hand":"left","stickScale":1.5}');
  });
  const asked = () => small.evaluate(() => (window as unknown as { asked: unknown[] }).asked);
  await small.goto(`${server.url}/?name=Cy&join`);
  await until(() => small.evaluate(() => window.__skirmish?.session?.own()?.alive), "Cy to play");
  await until(async () => (await asked()).includes("screen"), "the page to ask for a screen that stays on");
  await small.touchscreen.tap(100, 400);
  await small.evaluate(() => {
    const session = window.__skirmish.session!;
    const events = session.events as Emitter<SessionEvents<Skirmish>>;
    events.emit("hit", { by: "a", target: session.key, damage: 12, mine: false });
  });
  expect(await asked()).toContain(32);
  const sticks = await small.evaluate(() => {
    const down = { pointerType: "touch", pointerId: 7, clientX: 100, clientY: 300, bubbles: true };
    document.querySelector("#game")!.dispatchEvent(new PointerEvent("pointerdown", down));
    const stick = document.querySelector<HTMLElement>(".touch-stick.held")!;
    const sizes = [stick.offsetWidth, document.querySelector<HTMLElement>(".touch-button")!.offsetLeft];
    return { isAim: stick.classList.contains("aim"), sizes };
  });
  expect(sticks).toEqual({ isAim: true, sizes: [168, 18] });
  await context.close();
});
