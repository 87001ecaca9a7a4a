/**
 * The ways through the game and back to the front page, by touch and by gamepad. By keyboard and mouse:
 * front.test.ts.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as pathOf } from "node:path";
import { Client } from "@colyseus/sdk";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { SessionEvents } from "../../client/game.ts";
import type { Emitter } from "../../client/session/emitter.ts";
import { askIdentity, credentials } from "../../client/session/identity.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { Skirmish } from "../../games/skirmish/client/session/skirmish.ts";
import type { World } from "../../games/skirmish/server/world.ts";
import { sqliteRecords } from "../../server/records/sqliteStore.ts";
import type { RecordStore } from "../../server/records/store.ts";
import type { GameRoom } from "../../server/rooms/gameRoom.ts";
import { SEAT } from "../../shared/limits.ts";
import { ticks } from "../../shared/tick.ts";
import { faultsIn } from "../support/axe.ts";
import { keepPicture, openPageIn, startBrowser } from "../support/browser.ts";
import { fly } from "../support/fly.ts";
import { type LocalServer, roomOf, startLocally } from "../support/localServer.ts";
import { removeFeatures, setPad } from "../support/spiedPage.ts";
import { until } from "../support/until.ts";

const folder = mkdtempSync(pathOf(tmpdir(), "flows-"));
let records: RecordStore;
let server: LocalServer;
let browser: Browser;
beforeAll(async () => {
  records = await sqliteRecords({ file: pathOf(folder, "records.db"), days: 0 });
  [server, browser] = await Promise.all([startLocally({}, records), startBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await records?.close();
  rmSync(folder, { recursive: true });
});

const roomId = (page: Page) => page.evaluate(() => window.__skirmish.session!.roomId);
const isAlive = (page: Page, room: string) =>
  until(
    () =>
      page
        .evaluate((room) => {
          const { session } = window.__skirmish;
          return session?.room === room && session.own()?.alive;
        }, room)
        .catch(() => false),
    `the player to play ${room}`,
  );
const worldOn = async (page: Page): Promise<World> =>
  roomOf<GameRoom<World>>({ roomId: await roomId(page) }).world;
/** Ends the present phase, and waits for the next one. */
async function nextPhase(world: World, next: string): Promise<void> {
  // On a slow machine it may have ended by itself.
  if (world.phase !== next) world.phaseEnds = world.tick;
  await until(() => world.phase === next, `phase ${next}`);
}

it("[FP2][FP3][FP4][PA9] by touch: to a friend's room by a party, through the podium into the next round, through menu and settings to the front page, and to records and a live match", async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const { page, faults } = await openPageIn(await browser.newContext(phone));
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await page.goto(`${server.url}/?name=Ada`);
  await button("Play with friends").tap();
  const link = new URL(await page.getByRole("textbox", { name: "Link to your party" }).inputValue());
  const party = link.searchParams.get("party")!;
  const cid = await new Client(server.url).joinOrCreate("arena", { name: "Cid", party });
  cid.onMessage("*", () => {});
  await page.getByRole("region", { name: "Your party" }).getByText("Playing Arena: Cid").waitFor();
  await button("Play").tap();
  await isAlive(page, "arena");
  expect(await roomId(page)).toBe(cid.roomId);
  await page.touchscreen.tap(100, 600);
  const world = await worldOn(page);
  await nextPhase(world, "live");
  await nextPhase(world, "podium");
  world.phaseEnds += PODIUM;
  const podium = page.getByRole("region", { name: "Result" });
  await podium.waitFor();
  expect(await overPodium(page), "what lies over the podium of a phone held upright").toEqual([]);
  await nextPhase(world, "warmup");
  await podium.waitFor({ state: "hidden" });
  await isAlive(page, "arena");
  await button("Menu (Esc)").tap();
  await button("Settings").tap();
  const settings = page.getByRole("dialog", { name: "Settings" });
  await settings.getByLabel("Left-handed").tap();
  expect(await page.evaluate(() => document.documentElement.dataset.hand)).toBe("left");
  await settings.getByRole("button", { name: "Close" }).tap();
  await page.getByRole("dialog", { name: "Menu" }).getByRole("button", { name: "Leave" }).tap();
  await page.getByRole("link", { name: "Records" }).tap();
  await button("Puck").tap();
  await page.getByText("No round has ended").waitFor();
  await page.goBack();
  await page.getByRole("link", { name: "Watch live" }).tap();
  const pause = page.locator(".replay-play");
  await pause.tap();
  await page.getByRole("button", { name: /^Play/ }).waitFor();
  expect(faults).toEqual([]);
  await Promise.all([page.context().close(), cid.leave()]);
});

/** @returns which of a single notice and the clock lie over a part of the podium */
const overPodium = (page: Page) =>
  page.evaluate(async () => {
    const events = window.__skirmish.session!.events as Emitter<SessionEvents<Skirmish>>;
    for (const earlier of document.querySelectorAll(".toast")) earlier.remove();
    events.emit("notice", { text: "The server will be replaced soon.", n: 1 });
    await new Promise(requestAnimationFrame);
    const boxes = (selector: string) =>
      [...document.querySelectorAll(selector)]
        .filter((one) => one.checkVisibility())
        .map((one) => ({ name: one.className, box: one.getBoundingClientRect() }));
    const [notice] = boxes(".toast.notice");
    const parts = boxes(".podium > *");
    if (notice === undefined || parts.length === 0) return ["no notice, or no podium"];
    return [notice, ...boxes(".clock")]
      .filter(({ box }) => parts.some((one) => box.bottom > one.box.top && box.top < one.box.bottom))
      .map(({ name }) => name);
  });

