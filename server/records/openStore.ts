/** Opens the store of a server's records: Redis where processes share one, else a file. */
import type { Redis } from "ioredis";
import type { Env } from "../env.ts";
import type { GameServer } from "../game.ts";
import type { Log } from "../ops/log.ts";
import { recordedModes } from "./leaderboards.ts";
import { redisRecords } from "./redisStore.ts";
import { NoRecordFile, sqliteRecords } from "./sqliteStore.ts";
import type { RecordStore } from "./store.ts";

/** @returns undefined when records are off, or the file cannot be written, which is logged */
export async function openRecords(
  {
    RECORDS: isOn,
    RECORDS_FILE: file,
    RECORDS_DAYS: days,
  }: Pick<Env, "RECORDS" | "RECORDS_FILE" | "RECORDS_DAYS">,
  games: readonly GameServer[],
  redis: Redis | undefined,
  log: Log,
): Promise<RecordStore | undefined> {
  const modes = recordedModes(games);
  if (!isOn || modes.size === 0) return undefined;
  if (redis !== undefined) {
    const figuresOf = (mode: string): string[] => Object.keys(modes.get(mode)?.figures ?? {});
    return redisRecords(redis, { figuresOf, days });
  }
  try {
    return await sqliteRecords({ file, days });
  } catch (error) {
    if (!(error instanceof NoRecordFile)) throw error;
    log.warn(
      `no records are kept: ${file} cannot be used (${error.message}); set RECORDS_FILE to a file that can be written, or RECORDS=off`,
    );
    return undefined;
  }
}
