/** Types of `/api/replays`, the API of kept match logs. docs/match-log.md describes the routes. */
import { FILE_HEAD, headAt, SEGMENT_HEAD } from "./format.ts";

/** A match whose log is kept. */
export interface ReplayEntry {
  /** Id of the match, which is the id of its room. */
  readonly id: string;
  /** These five are absent when no header of the log is readable. */
  readonly game?: string;
  readonly gameVersion?: number;
  readonly engine?: number;
  /** Name of the room, as in "arena". */
  readonly mode?: string;
  readonly tickRate?: number;
  /** ms since 1970. */
  readonly started: number;
  /** Number of ticks from the first to the last one in the log. */
  readonly ticks: number;
  /** Size of `/api/replays/ID`, bytes. */
  readonly bytes: number;
  /** The match is in play: the log grows, and ends some seconds before now (WATCH_DELAY). */
  readonly running: boolean;
  /** The match has ended: its log is complete, and never changes. */
  readonly over: boolean;
  /**
   * Whether the log begins with the match: false when earlier parts are in the folder of another process, or
   * deleted.
   */
  readonly fromStart: boolean;
  /** An operator has pinned it: it is never deleted automatically. */
  readonly pinned: boolean;
  /** Number of gaps: ticks that could not be written to the disk. */
  readonly holes: number;
  /** The fault of a damaged log; the part before the damage can be replayed. */
  readonly damaged?: string;
  /** Names of all players of the match, without duplicates. */
  readonly players: readonly string[];
}

/** One page of `/api/replays`, newest first. */
export interface ReplayPage {
  readonly replays: readonly ReplayEntry[];
  /** The value of `?before=` for the next page. Absent: this is the last page. */
  readonly next?: string;
}

/** A file of the log, written by one owner of the match. */
export interface ReplayPart {
  readonly epoch: number;
  /** ms since 1970. */
  readonly started: number;
  /** Position in the bytes of the whole log, and length, bytes. */
  readonly at: number;
  readonly bytes: number;
  /** Ticks, as in `MatchLog`. */
  readonly from: number;
  readonly to: number;
  readonly holes: readonly { readonly from: number; readonly to: number }[];
  /** Absent: the file was cut off, or is being written. */
  readonly end?: "over" | "moved";
}

/** `/api/replays/ID/info` */
export interface ReplayInfo extends ReplayEntry {
  readonly parts: readonly ReplayPart[];
  /** Players by session id, in the order in which they joined. */
  readonly sessions: readonly { readonly session: string; readonly name: string }[];
}

/** @returns the concatenated logs in the bytes of `/api/replays/ID`, each for a `MatchLog` */
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

/** Marks the beginning of a file: no type of segment equals its first byte. */
const MAGIC = [..."MLOG"].map((letter) => letter.charCodeAt(0));
export const isFileHead = (bytes: Uint8Array, at: number): boolean =>
  MAGIC.every((code, i) => bytes[at + i] === code);
