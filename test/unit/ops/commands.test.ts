/** The help of the commands, and their answer to an unknown option. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runTool } from "../../support/runTool.ts";
import { PROJECT } from "../../support/server.ts";

const { scripts } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")) as {
  scripts: { [name: string]: string };
};
const TOLD = [
  "cluster",
  "ops",
  "bots",
  "bench",
  "image:check",
  "redis-load",
  "sim",
  "chaos",
  "fuzz",
  "soak",
  "feel",
  "docs",
  "dev",
  "setup",
];

const fileOf = (name: string): string => /^node (\S+)$/.exec(scripts[name]!)![1]!;

it.each(TOLD)("npm run %s -- --help explains the command", async (name) => {
  const { code, output } = await runTool(fileOf(name), ["--help"]);
  expect(code, output).toBe(0);
  expect(output).toContain(`npm run ${name}`);
});

it("an unknown option is refused in one line", async () => {
  const { code, output } = await runTool(fileOf("soak"), ["--nonsense"]);
  expect(code).toBe(1);
  expect(output).toBe("Unknown option '--nonsense'; --help lists all options\n");
});