it("[DU7][DU11][RC14][FP2] by touch: the card and the notice of a duel count who waits, the podium shows both ratings, and a tap asks for a rematch", async () => {
  const phone = { viewport: { width: 844, height: 390 }, hasTouch: true, isMobile: true };
  const { page, faults } = await openPageIn(await browser.newContext(phone));
  await page.goto(`${server.url}/?name=Ada`);
  const dot = await askIdentity(server.url, "Dot");
  // So much better that they never meet.
  const rating = { was: undefined, now: { mu: 60, sigma: 2 } };
  const entries = [{ key: "d", player: dot.player.id, name: "Dot", figures: { kills: 1 }, rating }];
  await records.add({ id: "past:1", mode: "duel", at: Date.now(), entries });
  const waiting = await new Client(server.url, credentials(dot)).joinOrCreate("duel", { name: "Dot" });
  waiting.onMessage("*", () => {});
  const card = page.locator(".mode-card", { hasText: "Duel" });
  await card.getByText("1 player · 1 waiting").waitFor();
  await card.tap();
  await isAlive(page, "duel");
  const notice = page.getByRole("region", { name: "Waiting for an opponent" });
  await notice.getByText("1 other player is waiting, too").waitFor();
  await waiting.leave();
  await notice.getByText("Nobody else is waiting").waitFor();
  const world = await worldOn(page);
  const { key } = await page.evaluate(() => ({ key: window.__skirmish.session!.key }));
  const room = await roomId(page);
  const bob = await join({
    url: server.url,
    room: "duel",
    name: "Bob",
    at: room,
    identity: await askIdentity(server.url, "Bob"),
  });
  const land = fly(bob);
  const met = world.tick;
  await until(() => world.tick > met + 2 * SEAT.played, "both to have played");
  await nextPhase(world, "live");
  const own = world.ships.get(key)!;
  own.kills = own.score = 5;
  const podium = page.getByRole("region", { name: "Result" });
  await podium.getByText(/^0 → [\d,]+, \+[\d,]+$/).waitFor();
  await until(async () => (await podium.getByText(/^0 → /).count()) === 2, "both ratings");
  expect(await overPodium(page), "what lies over the podium of a low screen").toEqual([]);
  const choices = await page.locator(".rematch-choices button").evaluateAll((all) =>
    all.map((button) => {
      const { height, bottom } = button.getBoundingClientRect();
      return height >= 44 && bottom <= innerHeight;
    }),
  );
  expect(choices, "whether each choice is on the screen, and 44 pixels high").toEqual([true, true, true]);
  await keepPicture(page, "duel-podium");
  expect(await faultsIn(page, "the podium of a duel")).toEqual([]);
  bob.send("rematch", {});
  await page.getByRole("button", { name: "Rematch" }).tap();
  await until(() => world.round === 2 && world.phase === "warmup", "the rematch");
  expect(faults).toEqual([]);
  land();
  await Promise.all([page.context().close(), bob.leave()]);
});

it("[FP2][FP13][PA9] by gamepad: through the podium of the arena into the next round, and from the front page to a party, records and a live match", async () => {
  const context = await browser.newContext({ viewport: { width: 720, height: 405 } });
  await context.addInitScript(removeFeatures);
  const { page, faults } = await openPageIn(context);
  const press = async (target: Locator): Promise<void> => {
    await target.focus();
    for (const pressed of [[], [A], []]) {
      const frames = async () => {
        await page.evaluate(setPad, { axes: [0, 0, 0, 0], pressed });
        for (let frame = 0; frame < 3; frame++) await page.evaluate(() => new Promise(requestAnimationFrame));
      };
      // A link leads to another page, which begins with a gamepad at rest.
      await frames().catch(() => {});
    }
  };
  await page.goto(`${server.url}/?name=Bea`);
  await press(page.locator(".play"));
  await isAlive(page, "arena");
  const world = await worldOn(page);
  await nextPhase(world, "live");
  await nextPhase(world, "podium");
  // Until it has been looked at.
  world.phaseEnds += PODIUM;
  const podium = page.getByRole("region", { name: "Result" });
  await podium.waitFor();
  expect(await faultsIn(page, "the podium of the arena")).toEqual([]);
  await nextPhase(world, "warmup");
  await podium.waitFor({ state: "hidden" });
  await page.keyboard.press("Escape");
  await press(page.getByRole("button", { name: "Leave" }));
  await press(page.getByRole("button", { name: "Play with friends" }).first());
  await page.getByRole("textbox", { name: "Link to your party" }).waitFor();
  const eve = await new Client(server.url).joinOrCreate("arena", { name: "Eve" });
  eve.onMessage("*", () => {});
  await press(page.getByRole("link", { name: "Watch live" }));
  const pause = page.locator(".replay-play");
  await pause.waitFor();
  await press(pause);
  await page.getByRole("button", { name: /^Play/ }).waitFor();
  expect(faults).toEqual([]);
  await Promise.all([context.close(), eve.leave()]);
});

/** Index of the main button in the standard layout. */
const A = 0;
/** Ticks by which a podium is prolonged. */
const PODIUM = ticks(120);
