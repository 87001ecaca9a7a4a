/** A match is watched again: from the podium to the replay, its controls, links, and games of all kinds. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@colyseus/sdk";
import type { Browser, Page, Response } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keepPicture, openPage, openPageIn, startBrowser } from "../support/browser.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
let browser: Browser;
let folder: string;
/** Of the replay of the first round, as the podium has it. */
let link: string;
let page: Page;
let faults: string[];

/** Scripts that the page of the game loaded, and that of the replay. */
const played: string[] = [];
const watched: string[] = [];
const isScript = (response: Response) => /\.js$/.test(new URL(response.url()).pathname);

const sees = (what: string, ask: () => Promise<unknown>) => until(ask, what);
const view = (of = page) =>
  of.evaluate(() => {
    const { session, marks } = window.__replay!;
    const { tick, to, isPlaying, speed } = session.playhead;
    const ships = [...session.entities()].map((drawn) => {
      const { key, x, y, alive } = drawn as typeof drawn & { alive?: boolean };
      return { key, x, y, alive, name: session.playerOf(key)?.name };
    });
    const name = session.playerOf(session.key)?.name ?? "";
    const seen = { key: session.key, name, ships, isSeeking: session.isSeeking };
    return {
      tick,
      to,
      isPlaying,
      speed,
      ...seen,
      marks: marks.marks,
      isKnown: marks.until === Number.POSITIVE_INFINITY,
    };
  });
const isShown = async (of = page) =>
  (await of.locator(".replay-bar").count()) > 0 &&
  !(await view(of)).isSeeking &&
  (await view(of)).ships.length > 0;

/** Plays from the beginning: on a slow machine the replay may be at its end. */
async function playFromStart(): Promise<void> {
  await page.keyboard.press("Home");
  if (!(await view()).isPlaying) await page.keyboard.press("Space");
}

/** Presses the key until the replay stands: at the end of the match the key starts it anew. */
const pause = (key: string) =>
  sees("the pause", async () => {
    if ((await view()).isPlaying) await page.keyboard.press(key);
    return !(await view()).isPlaying;
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "replays-"));
  [server, browser] = await Promise.all([
    startServer({ REPLAY_DIR: folder, WATCH_DELAY: "0" }, "test/support/shortRound.ts"),
    startBrowser(),
  ]);
  const player = await openPage(browser, { width: 640, height: 480 });
  player.page.on("response", (response) => void (isScript(response) && played.push(response.url())));
  player.page
    .context()
    .on("page", (opened) =>
      opened.on("response", (response) => void (isScript(response) && watched.push(response.url()))),
    );
  await player.page.goto(`${server.url}/?name=Ada&join`);
  const podium = player.page.locator(".podium .replay-link");
  await sees("the link on the podium", () => podium.isVisible());
  link = (await podium.getAttribute("href"))!;
  const opened = player.page.context().waitForEvent("page");
  await podium.click();
  page = await opened;
  page.setDefaultTimeout(120_000);
  faults = player.faults;
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await player.page.close();
  await sees("the replay", () => isShown());
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("[RP8] the link on the podium opens the replay of that match, which plays and follows the player", async () => {
  expect(link).toMatch(new RegExp(`^${server.url}/replay/[\\w-]+\\?t=0&ship=Ada$`));
  await sees("the player to be followed", async () => (await view()).name === "Ada");
  await playFromStart();
  const { tick } = await view();
  await sees("it to play on", async () => (await view()).tick > tick + 15);
  await sees("all of the match to be looked at", async () => (await view()).isKnown);
  const { marks, to } = await view();
  expect(marks.find(({ kind }) => kind === "player")).toMatchObject({ label: "Ada joins" });
  expect(marks.some(({ label }) => label === "Round 1 is over")).toBe(true);
  // Every hash was right, in this browser.
  expect(marks.filter(({ kind }) => kind === "warn")).toEqual([]);
  expect(to).toBeGreaterThan(300);
  expect(faults).toEqual([]);
});

it("[RP2][RP9] keys pause, seek, and change the speed; the time line can be pressed", async () => {
  await playFromStart();
  await pause("Space");
  await page.keyboard.press("Home");
  await sees("the beginning", async () => (await view()).tick < 10);
  await page.keyboard.press("ArrowRight");
  await sees("5 s later", async () => Math.round((await view()).tick / 30) === 5);
  await page.keyboard.press("+");
  expect((await view()).speed).toBe(2);
  await page.selectOption(".replay-speed", "1");
  expect((await view()).speed).toBe(1);
  const line = (await page.locator(".time-line").boundingBox())!;
  await page.mouse.click(line.x + line.width / 2, line.y + line.height / 2);
  await sees("the middle", async () => {
    const { tick, to, isSeeking } = await view();
    return !isSeeking && Math.abs(tick - to / 2) < to / 20;
  });
  await page.click(".replay-play");
  const { tick } = await view();
  await sees("it to play from there", async () => (await view()).tick > tick + 10);
  await page.keyboard.press("k");
});

