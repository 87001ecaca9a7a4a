/** `npm run bots -- --new FILE`: writes a brain that already plays, for authors to change. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, extname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrainContract } from "./contract.ts";
import { BrainFault } from "./fault.ts";

/**
 * @param file .ts, .mts, .js or .mjs, or a language of `examples/brains`
 * @throws BrainFault if the file exists, or is of another kind
 */
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

/**
 * Type stripping leaves spaces: removes empty lines, the comments of removed types, and spaces at the ends of
 * lines.
 */
const tidy = (text: string): string =>
  text
    .replace(/(?:\/\*\*[^\n]*\*\/\n)?(?:[ ]+\n)+/g, "")
    .replace(/(\S)[ ]+([,);]|$)/gm, "$1$2")
    .replace(/(\S) {2,}(\S)/g, "$1 $2")
    .replace(/\n{3,}/g, "\n\n");
