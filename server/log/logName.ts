/** Names of the files in REPLAY_DIR. */

/** As of MATCH.EPOCH.mlog. */
export const LOG_SUFFIX = ".mlog";
/** Beside a log: who played (playerList.ts), and what its heads say (logIndex.ts). */
export const PLAYERS_SUFFIX = ".players";
export const INDEX_SUFFIX = ".index";
/** As of MATCH.pin: an operator keeps the match. */
export const PIN_SUFFIX = ".pin";

/** Of matches, which are ids of rooms. */
export const MATCH_ID = /^[\w-]{1,64}$/;
const LOG_NAME = /^([\w-]{1,64})\.\d{1,15}(?:-\d{1,3})?\.mlog$/;

/** Of files beside a log: its name is the first part. */
export const BESIDE = /^([\w-]{1,64}\.[\d-]{1,19}\.mlog)\.(?:players|index(?:\.\d+)?)$/;

/** @returns the match that a file is a log of; undefined: it is none */
export const matchOfLog = (name: string): string | undefined => LOG_NAME.exec(name)?.[1];
