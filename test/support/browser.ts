/** A real Chromium. Pages fail their test when anything is written to their console as an error or a warning. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { findChromium } from "../../tools/programs.ts";
import { PROJECT } from "./server.ts";

export const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Draws without a graphics card.
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];

/** @param flags besides the usual ones */
export async function startBrowser(flags: string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("Chromium is not on PATH: run `npm run setup`");
  return await chromium.launch({ executablePath, args: [...FLAGS, ...flags] });
}

/** What pages may say that is no fault of ours. */
const HARMLESS = [
  // Reading a picture back from a software renderer.
  /GPU stall due to ReadPixels/,
];

/** @returns the page, and what went wrong on it so far */
export async function openPage(browser: Browser, size = { width: 640, height: 360 }) {
  const context = await browser.newContext({ viewport: size });
  const page = await context.newPage();
  // A software-rendered page is slow.
  page.setDefaultTimeout(60_000);
  const faults: string[] = [];
  page.on("console", (message) => {
    const text = message.text();
    if (["error", "warning"].includes(message.type()) && !HARMLESS.some((one) => one.test(text)))
      faults.push(text);
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  return { page, faults };
}

/** Keeps a picture for who looks at the run later. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = join(PROJECT, "test-artifacts");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
