/** A real Chromium. A test fails when its page writes an error or a warning to the console. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import type { ShipSession } from "../../games/skirmish/client/session/skirmish.ts";
import { findChromium } from "../../tools/programs.ts";
import { PROJECT } from "./server.ts";

declare global {
  /** The pages of these tests play Skirmish. */
  interface PlayedSession extends ShipSession {}
}

export const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Renders without a GPU.
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];

/** @param flags in addition to the default ones */
export async function startBrowser(flags: string[] = []): Promise<Browser> {
  return await chromium.launch({ executablePath: program(), args: [...FLAGS, ...flags] });
}

/**
 * @returns a browser whose user has blocked all site data: cookies, storage, locks. `close()`
 * removes its profile.
 */
export async function startBlockedBrowser(viewport: Size): Promise<BrowserContext> {
  const profile = mkdtempSync(join(tmpdir(), "skirmish-blocked-"));
  mkdirSync(join(profile, "Default"));
  const settings = { profile: { default_content_setting_values: { cookies: BLOCK } } };
  writeFileSync(join(profile, "Default/Preferences"), JSON.stringify(settings));
  const options = { executablePath: program(), args: FLAGS, viewport };
  const context = await chromium.launchPersistentContext(profile, options);
  context.once("close", () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
  return context;
}

/** Chromium's value for a blocked content setting. */
const BLOCK = 2;

function program(): string {
  const found = findChromium();
  if (found === undefined) throw new Error("Chromium is not on PATH: run `npm run setup`");
  return found;
}

/** Console messages that do not fail a test. */
const HARMLESS = [
  // A software renderer writes this when a picture is read back.
  /GPU stall due to ReadPixels/,
  // A client gives up an attempt to come back that hangs, and begins another one.
  /WebSocket is closed before the connection is established/,
  // The SDK writes this when a server without an answer sends a client away that is on its way in (SE10): the client comes again.
  /Room connection was closed unexpectedly \(4010\)/,
];

type Size = { width: number; height: number };

/**
 * @param viewport absent, a small page that is drawn coarsely: without a GPU each frame of a game
 * takes 50 ms of a core, and 116 ms when it is drawn sharply
 * @returns the page, and the list of errors on it, which grows
 */
export async function openPage(browser: Browser, viewport?: Size) {
  const coarse = { viewport: { width: 640, height: 360 }, deviceScaleFactor: 0.5 };
  return openPageIn(await browser.newContext(viewport === undefined ? coarse : { viewport }));
}

export async function openPageIn(context: BrowserContext) {
  const page = await context.newPage();
  // A page with software rendering is slow.
  page.setDefaultTimeout(120_000);
  const faults: string[] = [];
  page.on("console", (message) => {
    const text = message.text();
    if (["error", "warning"].includes(message.type()) && !HARMLESS.some((one) => one.test(text)))
      faults.push(/Failed to load resource/.test(text) ? `${text} ${message.location().url}` : text);
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  return { page, faults };
}

/** Saves a screenshot for a person who reviews the run. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = join(PROJECT, "test-artifacts");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