it("[RP4][RP9] a list and a tap choose whom to follow, and a drag frees the camera", async () => {
  await pause("k");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await sees(
    "5 s later",
    async () => !(await view()).isSeeking && Math.round((await view()).tick / 30) === 5,
  );
  let other = { key: "", x: 0, y: 0 };
  // The camera goes to no wreck.
  await sees("another ship in play", async () => {
    const { isSeeking, ships } = await view();
    const found = ships.find(({ name, alive }) => name !== "Ada" && alive);
    if (found === undefined && !isSeeking) await page.keyboard.press("Period");
    other = found ?? other;
    return found !== undefined && !isSeeking;
  });
  const { ships } = await view();
  await sees("the list", async () => (await page.locator(".replay-subject option").count()) > ships.length);
  await page.selectOption(".replay-subject", other.key);
  await sees("the other to be followed", async () => (await view()).key === other.key);
  const place = () => page.evaluate((of) => window.__replay!.onPage(of), other);
  await sees(
    "the camera there",
    async () => Math.hypot((await place()).x - 320, (await place()).y - 200) < 150,
  );
  await page.selectOption(".replay-subject", "");
  await sees("the free camera", async () => (await view()).key === "");
  const at = await place();
  await page.mouse.click(at.x, at.y);
  await sees("the tap to follow", async () => (await view()).key === other.key);
  await page.mouse.move(320, 120);
  await page.mouse.down();
  await page.mouse.move(220, 160, { steps: 4 });
  await page.mouse.up();
  await sees("nobody to be followed", async () => (await view()).key === "");
});

it("[RP9][RP10] a link with a time and a name leads there, and by touch a button pauses, and one copies such a link", async () => {
  const opened = await openPageIn(
    await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true }),
  );
  await opened.page.goto(link.replace(/t=.*/, "t=6&ship=Ada"));
  await sees("the replay", () => isShown(opened.page));
  await sees("Ada", async () => (await view(opened.page)).name === "Ada");
  // The picture shows the latest step that is computed, which may be the one before.
  expect((await view(opened.page)).tick).toBeGreaterThanOrEqual(179);
  // At the end of the match the button starts it anew.
  await sees("the pause", async () => {
    if ((await view(opened.page)).isPlaying) await opened.page.tap(".replay-play");
    return !(await view(opened.page)).isPlaying;
  });
  const { tick } = await view(opened.page);
  await opened.page.evaluate(() => {
    Object.defineProperty(navigator, "clipboard", {
      value: {
        async writeText(text: string) {
          document.title = text;
        },
      },
    });
  });
  await opened.page.tap(".replay-share");
  await sees("the link", async () => (await opened.page.title()).startsWith("http"));
  const copied = new URL(await opened.page.title());
  expect(Number(copied.searchParams.get("t"))).toBeCloseTo(tick / 30, 0);
  expect(copied.searchParams.get("ship")).toBe("Ada");
  // All that can be pressed is large enough for a thumb, and nothing is beside the screen.
  for (const control of await opened.page
    .locator(".replay-bar :is(button, select, .time-line):visible")
    .all()) {
    const { x, width, height } = (await control.boundingBox())!;
    expect([width >= 44, height >= 44, x >= 0, x + width <= 360]).toEqual([true, true, true, true]);
  }
  await keepPicture(opened.page, "replay-phone");
  expect(opened.faults).toEqual([]);
  await opened.page.context().close();
});

it("[RP12] the page of a game loads no reader of logs, to the end of a round; the page of a replay does", async () => {
  const read = (urls: string[]) => Promise.all(urls.map(async (url) => (await fetch(url)).text()));
  const reads = (texts: string[]) => texts.some((text) => text.includes("it is no match log"));
  expect(played.length).toBeGreaterThan(2);
  expect(reads(await read(played))).toBe(false);
  expect(reads(await read(watched))).toBe(true);
});

it("[RP11] what cannot be shown says why", async () => {
  const opened = await openPage(browser);
  await opened.page.goto(`${server.url}/replay/nosuchmatch`);
  await sees("the reason", () => opened.page.locator(".replay-home").isVisible());
  expect(await opened.page.textContent(".replay-words")).toBe("There is no log of a match nosuchmatch here.");
  await opened.page.context().close();
});

it("[RP1] a match of puck is watched by the same page", async () => {
  const room = await new Client(server.url).joinOrCreate("puck", { name: "Hal" });
  room.onMessage("*", () => {});
  await until(async () => (await fetch(`${server.url}/api/replays/${room.roomId}`)).ok, "its log");
  const opened = await openPage(browser);
  await opened.page.goto(`${server.url}/replay/${room.roomId}`);
  await sees("the replay of Puck", () => isShown(opened.page));
  expect(await opened.page.title()).toBe("Puck · Replay");
  await sees("Hal", async () => (await view(opened.page)).name === "Hal");
  expect(opened.faults).toEqual([]);
  await opened.page.context().close();
  await room.leave();
});
