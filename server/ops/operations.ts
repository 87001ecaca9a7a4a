/** What operators may ask of the server; server/cluster does it. */
import type { PlayerFigures, PlayerStatus, RoomStatus, Snapshot, Status } from "../../shared/operators.ts";

export type * from "../../shared/operators.ts";

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
  /** @returns false when there is no such process */
  drain(process: string): Promise<boolean>;
  /** Takes a drain back. @returns false when there is no such process, or it does not drain because an operator said so */
  undrain(process: string): Promise<boolean>;
  /** @returns who it was; undefined when there is no such player */
  kick(session: string): Promise<PlayerStatus | undefined>;
  /** Tells everybody in a room, or in all of them. @returns false when there is no such room */
  notice(text: string, room?: string): Promise<boolean>;
  /** Ends a match: everybody is shown out, nothing is kept. @returns false when there is no such room */
  close(room: string): Promise<boolean>;
}
