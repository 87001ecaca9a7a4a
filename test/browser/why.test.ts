/** "Why did I die?": a player is shot behind a rock, over emulated links, and the page shows both sides. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { PROFILES } from "../../client/bots/link/profiles.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import type { World } from "../../games/skirmish/server/world.ts";
import { SHIP } from "../../games/skirmish/shared/config.ts";
import { TICK_MS } from "../../shared/tick.ts";
import { Ambush, AmbushRoom } from "../support/ambush.ts";
import { faultsIn } from "../support/axe.ts";
import { keepPicture, openPage, startBrowser } from "../support/browser.ts";
import { type LocalServer, roomOf, startLocally } from "../support/localServer.ts";
import { until } from "../support/until.ts";

let server: LocalServer;
let browser: Browser;
beforeAll(async () => {
  server = await startLocally({ arena: AmbushRoom });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const SMALL = { width: 400, height: 240 };
const PHONE = { width: 360, height: 740 };
const LARGE = { width: 1000, height: 640 };

const sees = (what: string, ask: () => Promise<unknown>) => until(ask, what);
/** The number at the start of the value under a label; on a busy machine thousands, as in "1,234 ms". */
const figure = async (page: Page, label: string): Promise<number> => {
  const value = page.locator(".why-figures dt", { hasText: label }).locator("xpath=following-sibling::dd[1]");
  return Number.parseFloat((await value.innerText()).replaceAll(",", ""));
};

interface Place {
  x: number;
  y: number;
}
interface OwnFrame extends Place {
  /** ms */
  at: number;
}
interface OwnFrames {
  seen: OwnFrame[];
  /** Time of the first frame without the ship, ms. */
  endedAt?: number;
}

/** Notes where the page draws the own ship in its last frames in play. */
const watchOwn = (page: Page) =>
  page.evaluate(() => {
    const frames: OwnFrames = { seen: [] };
    const { seen } = frames;
    Object.assign(window, { ownFrames: frames });
    const frame = () => {
      const own = window.__skirmish.session?.own();
      const at = performance.now();
      if (seen.length > 0 && own?.alive === false) {
        frames.endedAt = at;
        return;
      }
      if (own?.alive) seen.push({ x: own.x, y: own.y, at });
      // A page that is short of CPU draws few frames, far apart: the ship was hit in one of them.
      if (seen.length > 3) seen.shift();
      requestAnimationFrame(frame);
    };
    frame();
  });

/** Presses a button of a gamepad until the page has read it. @param index of the standard layout */
const press = (page: Page, index: number) =>
  page.evaluate(async (index) => {
    const pad = (pressed: boolean) => ({
      ...{ id: "pad", index: 0, mapping: "standard", connected: true, axes: [0, 0, 0, 0] },
      buttons: Array.from({ length: 17 }, (_, at) => ({ pressed: pressed && at === index, value: 0 })),
    });
    const show = (pressed: boolean) =>
      Object.defineProperty(navigator, "getGamepads", { configurable: true, value: () => [pad(pressed)] });
    const frames = async () => {
      for (let i = 0; i < 3; i++) await new Promise((drawn) => requestAnimationFrame(drawn));
    };
    // A page without a pad looks for one ten times a second. A pad counts once something on it changes.
    show(false);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await frames();
    show(true);
    await frames();
    show(false);
    await frames();
  }, index);

