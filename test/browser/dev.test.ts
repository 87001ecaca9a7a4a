/** `npm run dev`: every change of a file reaches the browser. */

import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { openPage, startBrowser } from "../support/browser.ts";
import { copyProject } from "../support/copy.ts";
import { freePort } from "../support/ports.ts";
import { runTool, startTool } from "../support/runTool.ts";
import { until } from "../support/until.ts";

const starts = (output: string): number => output.split("accepting players at").length - 1;
const mark = (page: Page) => page.evaluate(() => Object.assign(window, { marked: true }));
/** A page that reloads cannot answer. */
const isMarked = (page: Page) => page.evaluate(() => "marked" in window).catch(() => true);

it("reloads the page on a change of client, shared and server code, and restarts the server on the latter two", async () => {
  const { project, remove } = copyProject();
  const [port, devPort] = [await freePort(), await freePort()];
  const env = { PORT: String(port), DEV_PORT: String(devPort) };
  const dev = startTool("tools/dev.ts", [], env, project);
  const browser = await startBrowser();
  try {
    await until(() => starts(dev.output()) === 1 && /Play at/.test(dev.output()), "the start");
    const { page, faults } = await openPage(browser);
    await page.goto(`http://localhost:${devPort}/?name=Ada&join`);
    await until(() => page.evaluate(() => window.__skirmish?.session?.own()?.alive), "Ada to play");
    expect(faults).toEqual([]);
    expect(dev.output(), "dependencies are bundled before a page requests them").not.toContain(
      "Failed to run",
    );

    for (const [file, restarts] of [
      ["client/session/emitter.ts", false],
      ["games/skirmish/shared/config.ts", true],
      ["server/rooms/seats.ts", true],
    ] as const) {
      const before = starts(dev.output());
      await mark(page);
      appendFileSync(join(project, file), "\n// changed\n");
      await until(async () => !(await isMarked(page)), `the page to reload after a change of ${file}`);
      if (restarts) await until(() => starts(dev.output()) > before, `the server to restart: ${file}`);
      else expect(starts(dev.output()), `starts after a change of ${file}`).toBe(before);
    }
  } finally {
    await browser.close();
    dev.process.kill("SIGTERM");
    await dev.ended;
    remove();
  }
  expect((await dev.ended).code, dev.output()).toBe(0);
});

it.each(["PORT", "DEV_PORT"])("says in one line that %s is in use", async (name) => {
  const other = createServer();
  await once(other.listen(0, name === "PORT" ? "0.0.0.0" : "localhost"), "listening");
  const { port } = other.address() as AddressInfo;
  const env = { PORT: String(await freePort()), DEV_PORT: String(await freePort()), [name]: String(port) };
  const { code, output } = await runTool("tools/dev.ts", [], env);
  other.close();
  expect(code, output).toBe(1);
  expect(output).toBe(`${name}: ${port} is in use; choose another, as in ${name}=3000 npm run dev\n`);
});
