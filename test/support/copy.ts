/** Copies the project to a temporary folder, so that a test can change its files. */
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT } from "./server.ts";

const PARTS = [
  "client",
  "games",
  "server",
  "shared",
  "tools",
  "dist",
  "package.json",
  "package-lock.json",
  "vite.config.ts",
];

/** Further parts that types, lint and tests need. */
export const TO_CHECK = ["test", "docs", "tsconfig.json", "biome.json", "vitest.config.ts", ".gitignore"];

/**
 * @param more parts in addition to the default ones
 * @returns the path of the copy, and a function that removes it
 */
export function copyProject(
  leaveOut: string[] = [],
  more: string[] = [],
): { project: string; remove: () => void } {
  const project = mkdtempSync(join(tmpdir(), "skirmish-copy-"));
  // Timestamps are preserved: with new ones the copied build would look stale.
  for (const part of [...PARTS, ...more].filter((part) => !leaveOut.includes(part)))
    cpSync(join(PROJECT, part), join(project, part), { recursive: true, preserveTimestamps: true });
  // The folders of the copy are nevertheless newer than the build.
  const built = join(project, "dist/client/index.html");
  if (existsSync(built)) utimesSync(built, new Date(), new Date());
  symlinkSync(join(PROJECT, "node_modules"), join(project, "node_modules"));
  return { project, remove: () => rmSync(project, { recursive: true }) };
}
