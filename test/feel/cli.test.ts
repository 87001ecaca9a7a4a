/** The short form of `npm run feel`: real processes and real time, with margins that a busy machine does not break. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runTool } from "../support/runTool.ts";

it("npm run feel -- --short meets its aims tenfold, over a clean and a lossy net", {
  timeout: 400_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "skirmish-feel-"));
  const file = join(folder, "feel.json");
  const { code, output } = await runTool("test/feel/cli.ts", ["--short", "--json", file]);
  expect(code, output).toBe(0);
  const { results } = JSON.parse(readFileSync(file, "utf8"));
  rmSync(folder, { recursive: true });
  for (const net of ["clean", "lossy"]) {
    expect(results[net].rows, net).toHaveLength(12);
    expect(results[net].feel.met, "shots that met a ship").toBeGreaterThan(0);
  }
});

it("npm run feel names a wrong option in one line, and ends with 1", async () => {
  const wrong = await runTool("test/feel/cli.ts", ["--nets", "pigeon"]);
  expect(wrong.code).toBe(1);
  expect(wrong.errors.trim()).toBe('--nets "pigeon": some of clean, lossy, mobile, awful are wanted');
});
