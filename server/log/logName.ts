/** Names of the files in REPLAY_DIR. */

/** As in MATCH.EPOCH.mlog. */
export const LOG_SUFFIX = ".mlog";
/** Files beside a log: its players (playerList.ts), and its index (logIndex.ts). */
export const PLAYERS_SUFFIX = ".players";
export const INDEX_SUFFIX = ".index";
/** As in MATCH.pin: an operator keeps the match. */
export const PIN_SUFFIX = ".pin";

/** Ids of matches, which are ids of rooms. */
export const MATCH_ID = /^[\w-]{1,64}$/;
const LOG_NAME = /^([\w-]{1,64})\.\d{1,15}(?:-\d{1,3})?\.mlog$/;

/** Files beside a log: their name starts with the log's. */
export const BESIDE = /^([\w-]{1,64}\.[\d-]{1,19}\.mlog)\.(?:players|index(?:\.\d+)?)$/;

/** @returns the match that a file is a log of; undefined: it is no log */
export const matchOfLog = (name: string): string | undefined => LOG_NAME.exec(name)?.[1];
