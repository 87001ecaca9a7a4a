/** The short form of `npm run feel`: real processes and real time, with margins for a machine that does other things too. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runTool } from "../support/runTool.ts";

// Side by side: neither keeps a core busy.
it.concurrent.each(["clean", "lossy"])(
  "npm run feel -- --short meets its aims tenfold over a %s net",
  {
    timeout: 400_000,
  },
  async (net) => {
    const folder = mkdtempSync(join(tmpdir(), "skirmish-feel-"));
    const file = join(folder, "feel.json");
    const { code, output } = await runTool("test/feel/cli.ts", ["--short", "--nets", net, "--json", file]);
    const { results } = JSON.parse(readFileSync(file, "utf8"));
    rmSync(folder, { recursive: true });
    // Screens that are drawn late by half a frame show how busy the machine was: virtual.test.ts judges without it.
    const isBusy = results[net].feel.lateMs.p99 > 1000 / 60 / 2;
    expect(code, output).toBe(isBusy && output.includes("✗") ? 1 : 0);
    expect(results[net].rows, net).toHaveLength(12);
    expect(results[net].feel.met, "shots that met a ship").toBeGreaterThan(0);
  },
);

it("npm run feel names a wrong option in one line, and ends with 1", async () => {
  const wrong = await runTool("test/feel/cli.ts", ["--nets", "pigeon"]);
  expect(wrong.code).toBe(1);
  expect(wrong.errors.trim()).toBe('--nets "pigeon": some of clean, lossy, mobile, awful are wanted');
});
