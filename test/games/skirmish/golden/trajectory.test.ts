/** The same flight in Node and in a browser, bit for bit. */
import { join } from "node:path";
import type { Rolldown } from "vite";
import { build } from "vite";
import { expect, it } from "vitest";
import { startBrowser } from "../../../support/browser.ts";
import { PROJECT } from "../../../support/server.ts";
import { flyGolden } from "../../../support/trajectory.ts";

/** Change it only together with an intended change of the simulation, and give the reason in the commit. */
const GOLDEN = "e71f0dea7a61d12d";

it("[SI1] 10,000 steps give the golden hash in Node", () => {
  expect(flyGolden()).toBe(GOLDEN);
});

it("[SI1] 10,000 steps give the golden hash in Chromium", async () => {
  const built = (await build({
    configFile: false,
    logLevel: "error",
    root: PROJECT,
    build: {
      write: false,
      lib: { entry: join(PROJECT, "test/support/trajectory.ts"), formats: ["iife"], name: "golden" },
    },
  })) as Rolldown.RolldownOutput[];
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: built[0]!.output[0].code });
    expect(await page.evaluate("golden.flyGolden()")).toBe(GOLDEN);
  } finally {
    await browser.close();
  }
});
