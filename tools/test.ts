/**
 * `npm test`: types, lint, build, then all tests; or, with arguments, the test files whose paths contain one
 * of them. Options are those of Vitest, as in `npm test -- test/unit/spec.test.ts -t "each rule"`. Ends with
 * the line "N passed, N failed, N skipped"; types, lint and build count as one each.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseCLI, startVitest, type Vitest } from "vitest/node";
import { ensureBuild } from "./build.ts";
import { install, missingPrograms } from "./programs.ts";
import { bin, PROJECT, run } from "./run.ts";

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const given = process.argv.slice(2);
const { filter: filters, options } = parsed(given);
const isWhole = given.length === 0;

// Node keeps compiled code in this folder: the tests start hundreds of processes, and compiling was 40 % of
// the start of a server.
const compiled = join(PROJECT, "node_modules/.cache/skirmish-tests");
// Earlier runs also left compiled code of temporary copies of the project.
if (isWhole) rmSync(compiled, { recursive: true, force: true });
process.env.NODE_COMPILE_CACHE ??= compiled;

const tally: Tally = { passed: 0, failed: 0, skipped: 0 };

await check("programs", havePrograms);
await Promise.all([
  isWhole && check("types", async () => (await run(bin("tsc"), ["--noEmit"])) === 0),
  isWhole && check("lint", async () => (await run(bin("biome"), ["check", "--error-on-warnings"])) === 0),
  check("build", ensureBuild),
]);
const vitest = await startVitest("test", filters, { ...options, run: true, watch: false });
count(vitest);
await vitest.close();
console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exit(tally.failed > 0 || tally.passed === 0 ? 1 : 0);

function parsed(line: string[]): ReturnType<typeof parseCLI> {
  try {
    return parseCLI(["vitest", "run", ...line]);
  } catch (error) {
    console.error(`${(error as Error).message}; the options are those of Vitest`);
    process.exit(1);
  }
}

async function check(name: string, passes: () => Promise<boolean>): Promise<void> {
  const passed = await passes();
  tally[passed ? "passed" : "failed"]++;
  console.log(`${passed ? "✓" : "✗"} ${name}`);
}

/**
 * As root, for example in a container, it installs missing programs; otherwise it tells the user how to
 * install them.
 */
async function havePrograms(): Promise<boolean> {
  const missing = missingPrograms();
  if (missing.length === 0) return true;
  if (process.getuid?.() === 0) {
    console.log(`Installing ${missing.join(" and ")} for the tests …`);
    if (await install(missing)) return true;
  }
  console.error(`The tests need ${missing.join(" and ")}: run \`npm run setup\`.`);
  return false;
}

function count({ state }: Vitest): void {
  for (const file of state.getTestModules()) {
    for (const test of file.children.allTests()) {
      const result = test.result().state;
      if (result !== "pending") tally[result]++;
    }
    // A file that could not be loaded has no tests, so the file itself counts as failed.
    if (file.errors().length > 0) tally.failed++;
  }
  tally.failed += state.getUnhandledErrors().length;
}
