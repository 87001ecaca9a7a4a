/**
 * Which modules share a file. By itself the bundler makes a file for each set of pages that share a module: thirty small ones before the
 * front page runs. Over HTTP/1.1 a browser fetches six files at a time, so every six of them take another round trip.
 */
import { join } from "node:path";
import type { Rolldown } from "vite";

type Group = Rolldown.CodeSplittingGroup;
type Modules = Rolldown.ChunkingContext;

const CLIENT = join(import.meta.dirname, "../../client");
const GAME = /[\\/]games[\\/](\w+)[\\/]/;

/** @returns ids of a module and of all that it imports, except by `import()` */
function reachFrom(entry: string, modules: Modules): Set<string> {
  const found = new Set([entry]);
  for (const id of found)
    for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
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

/** A module belongs to the first group that takes it, so a file imports only files of the groups above its own. */
export const chunks: Group[] = [
  // Operators need little of what players need.
  sharedWith("ops/index.html", "base"),
  sharedWith("index.html", "page"),
  sharedWith("session/connect.ts", "join"),
  { name: "phaser", test: /[\\/]phaser[\\/]/ },
  { name: "scene", test: (id) => !GAME.test(id), minShareCount: 2 },
  { name: (id) => GAME.exec(id)?.[1] ?? null, minShareCount: 2 },
];
