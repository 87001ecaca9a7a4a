/** The front page and the menu: by mouse, keyboard and gamepad. */
import { Client } from "@colyseus/sdk";
import type { Browser, Page, Request } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listPlayers } from "../../client/session/directory.ts";
import type { World } from "../../games/skirmish/server/world.ts";
import type { GameRoom } from "../../server/rooms/gameRoom.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { faultsIn } from "../support/axe.ts";
import { keepPicture, openPage, openPageIn, startBrowser } from "../support/browser.ts";
import { roomOf, startLocally } from "../support/localServer.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { showsAfter } from "../support/shownTexts.ts";
import { recordSession, removeFeatures, type Spied } from "../support/spiedPage.ts";
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

const isParty = (asked: Request): boolean => asked.url().includes("/api/party/");
const isStream = (asked: Request): boolean => asked.headers().accept === "text/event-stream";
const playsIn = (page: Page) => page.evaluate(() => window.__skirmish?.session?.room).catch(() => undefined);
const isAlive = (page: Page) =>
  until(
    () => page.evaluate(() => window.__skirmish?.session?.own()?.alive).catch(() => false),
    "Ada to play",
  );

it("[FP1][SO6] a list that changes keeps the focus, and a press between two changes joins the pressed room", async () => {
  const hal = await new Client(server.url).joinOrCreate("puck", { name: "Hal" });
  hal.onMessage("*", () => {});
  const { page, faults } = await openPage(browser, { width: 800, height: 900 });
  const streams: string[] = [];
  const polls: string[] = [];
  let isPushed = false;
  page.on("request", (asked) => {
    if (/api\/(?:rooms|players)$/.test(asked.url())) {
      polls.push(asked.url());
      isPushed = false;
    }
    if (asked.url().endsWith("/api/presence")) streams.push(asked.resourceType());
  });
  page.on("response", (answer) => {
    if (answer.url().endsWith("/api/presence")) isPushed = true;
  });
  await page.goto(`${server.url}/?name=Ada`);
  // A page whose stream opens too late polls for a while.
  await until(() => isPushed, "the page to have a stream");
  polls.splice(0);
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
  expect([streams[0], polls], "the list is pushed").toEqual(["eventsource", []]);
  // Where the stream is blocked, the page polls.
  const { page: blocked } = await openPage(browser);
  await blocked.route("**/api/presence", (route) => route.abort());
  await blocked.goto(server.url);
  await blocked.locator(".lobby-row", { hasText: "Hal" }).waitFor();
  await blocked.context().close();
  await Promise.all([page.context().close(), hal.leave(), kim.leave(), ida.room.leave(), jo.room.leave()]);
});

