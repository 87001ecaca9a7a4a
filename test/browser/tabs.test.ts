/**
 * Pages that go to the background, and pages that the Back button restores, in a browser that really does
 * both.
 */
import { Client } from "@colyseus/sdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PLAYED } from "../support/playedPage.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { startTabs, type Tab, type Tabs } from "../support/tabs.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
let tabs: Tabs;
beforeAll(async () => {
  server = await startServer({ MAX_WATCHERS_PER_PROCESS: "0" });
  tabs = await startTabs();
});
afterAll(async () => {
  await tabs?.close();
  await server?.stop();
});

const SESSION = "window.__skirmish?.session";
const sees = (tab: Tab, what: string, condition: string) =>
  until(() => tab.evaluate<boolean>(`!!(${condition})`).catch(() => false), what);
/** @returns a page that plays */
async function play(name: string): Promise<Tab> {
  const tab = await tabs.open(`${server.url}/?name=${name}&join`);
  await tab.toFront();
  await sees(tab, `${name} to play`, `${SESSION}?.own()?.alive`);
  return tab;
}
const logOf = (key: string) =>
  server
    .log()
    .split("\n")
    .filter((line) => line.includes(key));

it("[PD3] Back leads to the same ship within 30 s, and the seat was kept meanwhile", async () => {
  const tab = await play("Ada");
  const ship = `(({ key, link }) => ({ key, id: ${SESSION}.own().id, link: link.state }))(${SESSION})`;
  const before = await tab.evaluate<{ key: string }>(ship);
  // As `hasPlayed` in playedPage.ts.
  const began = await tab.evaluate<number>(`${SESSION}.state.tick`);
  await sees(tab, "Ada to have played", `${SESSION}.state.tick > ${began + PLAYED}`);
  await tab.evaluate(`addEventListener("pageshow", ({ persisted }) => { window.wasKept = persisted; })`);
  await tab.go(`${server.url}/healthz`);
  await until(
    () => logOf(before.key).some((line) => line.includes("player dropped")),
    "the server to notice",
  );
  await tab.back();
  await sees(tab, "the page to be restored from the cache", "window.wasKept");
  await sees(tab, "Ada to be back", `${SESSION}.link.state === "playing" && ${SESSION}.stats.returns > 0`);
  expect(await tab.evaluate(ship)).toEqual(before);
  expect(logOf(before.key).some((line) => line.includes("player left"))).toBe(false);
  await tab.close();
});

it("[WA3] where nobody may watch, the title screen shows no link to watch a room, and the server says why", async () => {
  const room = await new Client(server.url).joinOrCreate("puck", { name: "Eve" });
  room.onMessage("*", () => {});
  const rooms = (await (await fetch(`${server.url}/api/rooms`)).json()) as { watchable: boolean }[];
  expect(rooms.map(({ watchable }) => watchable)).toContain(false);
  const answer = await fetch(`${server.url}/api/watch/${room.roomId}`);
  expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining("MAX_WATCHERS")]);
  const tab = await tabs.open(`${server.url}/?name=Fay`);
  await tab.toFront();
  await sees(tab, "a room in the list", `document.querySelector(".lobby-row .lobby-join")`);
  const links = `[...document.querySelectorAll(".lobby-watch")].filter((link) => link.checkVisibility()).length`;
  expect(await tab.evaluate(links)).toBe(0);
  await Promise.all([tab.close(), room.leave()]);
});

