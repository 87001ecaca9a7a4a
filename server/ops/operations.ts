/** The operations that operators may request; server/cluster implements them. */
import type { PlayerFigures, PlayerStatus, RoomStatus, Snapshot, Status } from "../../shared/operators.ts";
import type { OpenReport } from "../../shared/playerReports.ts";

export type * from "../../shared/operators.ts";

/** The result of an order. */
export type OrderResult =
  | { outcome: "done" }
  /** @property reason for the operator to read */
  | { outcome: "not done"; reason: string }
  /** @property late resolves when the result is known after all; undefined when it never will be */
  | { outcome: "unknown"; reason: string; late: Promise<OrderResult | undefined> };

/** A valid order that can be given, with its description for the audit log. */
export interface Order {
  description: string;
  give(): Promise<OrderResult>;
}

/** An order, or what it would need and does not exist. */
export type PlannedOrder = Order | { missing: string };

/** Methods that involve other processes reject while Redis is unreachable. */
export interface Operations {
  /** Why no new player is admitted; undefined when new players are. */
  closedBecause(): string | undefined;
  rooms(): Promise<RoomStatus[]>;
  players(): Promise<PlayerStatus[]>;
  status(): Promise<Status>;
  /** Never rejects: without Redis it contains what this process knows. */
  snapshot(): Promise<Snapshot>;
  /** @returns undefined when there is no such room, or its process does not answer */
  playersOf(room: string): Promise<PlayerFigures[] | undefined>;
  drain(process: string): Promise<PlannedOrder>;
  /** Cancels a drain that an operator has ordered. */
  undrain(process: string): Promise<PlannedOrder>;
  /** Removes a player and its seat, also while the player is away. */
  kick(session: string): Promise<PlannedOrder>;
  /** Mutes a player. @param minutes 0: ends the muting */
  mute(session: string, minutes: number): Promise<PlannedOrder>;
  /** Sends a notice to all players of a room, or of all rooms. */
  notice(text: string, room?: string): Promise<PlannedOrder>;
  /** Ends a match: closes all connections, and keeps nothing. */
  close(room: string): Promise<PlannedOrder>;
}

/** What operators do with reports of players. Methods reject while Redis is unreachable. */
export interface ReportOperations {
  /** @returns open reports, the newest first */
  open(): Promise<OpenReport[]>;
  /** Closes a report. @param also with all others of its room, or from its reporter's client network */
  resolve(id: string, also?: "room" | "network"): Promise<PlannedOrder>;
}

/** All that operators ask for and order. */
export interface OperatorServices {
  operations: Operations;
  replays: ReplayOrders;
  playerReports: ReportOperations;
}

/** Orders about the match logs in this process's REPLAY_DIR. */
export interface ReplayOrders {
  /** Keeps the log of a match forever, or no longer. */
  pin(replay: string, pinned: boolean): Promise<PlannedOrder>;
  /** Deletes the log of a match that is over. */
  delete(replay: string): Promise<PlannedOrder>;
}
