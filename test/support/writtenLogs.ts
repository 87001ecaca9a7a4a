/** Logs of matches in a folder, written by the server's own writer. */
import { statSync, truncateSync, utimesSync } from "node:fs";
import { games } from "../../games/index.ts";
import { headerOf } from "../../server/log/header.ts";
import { LogDisk } from "../../server/log/logDisk.ts";
import { MatchRecorder } from "../../server/log/recorder.ts";
import { createTelemetry } from "../../server/ops/telemetry.ts";
import { bodyOf, type EndReason, SEGMENT_HEAD } from "../../shared/log/format.ts";
import { InputFields } from "../../shared/log/inputFields.ts";
import { ScriptedMatch } from "./scriptedMatch.ts";

const game = games[0]!;
/** Bytes of the `end` segment. */
const END_SEGMENT = SEGMENT_HEAD + bodyOf("over").length;
/** ms since 1970 */
export const STARTED = 1_764_000_000_000;
const telemetry = createTelemetry(["arena"], "silent");

export interface Logged {
  room?: string;
  epoch?: number;
  mode?: string;
  started?: number;
  ticks?: number;
  end?: EndReason | undefined;
  /** When it was last written, ms ago. */
  age?: number;
  match?: ScriptedMatch;
}

/** Writes the log of a match, and continues the match. */
export async function writeLog(
  folder: string,
  {
    room = "room",
    epoch = 1,
    mode = "arena",
    started = STARTED,
    ticks = 95,
    end,
    age = 60_000,
    match = new ScriptedMatch({ game, room: mode, seed: 3 }),
  }: Logged,
) {
  const disk = new LogDisk(folder, telemetry);
  const seed = epoch === 1 ? 3 : undefined;
  const { settings } = game.game.modes[mode]!;
  const file = disk.open(headerOf(game, { mode, settings, seed, room, epoch }, started));
  const recorder = new MatchRecorder(match.match, new InputFields(game.game.input), file, (fault) => {
    throw fault;
  });
  match.record(recorder);
  for (let tick = 0; tick < ticks; tick++) match.tick();
  recorder.end(end ?? "over");
  await disk.end();
  // As a process that was killed leaves it.
  if (end === undefined) truncateSync(file.path, statSync(file.path).size - END_SEGMENT);
  aged(file.path, age);
  return { match, path: file.path };
}

export function aged(path: string, age: number): void {
  const at = (Date.now() - age) / 1000;
  utimesSync(path, at, at);
}
