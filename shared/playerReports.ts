/**
 * Reports of players about other players, as clients, servers, the console and the command line exchange
 * them.
 */
import { TICK_RATE } from "./tick.ts";

export const REPORT_REASONS = ["cheating", "offensive", "spoiling"] as const;
export type ReportReason = (typeof REPORT_REASONS)[number];

export const PLAYER_REPORTS = {
  /** Open reports at most; further ones are refused until an operator resolves some. */
  open: 500,
  /** Open reports of one client network at most. */
  openOfNetwork: 20,
  /** A report is deleted after this time, days. */
  days: 30,
  /** Matches whose logs are kept because of open reports. */
  keptMatches: 50,
  /** Chat lines of the reported player that a report quotes. */
  lines: 5,
} as const;

interface Person {
  readonly session: string;
  readonly name: string;
}

/** A moment of a match. */
export interface MatchMoment {
  /** Id of the room, and of its match. */
  readonly room: string;
  readonly mode: string;
  /** Tick of the match. */
  readonly tick: number;
  /** Whether the match is logged. */
  readonly logged: boolean;
}

/**
 * The moment is that of the report; of a player of another room who wrote to all, that of its latest line.
 */
export interface PlayerReport extends MatchMoment {
  /** The same for each report of one player about another in the same match. */
  readonly id: string;
  /** ms since 1970. */
  readonly at: number;
  readonly reason: ReportReason;
  readonly reporter: Person;
  readonly reported: Person;
  /** The latest chat lines of the reported player, as other players saw them. */
  readonly said: readonly string[];
}

/** An open report, and what becomes of the log of its match. */
export interface OpenReport extends PlayerReport {
  /**
   * kept: until the report is resolved · limit: too many matches are kept already · none: the match is not
   * logged
   */
  readonly log: "kept" | "limit" | "none";
}

/** A replay begins this long before the report, s. */
const LEAD = 20;

/** Seconds of the match at which the report was made. */
export const secondsOf = ({ tick }: Pick<PlayerReport, "tick">): number => Math.floor(tick / TICK_RATE);

/**
 * @returns address of the replay, relative to the root of the server: shortly before the report, from the
 * reported player's ship
 */
export function replayOfReport({ room, tick, reported }: PlayerReport): string {
  const t = String(Math.max(0, secondsOf({ tick }) - LEAD));
  return `replay/${room}?${new URLSearchParams({ t, ship: reported.name })}`;
}
