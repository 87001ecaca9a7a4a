/**
 * A copy of Skirmish in another folder, on the engine of this project, so that a test can edit it as an
 * author would.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT } from "./server.ts";

export interface CopiedGame {
  /** Inserts text before the first `mark`. @throws when the file does not contain `mark` */
  insert(file: string, mark: string, text: string): void;
  // biome-ignore lint/suspicious/noExplicitAny: the loaded game has types of its own
  load(file: string): Promise<any>;
  remove(): void;
}

export function copySkirmish(): CopiedGame {
  const root = mkdtempSync(join(tmpdir(), "game-"));
  const folder = join(root, "games/copied");
  cpSync(join(PROJECT, "games/skirmish"), folder, { recursive: true });
  for (const part of ["shared", "server", "client", "node_modules"])
    symlinkSync(join(PROJECT, part), join(root, part));
  return {
    insert(file, mark, text) {
      const path = join(folder, file);
      const before = readFileSync(path, "utf8");
      if (!before.includes(mark)) throw new Error(`${file} does not contain ${mark}`);
      writeFileSync(
        path,
        before.replace(mark, () => text + mark),
      );
    },
    load: (file) => import(/* @vite-ignore */ join(folder, file)),
    remove: () => rmSync(root, { recursive: true }),
  };
}