it("[PA5][PA6][PA9][FP4] friends play together by a party's link, made while playing, and follow each other to another mode", async () => {
  const { page: ada, faults } = await openPage(browser, { width: 360, height: 740 });
  let polls = 0;
  let isPushed = false;
  ada.on("request", (one) => {
    if (!isParty(one) || isStream(one)) return;
    polls++;
    isPushed = false;
  });
  ada.on("response", (answer) => {
    if (isParty(answer.request()) && isStream(answer.request())) isPushed = true;
  });
  await ada.goto(`${server.url}/?name=Ada&join`);
  await isAlive(ada);
  await ada.keyboard.press("Escape");
  await ada.getByRole("dialog", { name: "Menu" }).getByRole("button", { name: "Play with friends" }).click();
  const sheet = ada.getByRole("dialog", { name: "Play with friends" });
  await sheet.getByRole("button", { name: "Play with friends" }).click();
  const field = sheet.getByRole("textbox", { name: "Link to your party" });
  await field.waitFor();
  const link = await field.inputValue();
  await sheet.getByText("Playing Arena: Ada").waitFor();
  // A page whose stream opens too late polls for a while.
  await until(() => isPushed, "Ada's page to have a stream");
  polls = 0;
  const { page: bob, faults: more } = await openPage(browser, { width: 360, height: 740 });
  await bob.goto(`${link}&name=Bob`);
  const panel = bob.getByRole("region", { name: "Your party" });
  await panel.getByText("Playing Arena: Ada").waitFor();
  await sheet.getByText("Here: Bob").waitFor();
  expect(polls, "requests: Bob was pushed to Ada").toBe(0);
  const width = await bob.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "it fits").toBeLessThanOrEqual(360);
  await keepPicture(bob, "party");
  await keepPicture(ada, "party-sheet");
  await bob.locator(".play").click();
  await isAlive(bob);
  const roomOfPage = (page: Page) =>
    page.evaluate(() => (window.__skirmish.session as unknown as { roomId: string }).roomId);
  expect(await roomOfPage(bob)).toBe(await roomOfPage(ada));
  await ada.keyboard.press("Escape");
  await bob.keyboard.press("Escape");
  const menu = bob.getByRole("dialog", { name: "Menu" });
  await menu.getByRole("button", { name: "Change mode" }).press("Enter");
  await menu.getByRole("link", { name: /^Swarm/ }).press("Enter");
  await until(async () => (await playsIn(bob)) === "swarm", "Bob to play the swarm");
  const offer = ada.getByRole("region", { name: "Your party" });
  await offer.getByText("Your party plays Swarm (Bob).").waitFor();
  await keepPicture(ada, "party-offer");
  expect(await faultsIn(ada, "the party's offer")).toEqual([]);
  await ada.getByRole("button", { name: "Follow" }).click();
  await until(async () => (await playsIn(ada)) === "swarm", "Ada to follow");
  expect(await roomOfPage(ada)).toBe(await roomOfPage(bob));
  await offer.waitFor({ state: "hidden" });
  expect([...faults, ...more]).toEqual([]);
  await Promise.all([ada.context().close(), bob.context().close()]);
});

it("[FP3][PD9] Escape and the button open the menu while playing; it leads to another mode, to the front page, and after the end to a new seat", async () => {
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
  await page.evaluate(recordSession);
  await until(async () => (await framesOf(page)) > 0, "a frame");
  await page.keyboard.press("Escape");
  await menu.getByRole("button", { name: "Leave" }).press("Enter");
  await page.locator(".play").waitFor();
  await until(async () => (await roomsOf("Ada")).length === 0, "the seat to be free");
  const drawn = await framesOf(page);
  await page.evaluate(async () => {
    for (let i = 0; i < 5; i++) await new Promise(requestAnimationFrame);
  });
  expect(await framesOf(page), "frames behind the front page").toBe(drawn);
  await page.locator(".play").click();
  const plays = () =>
    page.evaluate(() => {
      const { session } = window.__skirmish;
      return session?.link.state === "playing" && session.own()?.x;
    });
  await until(plays, "Ada to play again");
  await page.keyboard.press("Escape");
  await menu.getByRole("button", { name: "Resume" }).waitFor();
  await page.evaluate(() => void window.__skirmish.session!.leave());
  await menu.getByRole("button", { name: "Rejoin" }).press("Enter");
  await menu.waitFor({ state: "hidden" });
  await until(plays, "Ada to play in a new seat");
  expect(faults).toEqual([]);
  await page.context().close();
});

it("[FP2][FP3][FP5][FP13] a gamepad opens the menu, changes settings, which the next visit remembers, and leaves after the end", async () => {
  const { page, faults } = await openPage(browser, { width: 720, height: 405 });
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
  await menu.getByRole("button", { name: "Turn the sound off" }).focus();
  await press(page, PAD.a);
  await menu.getByRole("button", { name: "Copy a link to this room" }).focus();
  await showsAfter(page, /Link to this room copied|copy this link/i, () => press(page, PAD.a));
  await menu.waitFor({ state: "hidden" });
  await page.evaluate(() => void window.__skirmish.session!.leave());
  await until(async () => (await focused(page)) === "Rejoin", "the focus to move to the choices");
  await keepPicture(page, "session-over");
  expect(await faultsIn(page, "the end")).toEqual([]);
  await press(page, PAD.start);
  await menu.getByRole("button", { name: "Turn the sound on" }).waitFor();
  expect(await menu.getByRole("button", { name: "Players" }).count(), "nobody to mute or report").toBe(0);
  await press(page, PAD.b);
  await menu.waitFor({ state: "hidden" });
  await press(page, PAD.right);
  expect(await focused(page)).toBe("Leave");
  await press(page, PAD.a);
  await page.locator(".play").waitFor();
  await page.reload();
  await until(scale, "the page to set the size");
  expect(await scale()).toBe("1.05");
  expect(await page.evaluate(() => localStorage.getItem("skirmish.settings"))).toContain('"sound":"off"');
  expect(faults).toEqual([]);
  await page.context().close();
});

