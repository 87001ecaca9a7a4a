/**
 * `LOADED=FILE node --import ./tools/image/trace.ts PROGRAM` writes to FILE, when PROGRAM ends, all files
 * that it has loaded, including native libraries: one absolute path a line.
 */
import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

const loaded = new Set<string>();
registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith("file:")) loaded.add(fileURLToPath(url.split(/[?#]/)[0]!));
    return nextLoad(url, context);
  },
});
// Native libraries do not pass through the hooks.
const { dlopen } = process;
process.dlopen = (module: object, filename: string, flags?: number): void => {
  loaded.add(filename);
  if (flags === undefined) dlopen(module, filename);
  else dlopen(module, filename, flags);
};
process.on("exit", () => {
  if (process.env.LOADED !== undefined) writeFileSync(process.env.LOADED, [...loaded].join("\n"));
});
