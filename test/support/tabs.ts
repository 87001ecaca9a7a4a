/**
 * Chromium with tabs that really go to the background. Playwright emulates focus and so keeps every page in
 * the foreground; this module speaks to the browser directly.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium } from "../../tools/programs.ts";
import { reaperIn } from "../../tools/reaper.ts";
import { drawFrugally, FLAGS } from "./browser.ts";

/** For `drawFrugally`: what is drawn can be told from an empty picture. */
const RATIO = 0.25;
/** The same, ms: what frames cost is measured. */
const INTERVAL = 100;

export interface Tab {
  /** @returns the value of an expression in the page; must be JSON */
  evaluate<Value>(expression: string): Promise<Value>;
  toFront(): Promise<unknown>;
  /**
   * Presses and releases a key, named as in `KeyboardEvent.code`. "Enter" and "Space" also produce their
   * characters.
   */
  press(code: string): Promise<void>;
  /** Types text into the focused element. */
  write(text: string): Promise<unknown>;
  /** Navigates to another page. @returns once it has loaded */
  go(url: string): Promise<void>;
  /** As the Back button does. */
  back(): Promise<void>;
  /** @returns processor time of the page's thread so far, s */
  processorTime(): Promise<number>;
  close(): Promise<unknown>;
}

export interface Tabs {
  open(url: string): Promise<Tab>;
  close(): Promise<void>;
}

/** @throws when Chromium is not installed, or ends at once */
export async function startTabs(): Promise<Tabs> {
  const program = findChromium();
  if (program === undefined) throw new Error("Chromium is not on PATH: run `npm run setup`");
  const folder = mkdtempSync(join(tmpdir(), "skirmish-tabs-"));
  const args = [...FLAGS, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${folder}`];
  const reaper = reaperIn(folder);
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  reaper.watch(child);
  const ended = once(child, "exit");
  const { send, event } = await connect(await addressOf(child.stderr, ended));
  return {
    async open(url) {
      const { targetId } = await send<{ targetId: string }>("Target.createTarget", { url: "about:blank" });
      const { sessionId } = await send<{ sessionId: string }>("Target.attachToTarget", {
        targetId,
        flatten: true,
      });
      await send("Page.enable", {}, sessionId);
      await send(
        "Page.addScriptToEvaluateOnNewDocument",
        { source: `(${drawFrugally})(${RATIO}, ${INTERVAL})` },
        sessionId,
      );
      // No script can run between two pages: wait until the new one has loaded.
      const go = async (url: string) => {
        const loaded = event("Page.loadEventFired", sessionId);
        await send("Page.navigate", { url }, sessionId);
        await loaded;
      };
      await go(url);
      return {
        go,
        async back() {
          const { currentIndex, entries } = await send<{ currentIndex: number; entries: { id: number }[] }>(
            "Page.getNavigationHistory",
            {},
            sessionId,
          );
          const shown = event("Page.frameNavigated", sessionId);
          await send("Page.navigateToHistoryEntry", { entryId: entries[currentIndex - 1]!.id }, sessionId);
          await shown;
        },
        async press(code) {
          const key = { code, key: KEYS[code]?.key ?? code, ...KEYS[code] };
          await send("Input.dispatchKeyEvent", { type: "keyDown", ...key }, sessionId);
          await send("Input.dispatchKeyEvent", { type: "keyUp", ...key }, sessionId);
        },
        write: (text) => send("Input.insertText", { text }, sessionId),
        async evaluate<Value>(expression: string) {
          const { result, exceptionDetails } = await send<{
            result: { value: Value };
            exceptionDetails?: { text: string };
          }>("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true }, sessionId);
          if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.text}`);
          return result.value;
        },
        async processorTime() {
          await send("Performance.enable", { timeDomain: "threadTicks" }, sessionId);
          const { metrics } = await send<{ metrics: { name: string; value: number }[] }>(
            "Performance.getMetrics",
            {},
            sessionId,
          );
          return metrics.find(({ name }) => name === "TaskDuration")!.value;
        },
        close: () => send("Target.closeTarget", { targetId }),
        toFront: () => send("Target.activateTarget", { targetId }),
      };
    },
    async close() {
      child.kill("SIGKILL");
      await ended;
      await reaper.end();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What the protocol requires for a key besides its code. */
const KEYS: { [code: string]: { key: string; text: string; windowsVirtualKeyCode: number } } = {
  Enter: { key: "Enter", text: "\r", windowsVirtualKeyCode: 13 },
  Space: { key: " ", text: " ", windowsVirtualKeyCode: 32 },
};

/** The browser writes the address of its debugger to its error stream. */
async function addressOf(stream: NodeJS.ReadableStream, ended: Promise<unknown>): Promise<string> {
  let output = "";
  const found = new Promise<string>((resolve) => {
    stream.on("data", (chunk) => {
      output += chunk;
      const address = /DevTools listening on (ws:\S+)/.exec(output)?.[1];
      if (address) resolve(address);
    });
  });
  const over = ended.then(() => Promise.reject(new Error(`Chromium ended:\n${output}`)));
  over.catch(() => {});
  return Promise.race([found, over]);
}

interface Browser {
  send<Result>(method: string, params?: object, sessionId?: string): Promise<Result>;
  /** Settles at the next event of this name in this session. */
  event(name: string, sessionId: string): Promise<void>;
}

async function connect(address: string): Promise<Browser> {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  let count = 0;
  const asked = new Map<number, (message: { result: unknown; error?: { message: string } }) => void>();
  const awaited = new Map<string, () => void>();
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(String(data));
    asked.get(message.id)?.(message);
    asked.delete(message.id);
    awaited.get(`${message.sessionId} ${message.method}`)?.();
  };
  return {
    send: <Result>(method: string, params: object = {}, sessionId?: string) =>
      new Promise<Result>((resolve, reject) => {
        const id = ++count;
        asked.set(id, ({ result, error }) =>
          error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result as Result),
        );
        socket.send(JSON.stringify({ id, method, params, sessionId }));
      }),
    event: (name, sessionId) => new Promise((resolve) => awaited.set(`${sessionId} ${name}`, resolve)),
  };
}
