/** What a server tells of the match logs that it keeps: the shapes of `/api/replays`. docs/match-log.md describes the routes. */
import { FILE_HEAD, headAt, SEGMENT_HEAD } from "./format.ts";

/** A match whose log is kept. */
export interface ReplayEntry {
  /** Of the match, which is the id of its room. */
  readonly id: string;
  /** These five are absent when no header of the log can be read. */
  readonly game?: string;
  readonly gameVersion?: number;
  readonly engine?: number;
  /** Name of the room, as in "arena". */
  readonly mode?: string;
  readonly tickRate?: number;
  /** ms since 1970. */
  readonly started: number;
  /** From the first tick that is in the log to the last one. */
  readonly ticks: number;
  /** Bytes of `/api/replays/ID`. */
  readonly bytes: number;
  /** The match goes on: the log ends some seconds before now (WATCH_DELAY), and grows. */
  readonly running: boolean;
  /** The match was ended properly: its log is complete, and never changes. */
  readonly over: boolean;
  /** Whether the log begins with the match: false when its earlier parts are in another process's folder, or deleted. */
  readonly fromStart: boolean;
  /** An operator keeps it for ever. */
  readonly pinned: boolean;
  /** Gaps in it: ticks that the disk did not take. */
  readonly holes: number;
  /** What is wrong with it; what comes before can be played. */
  readonly damaged?: string;
  /** Names of all players that were in it, each once. */
  readonly players: readonly string[];
}

/** One page of `/api/replays`, the newest first. */
export interface ReplayPage {
  readonly replays: readonly ReplayEntry[];
  /** For `?before=`: where the next page begins. Absent: this is the last one. */
  readonly next?: string;
}

/** A file of the log: what one owner of the match wrote. */
export interface ReplayPart {
  readonly epoch: number;
  /** ms since 1970. */
  readonly started: number;
  /** Where it begins within the bytes of the whole log, and how long it is. */
  readonly at: number;
  readonly bytes: number;
  /** Ticks, as in `MatchLog`. */
  readonly from: number;
  readonly to: number;
  readonly holes: readonly { readonly from: number; readonly to: number }[];
  /** Absent: it was cut off, or is being written. */
  readonly end?: "over" | "moved";
}

/** `/api/replays/ID/info` */
export interface ReplayInfo extends ReplayEntry {
  readonly parts: readonly ReplayPart[];
  /** Players by session id, in the order in which they joined. */
  readonly sessions: readonly { readonly session: string; readonly name: string }[];
}

/** @returns the logs that stand one after the other in the bytes of `/api/replays/ID`, each for a `MatchLog` */
export function partsOf(bytes: Uint8Array): Uint8Array[] {
  const starts = [0];
  for (let at = FILE_HEAD; at < bytes.length; ) {
    if (isFileHead(bytes, at)) {
      starts.push(at);
      at += FILE_HEAD;
      continue;
    }
    const head = headAt(bytes, at);
    if (typeof head === "string") break;
    at += SEGMENT_HEAD + head.length;
  }
  return starts.map((start, i) => bytes.subarray(start, starts[i + 1]));
}

/** A segment begins with its type, which is none of these letters. */
const MAGIC = [..."MLOG"].map((letter) => letter.charCodeAt(0));
export const isFileHead = (bytes: Uint8Array, at: number): boolean =>
  MAGIC.every((code, i) => bytes[at + i] === code);
