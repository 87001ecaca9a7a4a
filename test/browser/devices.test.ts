/**
 * Keyboard, gamepads and the clipboard in the most limited browser: an oldest supported one, on plain HTTP,
 * where half of the APIs are missing.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { keepPicture, openPage, startBrowser } from "../support/browser.ts";
import { notRemoved, REMOVE_NEWER } from "../support/newerApis.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { showsAfter } from "../support/shownTexts.ts";
import { type PadState, recordSession, removeFeatures, type Spied, setPad } from "../support/spiedPage.ts";
import { until } from "../support/until.ts";

/** A host name that is not local: to a browser plain HTTP from it is not a secure context. */
const HOST = "play.example";

/** Messages of the browser about headers that need HTTPS. */
const ON_PLAIN_HTTP = /Cross-Origin-Opener-Policy|Origin-Agent-Cluster/;

let server: RunningServer;
let browser: Browser;
let page: Page;
let faults: string[];
beforeAll(async () => {
  server = await startServer();
  browser = await startBrowser([`--host-resolver-rules=MAP ${HOST} 127.0.0.1`]);
  ({ page, faults } = await openPage(browser, { width: 560, height: 315 }));
  await page.addInitScript(REMOVE_NEWER);
  await page.addInitScript(removeFeatures);
  await page.goto(`${server.url.replace("127.0.0.1", HOST)}/?name=Ada&join`);
  await until(() => page.evaluate(() => window.__skirmish?.session?.own()?.alive), "Ada to play");
  await page.evaluate(recordSession);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Resets what the test before has left. */
beforeEach(async () => {
  await page.evaluate(() => {
    dispatchEvent(new Event("blur"));
    (document.activeElement as HTMLElement).blur();
    document.querySelector<HTMLElement>(".help")!.hidden = true;
    (window as unknown as Spied).pads.splice(0);
  });
});

const spied = () => page.evaluate(() => ({ ...(window as unknown as Spied) }).seen);
const chatSeen = () => page.evaluate(() => (window as unknown as Spied).messages);
/** Waits for a few more frames. @returns the intent of the last */
async function intent(frames = 3) {
  const before = (await spied()).frames;
  await until(async () => (await spied()).frames >= before + frames, "frames");
  return (await spied()).intent;
}
const REST = { moveX: 0, moveY: 0, buttons: 0 };
const movePad = (state: PadState) => page.evaluate(setPad, state);
const focused = () => page.evaluate(() => document.activeElement?.tagName);
const chat = () => page.getByLabel("Message to everybody");

it("[PD2] the game plays without the APIs that the oldest supported browsers, and plain HTTP, lack", async () => {
  expect(await notRemoved(page)).toEqual([]);
  expect(await page.evaluate(() => ["locks" in navigator, "clipboard" in navigator])).toEqual([false, false]);
  // Towards the middle, where no wall is in the way.
  const { x, y, key } = await page.evaluate(() => {
    const { map } = window.__skirmish.session!.game;
    const { x, y } = window.__skirmish.session!.own()!;
    return { x, y, key: x < map.size / 2 ? "KeyD" : "KeyA" };
  });
  await page.keyboard.down(key);
  const away = () =>
    page.evaluate(
      ({ x, y }) => {
        const own = window.__skirmish.session!.own()!;
        return Math.hypot(own.x - x, own.y - y);
      },
      { x, y },
    );
  await until(async () => (await away()) > 20, "the ship to fly");
  await page.keyboard.up(key);
});

it("[PD1] in a browser that forbids gamepads and audio, only gamepads and audio are missing", async () => {
  await page.evaluate(() => {
    const { getGamepads } = Navigator.prototype;
    Navigator.prototype.getGamepads = () => {
      throw new DOMException("no", "SecurityError");
    };
    Object.assign(window, { allow: () => Object.assign(Navigator.prototype, { getGamepads }) });
  });
  await page.mouse.click(280, 150);
  await page.keyboard.down("KeyA");
  expect(await intent()).toMatchObject({ moveX: -127 });
  await page.keyboard.up("KeyA");
  await page.evaluate(() => (window as unknown as { allow(): void }).allow());
  expect(
    await page.evaluate(() => (window as unknown as Spied).audioAttempts),
    "attempts to create an audio context",
  ).toBeGreaterThan(0);
  expect(faults.filter((fault) => !ON_PLAIN_HTTP.test(fault))).toEqual([]);
});

it("[PD5] after Tab the keys still steer, and after a steering key Space fires again", async () => {
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("BUTTON");
  await page.keyboard.press("Space");
  await page.locator(".help").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("BUTTON");
  await page.keyboard.down("KeyW");
  expect(await intent()).toEqual({ ...REST, moveY: -127 });
  expect(await focused()).toBe("BODY");
  await page.keyboard.down("Space");
  expect(await intent()).toEqual({ moveX: 0, moveY: -127, buttons: 2 });
  await page.keyboard.up("Space");
  await page.keyboard.up("KeyW");
  expect(await intent(5)).toEqual(REST);
});

it("[PD5] held keys are released when the window loses the focus", async () => {
  await page.keyboard.down("KeyD");
  expect(await intent()).toEqual({ ...REST, moveX: 127 });
  await page.evaluate(() => dispatchEvent(new Event("blur")));
  expect(await intent()).toEqual(REST);
  await page.keyboard.up("KeyD");
});

it("[PD5] a half-written line survives a click beside it, and Escape discards it", async () => {
  await page.keyboard.press("Enter");
  await page.keyboard.type("wait for");
  await page.mouse.click(280, 150);
  expect(await chat().isVisible()).toBe(false);
  await page.keyboard.press("Enter");
  await page.keyboard.type(" me");
  expect(await chat().inputValue()).toBe("wait for me");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  expect(await chat().inputValue()).toBe("");
  await page.keyboard.press("Escape");
});

it("[PD5] Escape and Enter belong to the input method while it composes", async () => {
  const devtools = await page.context().newCDPSession(page);
  const key = async (code: string, windowsVirtualKeyCode: number) => {
    const what = { key: code, code, windowsVirtualKeyCode };
    await devtools.send("Input.dispatchKeyEvent", {
      type: "keyDown",
      ...what,
      ...(code === "Enter" ? { text: "\r" } : {}),
    });
    await devtools.send("Input.dispatchKeyEvent", { type: "keyUp", ...what });
  };
  await page.keyboard.press("Enter");
  await devtools.send("Input.imeSetComposition", { text: "にほ", selectionStart: 2, selectionEnd: 2 });
  expect(await chat().inputValue()).toBe("にほ");
  for (const [code, number] of [
    ["Escape", 27],
    ["Enter", 13],
  ] as const) {
    await devtools.send("Input.imeSetComposition", { text: "にほ", selectionStart: 2, selectionEnd: 2 });
    await key(code, number);
    expect([code, await chat().isVisible(), await chat().inputValue()]).toEqual([code, true, "にほ"]);
  }
  await devtools.send("Input.insertText", { text: "日本" });
  // Safari reports the Enter that ended the composition afterwards, with this code.
  await key("Enter", 229);
  expect([await chat().isVisible(), await chat().inputValue()]).toEqual([true, "日本"]);
  expect(await chatSeen()).toEqual([]);
  await page.keyboard.press("Enter");
  await until(async () => (await chatSeen()).includes("日本"), "the line to be sent");
  expect(await chat().isVisible()).toBe(false);
});

it("[PD4] an unused device controls nothing, and the gamepad behind it does once it is used", async () => {
  await movePad({ axes: [0, 0, 0, 0], pressed: [] });
  expect(await intent(10)).toEqual(REST);
  await movePad({ axes: [1, 0, 0, 0], pressed: [7] });
  expect(await intent()).toEqual({ moveX: 127, moveY: 0, buttons: 2 });
  await movePad({ axes: [0, 0, 0, 0], pressed: [] });
  expect(await intent(5)).toEqual(REST);
});

it("the button for emotes opens their bar", async () => {
  const bar = page.locator(".emote-bar.called");
  expect(await bar.count()).toBe(0);
  // Only shown on touch screens.
  const press = () => page.locator(".tool[aria-label=Emotes]").dispatchEvent("click");
  await press();
  expect(await bar.count()).toBe(1);
  await press();
  expect(await bar.count()).toBe(0);
});

it("[PD6] the link is really copied without the clipboard API, and shown selected if copying is forbidden", async () => {
  const link = await page.evaluate(() => {
    const { session } = window.__skirmish;
    return `${location.origin}/?at=${session!.roomId}`;
  });
  expect(await page.evaluate(() => [isSecureContext, typeof navigator.clipboard])).toEqual([
    false,
    "undefined",
  ]);
  await showsAfter(page, /Link to this room copied/, () =>
    page.getByLabel("Copy a link to this room").click(),
  );
  await keepPicture(page, "link-copied");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+V");
  expect(await chat().inputValue()).toBe(link);
  await page.keyboard.press("Escape");

  await page.evaluate(() => {
    document.execCommand = () => false;
  });
  await page.getByLabel("Copy a link to this room").click();
  await page.getByText("Copy this link:").waitFor();
  expect(await page.evaluate(() => String(getSelection()))).toBe(link);
  await keepPicture(page, "link-shown");
  await page.keyboard.press("Escape");
  expect(await page.getByText("Copy this link:").isVisible()).toBe(false);
  expect(await intent()).toEqual(REST);
  expect(faults.filter((fault) => !ON_PLAIN_HTTP.test(fault))).toEqual([]);
});
