/** Old browsers: the game runs on the oldest supported ones, and older ones show a message. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepPicture, openPage, startBrowser } from "../support/browser.ts";
import { OPS_TOKEN } from "../support/cluster.ts";
import { openConsole } from "../support/console.ts";
import { newerIn, notRemoved, REMOVE_NEWER } from "../support/newerApis.ts";
import { PROJECT, type RunningServer, startServer } from "../support/server.ts";

const SMALL = { width: 480, height: 270 };

let server: RunningServer;
let browser: Browser;
beforeAll(async () => {
  server = await startServer({ OPS_TOKEN });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** devices.test.ts tests the game without these APIs. */
describe("[PD2] without the APIs that the oldest supported browsers lack", () => {
  it("the operators' console is live", async () => {
    const { page, faults } = await openConsole(browser, server.url, "", REMOVE_NEWER);
    await page.getByText("live", { exact: true }).waitFor();
    expect(await notRemoved(page)).toEqual([]);
    expect(faults()).toEqual([]);
    await page.close();
  });

  it("every built script runs", () => {
    const scripts = globSync("dist/client/assets/*.js", { cwd: PROJECT });
    expect(scripts.length).toBeGreaterThan(1);
    const calls = scripts.map((file) => [file, newerIn(readFileSync(join(PROJECT, file), "utf8"))]);
    expect(calls).toEqual(scripts.map((file) => [file, []]));
    expect(newerIn("let e=Promise.withResolvers(),t=n.union(r)"), "the test would find them").toEqual([
      "Promise.withResolvers",
      "Set.prototype.union",
    ]);
  });
});

describe("[PD2] a page that cannot start", () => {
  const text = (page: Page) => page.locator("#unsupported").innerText();
  const open = async (path: string, prepare: (page: Page) => Promise<unknown>) => {
    const { page } = await openPage(browser, SMALL);
    await prepare(page);
    await page.goto(`${server.url}${path}`);
    await page.locator("#unsupported").waitFor();
    return page;
  };

  it.each(["/?name=Methuselah&join", "/ops/"])("says that the browser is too old: %s", async (path) => {
    const all = [
      ["delete Array.prototype.toReversed", "Array.prototype.toReversed"],
      ["delete AbortSignal.timeout", "AbortSignal.timeout"],
      ["delete window.ResizeObserver", "ResizeObserver"],
      ["delete HTMLScriptElement.prototype.noModule", "modules"],
    ] as const;
    // The game takes long to load: one API is enough, which its first steps use.
    for (const [remove, lacks] of path === "/ops/" ? all : all.slice(2, 3)) {
      const page = await open(path, (page) => page.addInitScript(remove));
      expect(await text(page)).toMatch(/too old.*Chrome or Edge 111, Firefox 128 or Safari 16\.4/);
      expect(await text(page)).toContain(lacks);
      await page.waitForLoadState("load");
      const behind = page.locator("main.entry, form.login").filter({ visible: true });
      expect(await behind.count(), "no game behind the message").toBe(0);
      if (lacks === "ResizeObserver") await keepPicture(page, path === "/ops/" ? "too-old-ops" : "too-old");
      await page.close();
    }
    expect(server.log(), "no player in a room").not.toContain("Methuselah");
  });

  it.each(["/", "/ops/"])("says that a script failed, and in which file: %s", async (path) => {
    const scripts = "**/assets/index-*.js";
    const old = await open(path, (page) =>
      page.route(scripts, (route) =>
        route.fulfill({ contentType: "text/javascript", body: "syntax of a later year" }),
      ),
    );
    expect(await text(old)).toMatch(/could not start[\s\S]*SyntaxError/);
    await old.close();
    const cut = await open(path, (page) => page.route(scripts, (route) => route.abort()));
    expect(await text(cut)).toMatch(/did not arrive[\s\S]*assets\/index-/);
    await cut.close();
  });

  it("says that the server does not answer, and asks again", async () => {
    const { page } = await openPage(browser, SMALL);
    await page.route("**/ops/whoami", (route) => route.abort());
    await page.goto(`${server.url}/ops/`);
    await page.getByText("the server does not answer").waitFor();
    await page.unroute("**/ops/whoami");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByLabel("Operators' token").waitFor();
    await page.close();
  });

  it.each(["unsupported.js", "early.js"])("%s is in the oldest syntax", (name) => {
    const script = readFileSync(join(PROJECT, "client/public", name), "utf8");
    const code = script.replace(/\/\*[\s\S]*?\*\/|\/\/.*|"[^"]*"/g, "0");
    expect(code).not.toMatch(/=>|`|\?\.|\?\?|\b(?:let|const|class|async|await|of)\b|\.\.\.|,\s*\)/);
  });

  it("shows the message by the first script, and has no inline script", () => {
    for (const file of ["index.html", "ops/index.html"]) {
      const page = readFileSync(join(PROJECT, "dist/client", file), "utf8");
      expect(page.match(/<script(?![^>]*\bsrc=)/g), file).toBeNull();
      expect(page.indexOf("unsupported.js"), "it is the first script").toBeLessThan(page.indexOf("assets/"));
    }
  });
});
