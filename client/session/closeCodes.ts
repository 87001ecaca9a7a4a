/** What the close code of a connection means: whether the seat is kept, and why it has ended. */
import { CLOSE } from "../../shared/protocol.ts";

/** Close codes after which the server keeps the seat. */
const KEPT: readonly number[] = [1001, 1005, 1006, CLOSE.comeBack, CLOSE.tooSlow];
/** Close code of the framework: the seat does not exist. */
export const SEAT_GONE = 4003;

/**
 * Why a connection has ended, for bots and logs. Pages say it in their own language: `closedWords` in
 * shell/banner.ts.
 */
const REASONS: { [code: number]: string } = {
  1000: "You left the game",
  4000: "You left the game",
  [CLOSE.stopping]: "The server was stopped",
  [CLOSE.over]: "Your seat was given up",
  [CLOSE.tooOld]: "The game has been updated: reload the page",
  [CLOSE.kicked]: "You were removed from the game",
  [CLOSE.tooMany]: "Too many connections from your address",
  [CLOSE.tooFast]: "Your client sent too much",
  [CLOSE.malformed]: "Your client sent something broken",
  [CLOSE.tooSlow]: "Your connection is too slow",
  [CLOSE.botRefused]: "The server does not admit this bot",
};

export const keepsSeat = (code: number): boolean => KEPT.includes(code);

export const reasonOf = (code: number): string => REASONS[code] ?? `The connection was closed (${code})`;
