/**
 * Chromium with tabs that really go to the background. (What drives the other browser tests keeps every page in front by
 * pretending that it has the focus, so this one speaks to the browser itself.)
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium } from "../../tools/programs.ts";
import { FLAGS } from "./browser.ts";

export interface Tab {
  /** @returns the value of an expression in the page; must be JSON */
  evaluate<Value>(expression: string): Promise<Value>;
  toFront(): Promise<unknown>;
}

export interface Tabs {
  open(url: string): Promise<Tab>;
  close(): Promise<void>;
}

/** @throws when Chromium is not there, or ends at once */
export async function startTabs(): Promise<Tabs> {
  const program = findChromium();
  if (program === undefined) throw new Error("Chromium is not on PATH: run `npm run setup`");
  const folder = mkdtempSync(join(tmpdir(), "skirmish-tabs-"));
  const args = [...FLAGS, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${folder}`];
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const ended = once(child, "exit");
  const { send, event } = await connect(await addressOf(child.stderr, ended));
  return {
    async open(url) {
      const { targetId } = await send<{ targetId: string }>("Target.createTarget", { url: "about:blank" });
      const { sessionId } = await send<{ sessionId: string }>("Target.attachToTarget", {
        targetId,
        flatten: true,
      });
      // While a page gives way to the next there is nothing to evaluate in: wait until it has loaded.
      await send("Page.enable", {}, sessionId);
      const loaded = event("Page.loadEventFired", sessionId);
      await send("Page.navigate", { url }, sessionId);
      await loaded;
      return {
        async evaluate<Value>(expression: string) {
          const { result, exceptionDetails } = await send<{
            result: { value: Value };
            exceptionDetails?: { text: string };
          }>("Runtime.evaluate", { expression, returnByValue: true }, sessionId);
          if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.text}`);
          return result.value;
        },
        toFront: () => send("Target.activateTarget", { targetId }),
      };
    },
    async close() {
      kill();
      await ended;
      process.off("exit", kill);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The browser says on its error stream where it can be spoken to. */
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
