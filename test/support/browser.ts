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

/**
 * Chromium uses only the last list of disabled features, so this one repeats Playwright's, and adds the popup
 * of the address bar.
 */
const FEATURES = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
];

export const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--disable-features=${FEATURES.join(",")}`,
  // WebGL without a GPU. All else is drawn without it: that takes a third of the processor time.
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--disable-gpu-rasterization",
  "--disable-gpu-compositing",
];

/** @param flags in addition to the default ones */
export async function startBrowser(flags: string[] = []): Promise<Browser> {
  return await chromium.launch({ executablePath: program(), args: [...FLAGS, ...flags] });
}

/**
 * @returns a browser whose user has blocked all site data: cookies, storage, locks. `close()` removes its
 * profile.
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
  // A client abandons an attempt to reconnect that hangs, and begins another one.
  /WebSocket is closed before the connection is established/,
  // The SDK writes this when a server without an answer sends a client away that is on its way in (SE10): the
  // client comes again.
  /Room connection was closed unexpectedly \(4010\)/,
];

/** An overloaded server has refused a join, which the page repeats. */
const isOverload = (text: string, url: string): boolean =>
  /status of 503/.test(text) && /\/matchmake\//.test(url);

/**
 * A page whose WebSocket opened late has asked for its seat over HTTP as well (HT7), and ends that connection after
 * the server has.
 */
const isFarewell = (text: string, url: string): boolean =>
  /status of (?:404|410)/.test(text) && /\/http\/(?:up|down)$/.test(url);

/** For `drawFrugally`: a third of the graphics process's time is spent on pixels even so. */
export const COARSE = 0.125;

type Size = { width: number; height: number };

/** @param ratio see `drawFrugally` @returns the page, and the list of errors on it, which grows */
export async function openPage(
  browser: Browser,
  viewport: Size = { width: 640, height: 360 },
  ratio?: number,
) {
  return openPageIn(await browser.newContext({ viewport }), ratio);
}

export async function openPageIn(context: BrowserContext, ratio = COARSE) {
  await context.addInitScript(drawFrugally, ratio);
  const page = await context.newPage();
  // A page with software rendering is slow.
  page.setDefaultTimeout(120_000);
  const faults: string[] = [];
  page.on("console", (message) => {
    const [text, { url }] = [message.text(), message.location()];
    const isHarmless =
      isOverload(text, url) || isFarewell(text, url) || HARMLESS.some((one) => one.test(text));
    if (["error", "warning"].includes(message.type()) && !isHarmless)
      faults.push(/Failed to load resource/.test(text) ? `${text} ${url}` : text);
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  return { page, faults };
}

/**
 * Runs in a page before its scripts. Without a GPU each frame of a game would take 50 to 200 ms of a core,
 * and there would be one after the other: here are at most five a second.
 * @param ratio device pixels a CSS pixel in what scripts draw; the rest of the page is sharp
 * @param interval least time between two frames, ms
 */
export function drawFrugally(ratio: number, interval = 200): void {
  Object.defineProperty(window, "devicePixelRatio", { get: () => ratio });
  const real = window.requestAnimationFrame.bind(window);
  const waiting = new Map<number, FrameRequestCallback>();
  let [lastId, lastAt, isAsked] = [0, Number.NEGATIVE_INFINITY, false];
  const draw = (time: number): void => {
    [lastAt, isAsked] = [performance.now(), false];
    for (const [id, callback] of [...waiting]) {
      if (!waiting.delete(id)) continue;
      try {
        callback(time);
      } catch (error) {
        reportError(error);
      }
    }
  };
  window.requestAnimationFrame = (callback) => {
    waiting.set(++lastId, callback);
    if (!isAsked) setTimeout(() => real(draw), Math.max(0, lastAt + interval - performance.now()));
    isAsked = true;
    return lastId;
  };
  window.cancelAnimationFrame = (id) => {
    waiting.delete(id);
  };
}

/** Saves a screenshot for a person who reviews the run. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = join(PROJECT, "test-artifacts");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