it("[FP8][FP10] a German on AZERTY reads her own letters, binds another key in a sheet that fits a phone, and flies by it", async () => {
  const context = await browser.newContext({ locale: "de-CH", viewport: { width: 360, height: 640 } });
  await context.addInitScript(() => {
    const layout = Object.entries({ KeyW: "z", KeyA: "q", KeyS: "s", KeyD: "d" });
    const keyboard = { getLayoutMap: async () => new Map(layout) };
    Object.defineProperty(navigator, "keyboard", { value: keyboard });
  });
  const { page, faults } = await openPageIn(context);
  await page.goto(`${server.url}/?room=puck&name=Eva#settings`);
  await page.evaluate(() => {
    document.documentElement.dataset.contrast = "high";
  });
  const sheet = page.getByRole("dialog", { name: "Einstellungen" });
  const up = sheet.getByRole("button", { name: /^Hoch: Z\./ });
  await up.click();
  await page.keyboard.press("Escape");
  expect(await sheet.isVisible(), "Escape gives up, and the sheet stays").toBe(true);
  await up.press("Enter");
  // Chromium itself would write an "a" with this key.
  await page.evaluate(() => {
    const key = { code: "KeyA", key: "q", bubbles: true, cancelable: true };
    document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", key));
  });
  await sheet.getByRole("button", { name: /^Hoch: Q\..*Auch: Links$/ }).waitFor();
  await sheet.getByRole("button", { name: /^Hoch: Q/ }).click();
  await page.keyboard.press("KeyI");
  await sheet.getByRole("button", { name: /^Hoch: I\. Ändern$/ }).waitFor();
  await keepPicture(page, "german-contrast");
  expect(await faultsIn(page, "the German settings in high contrast")).toEqual([]);
  expect(await sheet.locator(".sheet-body").evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
  expect(await page.locator(".legend kbd").allInnerTexts()).toEqual(
    expect.arrayContaining(["I", "Q", "S", "D", "Leertaste"]),
  );
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("de");
  expect(await faultsIn(page, "the German front page in high contrast")).toEqual([]);
  await page.getByRole("button", { name: "Spielen", exact: true }).click();
  const place = () => page.evaluate(() => window.__skirmish?.session?.own()?.y).catch(() => undefined);
  await until(place, "Eva to play");
  const start = (await place()) ?? 0;
  await page.keyboard.down("KeyI");
  await until(async () => ((await place()) ?? start) < start - 20, "Eva to fly up by the new key");
  await page.keyboard.up("KeyI");
  expect(faults).toEqual([]);
  await context.close();
});

it("[DU7][DU5][FP2][FP15] a player waits, leaves the queue, meets another one, and both agree to a rematch; the player that stays waits again", async () => {
  const local = await startLocally({});
  const open = async (name: string) => {
    const { page, faults } = await openPage(browser);
    await page.addInitScript(removeFeatures);
    await page.goto(`${local.url}/?name=${name}&room=duel&join`);
    await isAlive(page);
    return { page, faults };
  };
  const ada = await open("Ada");
  const waiting = ada.page.getByRole("region", { name: "Waiting for an opponent" });
  await waiting.getByRole("button", { name: "Leave the queue" }).click();
  await ada.page.locator(".mode-card", { hasText: "Duel" }).click();
  await isAlive(ada.page);
  await waiting.waitFor();
  expect(await faultsIn(ada.page, "the queue")).toEqual([]);
  const roomId = await ada.page.evaluate(() => window.__skirmish.session!.roomId);
  const { world } = roomOf<GameRoom<World>>({ roomId });
  // On a slow machine the warm-up may be over.
  const goLive = () =>
    until(() => {
      if (world.phase === "warmup") world.phaseEnds = world.tick;
      return world.phase === "live";
    }, "the duel to be live");
  world.phaseEnds = world.tick;
  await waiting.getByText("Practice against a bot").waitFor();
  const bob = await open("Bob");
  await waiting.waitFor({ state: "hidden" });
  await goLive();
  const [one] = world.ships.values();
  one!.kills = one!.score = 5;
  await ada.page.getByRole("button", { name: "Rematch" }).press("Enter");
  // A moves the focus to the main choice, and presses it.
  await bob.page.getByRole("button", { name: "Rematch" }).waitFor();
  await press(bob.page, PAD.a);
  expect(await focused(bob.page)).toBe("Rematch");
  const status = bob.page.locator("[role=status]:visible");
  await until(
    async () => (await status.allInnerTexts()).includes("Ada wants a rematch."),
    "Bob to read that Ada wants a rematch",
  );
  expect(await bob.page.getByRole("timer").first().innerText()).toMatch(/^\d:\d\d$/);
  await keepPicture(bob.page, "rematch");
  expect(await faultsIn(bob.page, "the podium")).toEqual([]);
  await press(bob.page, PAD.a);
  await until(() => world.round === 3, "the rematch");
  await goLive();
  one!.kills = one!.score = 5;
  await bob.page.getByRole("button", { name: "Rematch" }).waitFor();
  const agreed = await bob.page.evaluateHandle(() => {
    const { session } = window.__skirmish;
    const sent: string[] = [];
    const send = session!.send.bind(session);
    session!.send = (name, message) => {
      sent.push(name);
      send(name, message);
    };
    return sent;
  });
  // From then on the main button agrees, because the player no longer holds it as the trigger.
  const shownAt = world.tick;
  await until(() => world.tick > shownAt + SETTLED, "the podium to be shown for a while");
  await bob.page.locator(".rematch-choices").getByRole("button", { name: "Leave" }).focus();
  await showsAfter(ada.page, /Your opponent has left\. Looking/, async () => {
    await press(bob.page, PAD.a);
    await bob.page.locator(".play").waitFor();
  });
  expect(await agreed.jsonValue(), "sent by A on Leave").toEqual([]);
  if (world.phase === "podium") world.phaseEnds = world.tick;
  await waiting.getByText("Looking for an opponent").waitFor();
  expect([...ada.faults, ...bob.faults]).toEqual([]);
  await Promise.all([ada, bob].map(({ page }) => page.context().close()));
  await local.stop();
});

/** Ticks after the end of a duel from which its main button agrees to a rematch. */
const SETTLED = 2 * TICK_RATE;
const framesOf = (page: Page) => page.evaluate(() => ({ ...(window as unknown as Spied) }).seen.frames);

/** Buttons of the standard layout. */
const PAD = { a: 0, b: 1, start: 9, down: 13, right: 15 } as const;

/** Holds a button of the only gamepad for one frame, and waits for the next one. */
const press = (page: Page, index: number) =>
  page.evaluate(async (index) => {
    const spied = window as unknown as Spied;
    const { pads } = spied;
    const frame = () => new Promise(requestAnimationFrame);
    const isNew = pads.length === 0;
    const buttons = Array.from({ length: 17 }, () => ({ pressed: false, value: 0 }));
    pads.splice(0, 1, {
      id: "pad",
      index: 0,
      mapping: "standard",
      connected: true,
      axes: [0, 0, 0, 0],
      buttons,
    });
    // Two parts of the page ask for gamepads, and do so in each frame once they have seen one.
    const end = spied.padReads + 6;
    while (isNew && spied.padReads < end) await frame();
    await frame();
    Object.assign(buttons[index]!, { pressed: true, value: 1 });
    // After the page has read it in the same frame: what asked first for a frame gets it first.
    await frame();
    Object.assign(buttons[index]!, { pressed: false, value: 0 });
    await frame();
  }, index);
const focused = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement).innerText);
/** @returns modes of the rooms in which a player of that name is */
const roomsOf = async (name: string): Promise<string[]> =>
  (await listPlayers(server.url)).filter((player) => player.name === name).map(({ roomName }) => roomName);
