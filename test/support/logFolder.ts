/** A folder of match logs, made anew for each test of a file. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { Replays } from "../../server/log/replays.ts";
import { type Logged, writeLog } from "./writtenLogs.ts";

export function useLogFolder() {
  const logs = {
    folder: "",
    log: (what: Logged) => writeLog(logs.folder, what),
    /** @param open ids of the rooms that are open @param delay s */
    kept: (open: string[] = [], delay = 10) => new Replays(logs.folder, delay, async () => open),
    all: async (replays: Replays) => (await replays.list({ limit: 100 })).replays,
  };
  beforeEach(() => {
    logs.folder = mkdtempSync(join(tmpdir(), "kept-"));
  });
  afterEach(() => rmSync(logs.folder, { recursive: true }));
  return logs;
}
