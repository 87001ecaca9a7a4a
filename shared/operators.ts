/** Types of the ops API, shared by its routes, the console and the command line. */
import type { TextLimit } from "./text.ts";

export interface RoomStatus {
  id: string;
  name: string;
  process: string;
  players: number;
  capacity: number;
  locked: boolean;
  /** A player waits there for an opponent. */
  waiting?: true;
}

/** Figures of a room, measured by its process. Totals count from when the room opened there. */
export interface RoomFigures {
  round: number;
  phase: string;
  /** Players that are bots by their own account; absent: an earlier version, which does not count them. */
  bots?: number;
  /** 50th and 99th percentile of the latest 300 steps, ms. */
  tickP50: number;
  tickP99: number;
  /** Bytes of state sent to all players in the last second. */
  bytesPerSecond: number;
  /** Queued inputs of all players after the latest step. */
  inputDebt: number;
  /** Corrections of predicted entities, as clients reported them. */
  corrections: number;
  /** Reconnections of players. */
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

/** A player of the room that a console shows. */
export interface PlayerFigures {
  session: string;
  name: string;
  away: boolean;
  /** It says that it is a bot. */
  bot?: boolean;
  score: number;
  /** Round trip of the server's own ping, ms; absent until the first answer. */
  rtt?: number | undefined;
  /** Queued inputs. */
  debt: number;
  /** Bytes since the connection began. */
  bytesOut: number;
  bytesIn: number;
  /** Age of the connection, s. */
  connected: number;
  /** Masked: the client network, not the address. */
  address: string;
  /** End of a mute by an operator, ms since 1970; absent: not muted. */
  mutedUntil?: number;
}

export interface ProcessStatus {
  id: string;
  /**
   * host:port for other processes, and for players. An empty address for players means the one that they
   * used.
   */
  address: string;
  public: string;
  /** Process id of the operating system. */
  pid: number;
  state: string;
  headroom: number;
  tickP99: number;
  loopLag: number;
  rooms: number;
  players: number;
  capacity: number;
  /** Migrations to this process; the gap in ms. */
  moved: { rooms: number; players: number; longestGap: number };
  memory: number;
  version: string;
  started: number;
  /**
   * Fingerprints of the secrets for players' session tokens: first of the secret that signs, then of the
   * others that verify. Absent: an earlier version, which does not report them.
   */
  secrets?: readonly string[];
  /** Why the process is neither ready nor draining, such as a wrong address. Absent: no fault. */
  fault?: string;
}

/**
 * How the secrets of two processes for players' session tokens fit together:
 *
 *   same     both verify with the same secrets
 *   differ   each accepts tokens that the other signs: a secret is being replaced
 *   apart    one signs tokens that the other refuses: a player gets a new identity there
 */
export type SecretsFit = "same" | "differ" | "apart";

/** @returns the worst relation between the secrets of a process and those of the others */
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
  /** The process that sent this answer. */
  process: string;
  redis: boolean;
  processes: readonly ProcessStatus[];
  rooms: readonly WatchedRoom[];
  players: readonly PlayerStatus[];
}

/** Kinds of events. */
export const EVENT_KINDS = [
  /** A client was refused. */
  "refused",
  /** A match continues in another process, or its takeover failed. */
  "takeover",
  "drain",
  /** A process started, ended or died. */
  "process",
  "redis",
  "error",
  /** A player has reported another one. */
  "report",
  /** An operator gave an order; `by` names the operator. */
  "action",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Outcome of an order. Unknown: the process has not answered, and may still carry it out. */
export const OUTCOME = { done: "done", notDone: "not done", unknown: "unknown" } as const;
export type Outcome = (typeof OUTCOME)[keyof typeof OUTCOME];

/**
 * An order causes two events: one when it is given, and one with its outcome. After an unknown outcome a
 * third event follows when the outcome becomes known.
 */
export interface OrderPart {
  /** The operator that gave the order. */
  by?: string;
  /** Id of the order. */
  order?: string;
  /** Absent: the order has just been given. */
  outcome?: Outcome;
  /** Why it is not done, or not known. */
  reason?: string;
}

export interface OpsEvent extends OrderPart {
  kind: EventKind;
  text: string;
  /** ms since 1970. */
  at: number;
  /** The process that reports the event. */
  process: string;
  /** Number of occurrences; absent: 1. */
  count?: number;
}

/** Answer to an order: its description or its outcome. */
export interface OrderAnswer {
  outcome: Outcome;
  /** Description of the order, when it was carried out. */
  done?: string;
  /** Why it is not done, or not known. */
  error?: string;
}

/** Duration of a mute, min: the largest, and the default. */
export const MUTE = { most: 1440, usual: 10 } as const;

/** Events of the live feed by name, with their data (JSON). Only `log` has an id. */
export interface FeedEvents {
  log: OpsEvent;
  /** The state of all processes and rooms, once a second. */
  snapshot: Snapshot;
}

export interface Snapshot {
  /** ms since 1970, by the clock of the process that reports. */
  at: number;
  process: string;
  redis: boolean;
  processes: readonly ProcessStatus[];
  rooms: readonly WatchedRoom[];
  /** Players of the requested room; absent when there is no such room. */
  players?: readonly PlayerFigures[];
}

/** Rights of the sender of a request. */
export interface Whoami {
  /** The name given at the login; empty without a login. */
  name: string;
  looks: boolean;
  acts: boolean;
}

export const NOTICE_LIMIT: TextLimit = { graphemes: 200, bytes: 2000 };
export const OPERATOR_NAME_LIMIT: TextLimit = { graphemes: 24, bytes: 256 };
