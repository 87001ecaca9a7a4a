/** `npm run bots`, as a developer runs it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../support/ports.ts";
import { runTool } from "../support/runTool.ts";
import { type RunningServer, startServer } from "../support/server.ts";

let server: RunningServer;
let folder: string;
let silentPort: number;
beforeAll(async () => {
  server = await startServer();
  silentPort = await freePort();
  folder = mkdtempSync(join(tmpdir(), "skirmish-bots-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.stop();
});

/** By all arenas of the server so far. */
async function stepsMade(): Promise<number> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/skirmish_tick_seconds_count\{room="arena"\} (\d+)/.exec(metrics)![1]);
}

const bots = (...args: string[]) => runTool("client/bots/cli.ts", args);

it("brings all bots in, loses none, and reports an even stream of patches", async () => {
  const file = join(folder, "report.json");
  const run = await bots(
    "--url",
    server.url,
    "--count",
    "12",
    "--seconds",
    "6",
    "--ramp",
    "20",
    "--json",
    file,
  );
  expect(run.code, run.output).toBe(0);
  expect(run.output).toContain("joined 12 of 12 · disconnects 0");
  const { report } = JSON.parse(readFileSync(file, "utf8"));
  expect(report.joined).toBe(12);
  expect(report.disconnects).toBe(0);
  expect(report.patchesPerSecond.count).toBe(12);
  // One patch a step, however many steps a busy machine makes in a second.
  const steps = (await stepsMade()) / report.seconds;
  expect(report.patchesPerSecond.p50 / steps, "patches for each step").toBeGreaterThan(0.8);
  expect(report.patchesPerSecond.p50 / steps, "patches for each step").toBeLessThan(1.25);
  expect(report.bytesInPerSecond.p50).toBeGreaterThan(100);
});

it("ends with 1 when a bound on the line is broken, and says which", async () => {
  const line = [
    "--url",
    server.url,
    "--count",
    "2",
    "--seconds",
    "4",
    "--min-patches",
    "100",
    "--max-drops",
    "0",
  ];
  const unknown = await bots(...line);
  expect(unknown).toMatchObject({ code: 1 });
  expect(unknown.output).toContain("--max-drops");
  const broken = await bots(...line.slice(0, -2));
  expect(broken.code, broken.output).toBe(1);
  expect(broken.output).toMatch(/--min-patches 100 is broken: it was [23]\d/);
});

describe("says in one line what is wrong, and ends with 1:", () => {
  const cases: [string, () => string[], RegExp][] = [
    [
      "no server",
      () => ["--url", `http://localhost:${silentPort}`],
      /no server at http:\/\/localhost:\d+: the connection was refused/,
    ],
    ["no such host", () => ["--url", "http://nowhere.invalid"], /no host of that name/],
    ["a wrong room", () => ["--url", server.url, "--room", "tavern"], /has no room called "tavern"/],
    ["a wrong count", () => ["--count", "many"], /--count "many": a whole number from 1 to 2000 is wanted/],
    ["a wrong brain", () => ["--brain", "cat"], /--brain "cat": one of idle, wander, hunter is wanted/],
    ["a wrong address", () => ["--url", "localhost"], /--url "localhost": an address like/],
    ["an unknown option", () => ["--fly"], /Unknown option '--fly'/],
  ];
  for (const [what, args, line] of cases)
    it(what, async () => {
      const { code, errors } = await bots(...args());
      expect(code).toBe(1);
      expect(errors.trim().split("\n"), errors).toHaveLength(1);
      expect(errors).toMatch(line);
    });
});
