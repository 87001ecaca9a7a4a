/** Builds the browser game if its sources are newer than the last build. */
import { existsSync, globSync, statSync } from "node:fs";
import { join } from "node:path";
import { bin, PROJECT, run } from "./run.ts";

const BUILT = join(PROJECT, "dist/client/index.html");
const SOURCES = [
  "client/**/*",
  "games/**/*",
  "shared/**/*",
  "vite.config.ts",
  "tools/vite/**/*",
  "package-lock.json",
];

function isStale(): boolean {
  if (!existsSync(BUILT)) return true;
  const built = statSync(BUILT).mtimeMs;
  return globSync(SOURCES, { cwd: PROJECT }).some((file) => statSync(join(PROJECT, file)).mtimeMs > built);
}

/** @returns whether there is an up-to-date build now; errors are printed to the terminal */
export async function ensureBuild(): Promise<boolean> {
  if (!isStale()) return true;
  console.log("Building the browser game …");
  return (await run(bin("vite"), ["build", "--logLevel", "warn"])) === 0;
}