it("[PD3] after Back from a room of another game the title screen works", async () => {
  const puck = await new Client(server.url).joinOrCreate("puck", { name: "Hal" });
  puck.onMessage("*", () => {});
  const tab = await tabs.open(`${server.url}/?name=Dot`);
  await tab.toFront();
  // Rooms of the tests before may still be in the list.
  const row = `[...document.querySelectorAll(".lobby-row")].find((row) => row.textContent.startsWith("Puck"))`;
  await sees(tab, "the room in the list", row);
  await tab.evaluate(`${row}.querySelector(".lobby-join").click()`);
  await sees(tab, "Dot to play Puck", `document.title === "Puck" && ${SESSION}?.own()`);
  await tab.back();
  // The cached page; or a new one, if the browser has not kept it.
  await sees(
    tab,
    "the title screen of Skirmish",
    `document.title === "Skirmish" && document.querySelector(".play")`,
  );
  await tab.evaluate(`document.querySelector(".play").click()`);
  await sees(tab, "Dot to play Skirmish", `document.title === "Skirmish" && ${SESSION}?.own()`);
  await Promise.all([tab.close(), puck.leave()]);
});

it("[PD3] the operators' console is live again after Back", async () => {
  const tab = await tabs.open(`${server.url}/ops/`);
  await tab.toFront();
  await sees(tab, "the console", `document.querySelector(".live")?.dataset.state === "live"`);
  await tab.evaluate(`addEventListener("pageshow", ({ persisted }) => { window.wasKept = persisted; })`);
  await tab.go(`${server.url}/healthz`);
  await tab.back();
  await sees(tab, "the page to be restored from the cache", "window.wasKept");
  await sees(tab, "new events", `document.querySelector(".live").dataset.state === "live"`);
  await tab.close();
});

it("[PD5] a half-written line and the caret survive a visit to another tab", async () => {
  const tab = await play("Bea");
  await tab.press("Enter");
  await tab.write("half a li");
  const other = await tabs.open("about:blank");
  await other.toFront();
  await sees(tab, "the tab to be hidden", "document.hidden");
  await tab.toFront();
  await sees(tab, "the tab to be in front", "document.hasFocus()");
  await tab.write("ne");
  expect(await tab.evaluate(`document.querySelector(".chat-input").value`)).toBe("half a line");
  await tab.evaluate(`${SESSION}.events.on("chat", ({ text }) => { window.chatLine = text; })`);
  await tab.press("Enter");
  await sees(tab, "the line to be sent", `window.chatLine === "half a line"`);
  await tab.close();
});

it("[PD6] a hidden tab makes no sound, and no burst of sounds when it is shown", async () => {
  const tab = await play("Cy");
  await tab.press("Space");
  await tab.evaluate(`(() => {
    window.starts = [];
    for (const node of [OscillatorNode, AudioBufferSourceNode]) {
      const start = node.prototype.start;
      node.prototype.start = function (...args) {
        window.starts.push({ hidden: document.hidden, at: performance.now() });
        start.apply(this, args);
      };
    }
    // As what happens in the match does, but often, and at once when the page is shown.
    window.bang = () => ${SESSION}.events.emit("explosion", { x: 0, y: 0, key: "", hue: 0, mine: true });
    window.bangs = 0;
    setInterval(() => { window.bang(); if (document.hidden) window.bangs++; }, 50);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) window.shownAt = performance.now();
      window.bang();
    });
  })()`);
  await sees(tab, "sound", "window.starts.length > 0");
  const other = await tabs.open("about:blank");
  await other.toFront();
  await sees(tab, "the tab to be hidden", "document.hidden");
  // A browser runs the timers of a hidden page once a second.
  await sees(tab, "bangs in the background", "window.bangs >= 3");
  await tab.toFront();
  await sees(tab, "the tab to be shown", "window.shownAt !== undefined");
  await sees(tab, "sound again", "window.starts.some(({ at }) => at > window.shownAt)");
  const { whileHidden, first } = await tab.evaluate<{ whileHidden: number; first: number }>(`({
    whileHidden: window.starts.filter(({ hidden }) => hidden).length,
    first: window.starts.find(({ at }) => at > window.shownAt).at - window.shownAt,
  })`);
  expect(whileHidden, "sounds while hidden").toBe(0);
  expect(first, "ms from being shown to the first sound").toBeGreaterThanOrEqual(290);
});
