/** `npm run bots -- --new FILE`: writes a brain that fights, as a file to begin with. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, extname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrainContract } from "./contract.ts";
import { BrainFault } from "./fault.ts";

/** @param file .ts, .mts, .js or .mjs, or of a language that `examples` has @throws BrainFault when it is there, or of another kind */
export function writeStarter(file: string, { starter }: BrainContract, cwd: string): string {
  const path = resolve(cwd, file);
  const kind = extname(path);
  if (!/^\.m?[jt]s$/.test(kind))
    throw new BrainFault(
      `--new "${file}": expected a .ts or .js file; examples/brains has brains in other languages`,
    );
  if (existsSync(path)) throw new BrainFault(`--new "${file}": the file is there already`);
  const source = fileURLToPath(starter);
  const text = readFileSync(source, "utf8").replace(/(from ")(\.[^"]+)(")/g, (_, before, from, after) => {
    const to = relative(dirname(path), resolve(dirname(source), from))
      .split(sep)
      .join("/");
    return before + (to.startsWith(".") ? to : `./${to}`) + after;
  });
  const isTyped = kind.endsWith("ts");
  try {
    writeFileSync(path, isTyped ? text : tidy(stripTypeScriptTypes(text)), { flag: "wx" });
  } catch (error) {
    throw new BrainFault(`--new "${file}": ${(error as Error).message}`, { cause: error });
  }
  return path;
}

/** Types become spaces: lines of them are of no use, nor is the comment before, nor those at the end of a line. */
const tidy = (text: string): string =>
  text
    .replace(/(?:\/\*\*[^\n]*\*\/\n)?(?:[ ]+\n)+/g, "")
    .replace(/(\S)[ ]+([,);]|$)/gm, "$1$2")
    .replace(/(\S) {2,}(\S)/g, "$1 $2")
    .replace(/\n{3,}/g, "\n\n");
