/** What a server tells its operators: the shapes that its ops routes, the console and the command line agree on. */
import type { TextLimit } from "./text.ts";

export interface RoomStatus {
  id: string;
  name: string;
  process: string;
  players: number;
  capacity: number;
  locked: boolean;
}

/** How a room does, as its process measured it. Totals are since the room opened there. */
export interface RoomFigures {
  round: number;
  phase: string;
  /** Players that say that they are bots; absent: of an earlier version, which does not count them. */
  bots?: number;
  /** 50th and 99th percentile of the latest 300 steps, ms. */
  tickP50: number;
  tickP99: number;
  /** State sent to all players, in the last second. */
  bytesPerSecond: number;
  /** Inputs that waited for their tick after the latest step, of all players. */
  inputDebt: number;
  /** Corrections of their own ships that players reported. */
  corrections: number;
  /** Players that dropped and came back. */
  reconnects: number;
  /** Steps that took longer than a tick. */
  overruns: number;
}

/** A room without figures has just opened. */
export type WatchedRoom = RoomStatus & { figures?: RoomFigures | undefined };

export interface PlayerStatus {
  session: string;
  name: string;
  /** The connection is lost; the seat is kept. */
  away: boolean;
  /** It says that it is a bot. */
  bot?: boolean;
  room: string;
  roomName: string;
  process: string;
}

/** One player of a room that a console shows. */
export interface PlayerFigures {
  session: string;
  name: string;
  away: boolean;
  /** It says that it is a bot. */
  bot?: boolean;
  score: number;
  /** Round trip of the server's own ping, ms; absent until the first answer. */
  rtt?: number | undefined;
  /** Inputs that wait. */
  debt: number;
  /** Since its connection began. */
  bytesOut: number;
  bytesIn: number;
  /** s since then. */
  connected: number;
  /** Masked: the network, not the address. */
  address: string;
  /** Until when an operator has muted it, ms since 1970; absent: it is heard. */
  mutedUntil?: number;
}

export interface ProcessStatus {
  id: string;
  /** host:port for other processes; the one for players may be empty: where they asked. */
  address: string;
  public: string;
  /** Of the operating system. */
  pid: number;
  state: string;
  headroom: number;
  tickP99: number;
  loopLag: number;
  rooms: number;
  players: number;
  capacity: number;
  /** What has come here from other processes; the gap in ms. */
  moved: { rooms: number; players: number; longestGap: number };
  memory: number;
  version: string;
  started: number;
  /**
   * Fingerprints of the secrets for players' sessions: of the one that signs, then of the others that are believed. Absent: of an
   * earlier version, which does not say.
   */
  secrets?: readonly string[];
  /** Why it is not ready although it does not drain, as a wrong address. Absent: nothing is wrong. */
  fault?: string;
}

/**
 * How the secrets of two processes for players' sessions fit together:
 *
 *   same     both verify with the same secrets
 *   differ   each accepts tokens that the other signs, as while a secret is being replaced
 *   apart    one signs tokens that the other refuses: a player gets a new identity there
 */
export type SecretsFit = "same" | "differ" | "apart";

/** @returns how the secrets of a process fit those of the others, at worst */
export function worstFit(one: ProcessStatus, all: readonly ProcessStatus[]): SecretsFit {
  const fits = all.map(({ secrets }) => fitOf(one.secrets, secrets));
  return fits.includes("apart") ? "apart" : fits.includes("differ") ? "differ" : "same";
}

export function fitOf(a?: readonly string[], b?: readonly string[]): SecretsFit {
  if (a === undefined || b === undefined) return "same";
  if (!a.includes(b[0] ?? "") || !b.includes(a[0] ?? "")) return "apart";
  return a.length === b.length && a.every((one) => b.includes(one)) ? "same" : "differ";
}

export interface Status {
  /** The process that answers. */
  process: string;
  redis: boolean;
  processes: readonly ProcessStatus[];
  rooms: readonly WatchedRoom[];
  players: readonly PlayerStatus[];
}

/** What is written down for operators. */
export const EVENT_KINDS = [
  /** A client was refused. */
  "refused",
  /** A match goes on in another process, or could not. */
  "takeover",
  "drain",
  /** A process has come, gone or died. */
  "process",
  "redis",
  "error",
  /** A player has reported another one. */
  "report",
  /** An operator gave an order; `by` names the operator. */
  "action",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** What became of an order. Unknown: the process has not answered, and may still do it. */
export const OUTCOME = { done: "done", notDone: "not done", unknown: "unknown" } as const;
export type Outcome = (typeof OUTCOME)[keyof typeof OUTCOME];

/**
 * An order of an operator is told twice: when it is given, and with its outcome. One whose outcome is unknown is told once more
 * when it is known.
 */
export interface OrderPart {
  /** The operator that gave it. */
  by?: string;
  /** Its id. */
  order?: string;
  /** Absent: it has just been given. */
  outcome?: Outcome;
  /** Why it is not done, or not known. */
  reason?: string;
}

export interface OpsEvent extends OrderPart {
  kind: EventKind;
  text: string;
  /** ms since 1970. */
  at: number;
  /** The process that tells. */
  process: string;
  /** How often it happened; absent: once. */
  count?: number;
}

/** What an operator is answered: what was asked for, in words, and what became of it. */
export interface OrderAnswer {
  outcome: Outcome;
  /** In words, when it is done. */
  done?: string;
  /** Why it is not done, or not known. */
  error?: string;
}

/** Most minutes a player can be muted for, and how many it is when nothing is said. */
export const MUTE = { most: 1440, usual: 10 } as const;

/** Name of an event of the live feed, and what it carries as JSON. Only `log` has an id. */
export interface Feed {
  log: OpsEvent;
  /** Everything, once a second. */
  snapshot: Snapshot;
}

export interface Snapshot {
  /** ms since 1970, by the process that tells. */
  at: number;
  process: string;
  redis: boolean;
  processes: readonly ProcessStatus[];
  rooms: readonly WatchedRoom[];
  /** Of the room that was asked for; absent when it is not there. */
  players?: readonly PlayerFigures[];
}

/** The operator behind a request, as the server sees it. */
export interface Whoami {
  /** Given at the login; empty without one. */
  name: string;
  looks: boolean;
  acts: boolean;
}

export const NOTICE_LIMIT: TextLimit = { graphemes: 200, bytes: 2000 };
export const OPERATOR_NAME_LIMIT: TextLimit = { graphemes: 24, bytes: 256 };
