/**
 * The short form of `npm run feel`: real processes and real time. Other load on the machine decides whether
 * targets are met, so virtual.test.ts checks the figures on a virtual clock.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runTool } from "../support/runTool.ts";
import type { Feel } from "./measure.ts";
import type { Row } from "./rows.ts";

/** @returns a pattern for exactly this text */
const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// Side by side: neither keeps a core busy.
it.concurrent.each([
  ["clean", "0"],
  ["lossy", "1"],
])(
  "npm run feel -- --short measures a game over a %s network with %s I/O threads, and says whether its targets are met",
  {
    timeout: 400_000,
  },
  async (net, threads) => {
    const folder = mkdtempSync(join(tmpdir(), "skirmish-feel-"));
    const file = join(folder, "feel.json");
    const { code, output } = await runTool("test/feel/cli.ts", [
      "--short",
      "--nets",
      net,
      "--threads",
      threads,
      "--json",
      file,
    ]);
    expect(existsSync(file), output).toBe(true);
    const { results } = JSON.parse(readFileSync(file, "utf8"));
    rmSync(folder, { recursive: true });
    const title = threads === "0" ? net : `${net}, 1 I/O thread`;
    expect(output).toContain(`${title}: `);
    const { rows, feel } = results[title] as { rows: Row[]; feel: Feel };
    expect(rows, net).toHaveLength(12);
    for (const { name, shown, aim, met } of rows)
      expect(output).toMatch(
        new RegExp(`${met ? "✓" : "✗"} ${literally(name)} .*${literally(`${shown} `)} *${literally(aim)}`),
      );
    const areMet = rows.every(({ met }) => met);
    expect([code, output.includes("all targets are met")], output).toEqual([areMet ? 0 : 1, areMet]);
    // How many shots meet a ship in so short a time depends on the machine: virtual.test.ts counts them.
    expect(feel.bytesDown).toBeGreaterThan(0);
  },
);

it("npm run feel names an invalid option in one line, and exits with 1", async () => {
  const wrong = await runTool("test/feel/cli.ts", ["--nets", "pigeon"]);
  expect(wrong.code).toBe(1);
  expect(wrong.errors.trim()).toBe('--nets "pigeon": expected some of clean, lossy, mobile, awful');
});
