/**
 * Bundles the rules of a game and a scripted match of it as one script for a browser. Server-only parts of
 * the engine (sockets, replication) are left out. Rules that import a module of Node's cannot be bundled, and
 * are named.
 */
import { isBuiltin } from "node:module";
import { join, relative } from "node:path";
import { build, type Plugin, type Rolldown } from "vite";
import { PROJECT } from "../../support/server.ts";

/** Name of the global that the script defines. */
export const GLOBAL = "verified";

/** Replicates nothing: a match in a browser has no clients. */
const NO_REPLICATION = "export const replicate = () => undefined;";
/** Names of layouts are not part of a world. */
const NO_NODE = 'export const createHash = () => ({ update() { return this; }, digest: () => "" });';
const [REPLICATION, NODE] = ["\0no-replication", "\0no-node"];

const withoutServer: Plugin = {
  name: "without-server",
  enforce: "pre",
  resolveId(source, importer) {
    if (source.endsWith("/replication/interest.ts")) return REPLICATION;
    if (!isBuiltin(source)) return null;
    const from = relative(PROJECT, importer ?? "");
    if (from.startsWith("games/"))
      this.error(
        `${from} imports ${source}: rules are to be the same in every engine, and use nothing of Node's`,
      );
    return NODE;
  },
  load: (id) => (id === REPLICATION ? NO_REPLICATION : id === NODE ? NO_NODE : null),
};

/** @returns a script whose global `verified` has what browserEntry.ts exports */
export async function bundleMatches(): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: "error",
    root: PROJECT,
    plugins: [withoutServer],
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, "browserEntry.ts"), formats: ["iife"], name: GLOBAL },
      rolldownOptions: { shimMissingExports: true, logLevel: "silent" },
    },
  })) as Rolldown.RolldownOutput[];
  return built[0]!.output[0].code;
}
