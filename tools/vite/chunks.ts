/**
 * Which modules share a file. By itself the bundler makes a file for each set of pages that share a module:
 * thirty small ones before the front page runs. Over HTTP/1.1 a browser fetches six files at a time, so every
 * six of them take another round trip.
 */
import { join } from "node:path";
import type { Rolldown } from "vite";

type Group = Rolldown.CodeSplittingGroup;
type Modules = Rolldown.ChunkingContext;

const CLIENT = join(import.meta.dirname, "../../client");
const GAME = /[\\/]games[\\/](\w+)[\\/]/;

/**
 * @param isWhole whether modules that are loaded later, by `import()`, count
 * @returns ids of a module and of all that it imports
 */
function reachFrom(entry: string, modules: Modules, isWhole = false): Set<string> {
  const found = new Set([entry]);
  for (const id of found) {
    const info = modules.getModuleInfo(id);
    for (const imported of info?.importedIds ?? []) found.add(imported);
    if (isWhole) for (const imported of info?.dynamicallyImportedIds ?? []) found.add(imported);
  }
  return found;
}

/** @returns a file for what other files share with this module of the client */
function sharedWith(module: string, name: string): Group {
  const entry = join(CLIENT, module);
  let reach: Set<string> | undefined;
  return {
    name(id, modules) {
      reach ??= reachFrom(entry, modules);
      return id !== entry && reach.has(id) ? name : null;
    },
    minShareCount: 2,
  };
}

/**
 * @returns a file for what games share, and the pages of replays and of live matches with them, but for what
 * only these pages share
 */
function sharedByGames(name: string): Group {
  let played: Set<string> | undefined;
  return {
    name(id, modules) {
      played ??= reachFrom(join(CLIENT, "index.html"), modules, true);
      return played.has(id) && !GAME.test(id) ? name : null;
    },
    minShareCount: 2,
  };
}

/**
 * A module belongs to the first group that takes it or what imports it, so a file imports only files of the
 * groups above its own.
 */
export const chunks: Group[] = [
  // Operators need little of what players need.
  sharedWith("ops/index.html", "base"),
  sharedWith("index.html", "page"),
  sharedWith("session/connect.ts", "join"),
  { name: "phaser", test: /[\\/]phaser[\\/]/ },
  sharedByGames("scene"),
  { name: (id) => GAME.exec(id)?.[1] ?? null, minShareCount: 2 },
];
