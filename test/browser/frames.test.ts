/**
 * What a frame costs with 150 ships in sight. The times are reported; `npm run bench -- --frames` measures
 * them for longer.
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startBrowser } from "../support/browser.ts";
import { profileFrames, startCrowd } from "../support/frameProfile.ts";
import type { RunningServer } from "../support/server.ts";

const SHIPS = 150;
/**
 * A frame or a patch allocates less than this, kB. One object for each ship and particle in each frame would
 * be 700.
 */
const GARBAGE = 300;

let server: RunningServer;
let browser: Browser;
beforeAll(async () => {
  server = await startCrowd(SHIPS);
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it("[PD10] 150 ships in sight take a few draw calls a frame, and leave little garbage", async () => {
  const measured = await profileFrames(browser, server.url, SHIPS, 2, 4);
  const { frame, callbacks, patch, allocatedEach, drawCalls } = measured;
  console.log(`at 4 × slow-down, ms: frame ${JSON.stringify(frame)}, patch ${JSON.stringify(patch)}`);
  // One draws; another one looks for gamepads ten times a second.
  expect(callbacks, "callbacks in a frame").toBeLessThanOrEqual(2);
  expect(drawCalls, "draw calls in a frame").toBeLessThan(25);
  expect(allocatedEach, "kB that a frame or a patch allocates").toBeLessThan(GARBAGE);
});