it("[WD4][WD5][WD6][FP15] shows both screens, and figures that are true", async () => {
  const far = await EmulatedLink.to(server.url, { profile: { ...PROFILES.clean, delayMs: 90 } });
  const near = await EmulatedLink.to(server.url, { profile: { ...PROFILES.clean, delayMs: 25 } });
  // Small while the ship flies: without a GPU a larger page is drawn a few times a second.
  const { page, faults } = await openPage(browser, SMALL, 1);
  await page.goto(`${near.url}/?name=Bob&join`);
  await sees("Bob to play", () => page.evaluate(() => window.__skirmish.session?.own()?.alive));
  const bob = await page.evaluate(() => window.__skirmish.session!.key);
  const session: SkirmishSession = await join({ url: far.url, room: "arena", name: "Ada" });
  const world: World = roomOf<AmbushRoom>({ roomId: session.roomId }).world;
  const ambush = new Ambush(world, session, bob);
  await watchOwn(page);
  expect(await page.locator(".why").isVisible(), "before any death").toBe(false);
  expect(await page.locator(".why-tool").isVisible(), "before any death").toBe(false);

  const truth = await ambush.until(async (goes) => {
    await page.keyboard[goes ? "down" : "up"]("KeyS");
  });
  await page.keyboard.up("KeyS");
  ambush.hold(true);
  await sees("the death screen", () => page.getByText("Destroyed by Ada").first().isVisible());
  const statuses = page.locator("[role=status]", { hasText: "Destroyed by Ada" });
  expect(await statuses.allInnerTexts()).toEqual(["Destroyed by Ada"]);
  expect(await faultsIn(page, "the death screen")).toEqual([]);
  await page.keyboard.press("r");
  await page.setViewportSize(LARGE);
  // The picture follows the window where a CSS pixel is a device pixel, too.
  await page.waitForFunction(() => document.querySelector("#game canvas")!.clientWidth > 900);
  await sees("the figures", () => page.locator(".why-figures").isVisible());
  await page.locator(".why-bar").fill("0");
  await page.locator(".why-bar").blur();
  await keepPicture(page, "why");
  expect(await faultsIn(page, "the panel")).toEqual([]);

  // Against what the server's simulation did, and what the page drew.
  // A server that is short of CPU can be behind what its client has drawn.
  if (truth.claimed < 0) await page.locator(".why-figures dd", { hasText: "not believed" }).waitFor();
  else expect(await figure(page, "Their picture")).toBeCloseTo(truth.claimed * TICK_MS, -1);
  // Shown with one digit.
  expect(Math.abs((await figure(page, "The server went back")) - truth.depth)).toBeLessThan(0.06);
  expect(await figure(page, "Their round trip")).toBeGreaterThanOrEqual(180);
  expect(await figure(page, "Your round trip")).toBeGreaterThanOrEqual(50);
  const { seen, endedAt } = await page.evaluate(
    () => (window as never as { ownFrames: OwnFrames }).ownFrames,
  );
  const diameters = (a: Place, b: Place) => Math.hypot(a.x - b.x, a.y - b.y) / (2 * SHIP.radius);
  const apart = seen.map((place) => diameters(place, truth.judged));
  // The ship moved on until the page heard of the hit, which may be long after its last frame.
  const speeds = seen.slice(1).map((to, i) => diameters(to, seen[i]!) / (to.at - seen[i]!.at));
  const movedOn = Math.max(0, ...speeds) * (endedAt! - seen.at(-1)!.at);
  const shown = await figure(page, "From the hit to you");
  expect(shown).toBeGreaterThan(Math.min(...apart) - movedOn - 0.35);
  expect(shown).toBeLessThan(Math.max(...apart) + movedOn + 0.35);
  // A page that draws few frames may show the ship where the server had it: then both screens agree.
  const verdict =
    shown < 0.75 ? /Ada|nothing from the server|nearly the same/ : /Ada|nothing from the server/;
  expect(await page.locator(".why-verdict").innerText()).toMatch(verdict);

  // The panel does not stop the game.
  ambush.hold(false);
  await sees("Bob's return", () => page.evaluate(() => window.__skirmish.session?.own()?.alive));
  expect(await page.locator(".why").isVisible(), "until Bob flies").toBe(true);
  await keepPicture(page, "why-docked");
  // A slider that has the focus takes the arrows, and no other key.
  await page.locator(".why-bar").focus();
  await page.keyboard.down("KeyW");
  await sees("the panel to give way", async () => !(await page.locator(".why").isVisible()));
  await page.keyboard.up("KeyW");
  await page.locator(".why-tool").click();
  await sees("the same death again", () => page.locator(".why-figures").isVisible());
  await page.getByRole("button", { name: "Copy figures" }).click();
  await sees("the copy", () => page.getByText(/Copied as JSON|may not copy/).isVisible());
  await page.keyboard.press("Escape");
  expect(await page.locator(".why").isVisible()).toBe(false);

  // A gamepad reaches it, and a phone has room for it.
  await press(page, 3);
  await sees("the panel by the pad", () => page.locator(".why-figures").isVisible());
  await page.setViewportSize(PHONE);
  await sees(
    "a narrow panel",
    async () => ((await page.locator(".why").boundingBox())?.width ?? 999) <= PHONE.width,
  );
  await keepPicture(page, "why-phone");
  const [panel, ...pressed] = await page.evaluate(() =>
    [".why", ".why button", ".why input"]
      .flatMap((of) => [...document.querySelectorAll<HTMLElement>(of)])
      .map((one) => ({ ...one.getBoundingClientRect().toJSON(), inner: one.scrollWidth - one.clientWidth })),
  );
  expect(panel!.left).toBeGreaterThanOrEqual(0);
  expect(panel!.top).toBeGreaterThanOrEqual(0);
  expect(panel!.inner, "wider than the panel").toBe(0);
  expect(pressed).toHaveLength(4);
  for (const { width, height } of pressed) expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
  expect(faults).toEqual([]);
  ambush.end();
  await session.leave();
  await page.close();
  await far.close();
  await near.close();
});
