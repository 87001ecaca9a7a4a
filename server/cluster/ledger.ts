/**
 * Which process owns which room: one record a room in Redis, changed only by scripts (ledgerScripts.ts) that check the owner
 * and the epoch first. The owner renews its lease; every change of owner has a higher epoch, and the highest epoch is right: what an
 * owner of an earlier one writes is refused, what an owner of a later one writes replaces the record.
 */

import { ROOM_LEASE } from "./roomLease.ts";

/** Where a process answers. */
export interface Address {
  /** Of the process, as the framework names it. */
  id: string;
  /** host:port for other processes. */
  address: string;
  /** host:port[/path] for players; empty when they come by the entry address. */
  public: string;
}

export interface Entry extends Address {
  name: string;
  epoch: number;
  /** ms since the owner renewed its lease. */
  quiet: number;
  /** Not renewed since Redis changed (see `ROOM_LEASE.settle`): a later owner may be there that the record does not know. */
  stale: boolean;
}

/** `unsettled`: no record, but Redis may have lost it a moment ago, or an owner asks for the room. */
export type Look = Entry | "over" | "unsettled";

export interface Won {
  result: "won";
  epoch: number;
  checkpoint: Buffer | undefined;
  /** What was logged after the checkpoint: see tail.ts. */
  tail: Buffer | undefined;
}

export type Claim =
  | Won
  /** Another process owns it, under that epoch. */
  | { result: "held"; owner: string; epoch: number }
  /** There is no record. An owner that has the match in memory may go on under that epoch. */
  | { result: "none"; epoch: number }
  /** It has ended; Redis may have lost the record a moment ago; or this very call ended the match, because it cannot go on. */
  | { result: "over" | "unsettled" | "lost" };

export interface Write {
  /** Replaces the checkpoint before and its tail. */
  checkpoint?: Buffer;
  /** The match has been played on since it was restored: its next restore is the first again. */
  played?: boolean;
  /** Grows from write to write under an epoch: one that comes late, as out of a connection that was given up, changes nothing. */
  number?: number;
}

/** What an owner is told of a renewal. */
export type Renewal =
  | "renewed"
  /** What Redis knows of the match is older than what the owner last wrote: a checkpoint must follow. */
  | "restored"
  /** Another process owns the room: nothing was written. */
  | "lost";

/** What an owner is told that asks whether it still owns the room. Where it is neither of a `Renewal`, nothing was renewed. */
export type Confirmation =
  | Renewal
  /** Redis has changed, and an owner of a later epoch may not have renewed yet, or asks as well: ask again. */
  | "unsettled"
  /**
   * Nobody has renewed since Redis changed. Redis may have lost an owner of a later epoch, which cannot reach it now: ask the other
   * processes, then again.
   */
  | "stale";

