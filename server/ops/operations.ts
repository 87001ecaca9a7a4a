/** What operators may ask of the server; server/cluster does it. */
import type { PlayerFigures, PlayerStatus, RoomStatus, Snapshot, Status } from "../../shared/operators.ts";

export type * from "../../shared/operators.ts";

/** What became of an order. */
export type OrderResult =
  | { outcome: "done" }
  /** @property reason in words for who gave the order */
  | { outcome: "not done"; reason: string }
  /** @property late resolves when it is known after all; undefined when it never will be */
  | { outcome: "unknown"; reason: string; late: Promise<OrderResult | undefined> };

/** An order that makes sense, and can be given: in words, so that it can be written down first. */
export interface Order {
  description: string;
  give(): Promise<OrderResult>;
}

/** An order, or why there is nothing to give one to. */
export type PlannedOrder = Order | { missing: string };

/** Methods that reach for other processes reject while Redis is away. */
export interface Operations {
  /** Why no new player is taken, or undefined when one is. */
  closedBecause(): string | undefined;
  rooms(): Promise<RoomStatus[]>;
  players(): Promise<PlayerStatus[]>;
  status(): Promise<Status>;
  /** Never rejects: without Redis it is what this process knows. */
  snapshot(): Promise<Snapshot>;
  /** @returns undefined when there is no such room, or its process does not answer */
  playersOf(room: string): Promise<PlayerFigures[] | undefined>;
  drain(process: string): Promise<PlannedOrder>;
  /** Takes back a drain that an operator asked for. */
  undrain(process: string): Promise<PlannedOrder>;
  /** Removes a player; its seat is gone, also when it is away. */
  kick(session: string): Promise<PlannedOrder>;
  /** Nobody hears that player. @param minutes 0: everybody hears it again */
  mute(session: string, minutes: number): Promise<PlannedOrder>;
  /** Tells everybody in a room, or in all of them. */
  notice(text: string, room?: string): Promise<PlannedOrder>;
  /** Ends a match: everybody is shown out, nothing is kept. */
  close(room: string): Promise<PlannedOrder>;
}
