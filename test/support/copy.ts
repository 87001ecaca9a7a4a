/** A copy of the project to change files in. */
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
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

/** What types, lint and tests need besides. */
export const TO_CHECK = ["test", "docs", "tsconfig.json", "biome.json", "vitest.config.ts", ".gitignore"];

/** @param more parts besides the usual ones @returns where it is, and how to remove it */
export function copyProject(
  leaveOut: string[] = [],
  more: string[] = [],
): { project: string; remove: () => void } {
  const project = mkdtempSync(join(tmpdir(), "skirmish-copy-"));
  // Times are kept, or the build in it would look stale.
  for (const part of [...PARTS, ...more].filter((part) => !leaveOut.includes(part)))
    cpSync(join(PROJECT, part), join(project, part), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(PROJECT, "node_modules"), join(project, "node_modules"));
  return { project, remove: () => rmSync(project, { recursive: true }) };
}