/** The scripts, as Redis runs them: whole or not at all, one after the other. Rejects when Redis does not answer. */
export interface LedgerStore {
  /** A new room, epoch 1. Wins when there is no record. */
  open(room: string, by: Address, name: string): Promise<Claim>;
  /**
   * A room whose owner of at most `epoch` is known to be gone, or has passed it on. Wins when the record's epoch is not
   * higher and its owner has been quiet for `quiet` ms; with `quiet` 0, when the record is the asker's own, or was handed over and
   * not opened yet. With `quiet` above 0 it counts as a restore after a death, unless that owner's death is blamed on
   * another room; blamed on this one, the match has broken its owner.
   * @param owner of the record, as looked up
   */
  takeOver(
    room: string,
    by: Address,
    name: string,
    epoch: number,
    quiet: number,
    owner: string,
  ): Promise<Claim>;
  renew(room: string, by: Address, name: string, epoch: number, write: Write): Promise<Renewal>;
  /**
   * Renews, and adds to the tail of the checkpoint: only when Redis has every write of this epoch up to this one. `restored`: it has
   * not, and nothing was renewed.
   * @param number of this write: see `Write`
   */
  append(room: string, owner: string, epoch: number, number: number, tail: Buffer): Promise<Renewal>;
  /**
   * Renews for an owner that may have been replaced while it slept.
   * @param isAlone no other process has the room under a later epoch: all have been asked
   */
  confirm(room: string, by: Address, name: string, epoch: number, isAlone: boolean): Promise<Confirmation>;
  /** Makes `target` the owner, epoch + 1, with the checkpoint. @returns false when another process owns the room */
  pass(
    room: string,
    owner: string,
    epoch: number,
    checkpoint: Buffer,
    target: Address,
    name: string,
  ): Promise<boolean>;
  /** The room has ended. Does nothing when another process owns it. */
  release(room: string, owner: string, epoch: number): Promise<void>;
  /** The owner could not restore the match. Does nothing when another process owns the room. */
  restoreFailed(room: string, owner: string, epoch: number): Promise<void>;
  /** The match cannot go on: it ends, and its checkpoint is kept aside. @returns false when another process owns the room */
  quarantine(room: string, owner: string, epoch: number): Promise<boolean>;
  look(room: string): Promise<Look>;
  /** @returns the checkpoint of a match, no matter which process owns it; undefined when there is none */
  peek(room: string): Promise<Buffer | undefined>;
  /** Notes that Redis has changed, if it has: to be called whenever a connection is made anew. */
  notice(): Promise<void>;
}

/** The ledger as one process uses it. */
export class Ledger {
  readonly #store: LedgerStore;
  readonly #self: () => Address;

  /** @param self asked anew each time: a process learns its port when it listens */
  constructor(store: LedgerStore, self: () => Address) {
    this.#store = store;
    this.#self = self;
  }

  get self(): Address {
    return this.#self();
  }

  /** Makes this process the owner of a new room. */
  open(room: string, name: string): Promise<Claim> {
    return this.#store.open(room, this.self, name);
  }

  /** Takes a room over from an owner that is gone. @param entry as looked up */
  takeOver(room: string, { name, epoch, id }: Pick<Entry, "name" | "epoch" | "id">): Promise<Claim> {
    return this.#store.takeOver(room, this.self, name, epoch, ROOM_LEASE.quiet, id);
  }

  /** Takes a room that was passed on under that epoch: to this process, or by it. */
  takePassed(room: string, name: string, epoch: number): Promise<Claim> {
    return this.#store.takeOver(room, this.self, name, epoch, 0, this.self.id);
  }

  renew(room: string, name: string, epoch: number, write: Write): Promise<Renewal> {
    return this.#store.renew(room, this.self, name, epoch, write);
  }

  /** See `LedgerStore`. */
  append(room: string, epoch: number, number: number, tail: Buffer): Promise<Renewal> {
    return this.#store.append(room, this.self.id, epoch, number, tail);
  }

  /** See `LedgerStore`. */
  confirm(room: string, name: string, epoch: number, isAlone = false): Promise<Confirmation> {
    return this.#store.confirm(room, this.self, name, epoch, isAlone);
  }

  /** Hands a room over, with its checkpoint. @returns false when another process owned it already */
  pass(room: string, name: string, epoch: number, checkpoint: Buffer, target: Address): Promise<boolean> {
    return this.#store.pass(room, this.self.id, epoch, checkpoint, target, name);
  }

  /** The room has ended. */
  release(room: string, epoch: number): Promise<void> {
    return this.#store.release(room, this.self.id, epoch);
  }

  /** This process could not restore the match. */
  restoreFailed(room: string, epoch: number): Promise<void> {
    return this.#store.restoreFailed(room, this.self.id, epoch);
  }

  /** The match cannot go on. @returns false when another process owns the room */
  quarantine(room: string, epoch: number): Promise<boolean> {
    return this.#store.quarantine(room, this.self.id, epoch);
  }

  look(room: string): Promise<Look> {
    return this.#store.look(room);
  }

  /** See `LedgerStore`. */
  peek(room: string): Promise<Buffer | undefined> {
    return this.#store.peek(room);
  }
}
