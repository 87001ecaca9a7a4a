/**
 * Which process owns which room. Redis has one record for each room (ledgerRecords.ts). Only scripts change
 * it (ledgerScripts.ts), after they have checked the owner and the epoch. The owner renews its lease. Every
 * new owner has a higher epoch, and the highest epoch is right: writes of earlier owners are refused, a write
 * of a later owner replaces the record.
 */
import { ROOM_LEASE } from "./roomLease.ts";

/** A process, and where it answers. */
export interface ProcessAddress {
  /** Id of the process in the framework. */
  id: string;
  /** host:port for other processes. */
  address: string;
  /** host:port[/path] for players; empty when players use the entry address. */
  public: string;
}

export interface Entry extends ProcessAddress {
  name: string;
  epoch: number;
  /** ms since the owner renewed its lease. */
  quiet: number;
  /**
   * The record was not renewed since Redis changed (see `ROOM_LEASE.settle`), so it may lack a later owner.
   */
  stale: boolean;
}

/**
 * `unsettled`: there is no record, but Redis may just have lost it, or an owner may be about to write it
 * again.
 */
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
  /** Another process owns it under that epoch. */
  | { result: "held"; owner: string; epoch: number }
  /** There is no record. An owner that has the match in memory may continue under that epoch. */
  | { result: "none"; epoch: number }
  /**
   * `over`: it has ended. `unsettled`: Redis may just have lost the record. `lost`: this call ended the
   * match, because it cannot continue.
   */
  | { result: "over" | "unsettled" | "lost" };

export interface Write {
  /** Replaces the previous checkpoint and its tail. */
  checkpoint?: Buffer;
  /** The match counts as played since it was restored: the count of its restores begins again. */
  played?: boolean;
  /**
   * Grows with each write under an epoch. A late write, from a connection that was given up, has a lower
   * number and changes nothing.
   */
  number?: number;
}

/** The answer to a renewal. */
export type Renewal =
  | "renewed"
  /** Redis has an older state of the match than the owner wrote: a checkpoint must follow. */
  | "restored"
  /** Another process owns the room: nothing was written. */
  | "lost";

/** The answer to an owner that asks whether it still owns the room. `unsettled` and `stale` renew nothing. */
export type Confirmation =
  | Renewal
  /** Redis has changed, and an owner of a later epoch may not have renewed yet, or asks too: ask again. */
  | "unsettled"
  /**
   * No owner has renewed since Redis changed. Redis may have lost an owner of a later epoch, which cannot
   * reach it now: ask the other processes, then again.
   */
  | "stale";

/** The scripts of ledgerScripts.ts as functions. They reject when Redis does not answer. */
export interface LedgerStore {
  /** Claims a new room, under epoch 1. Won when there is no record. */
  open(room: string, by: ProcessAddress, name: string): Promise<Claim>;
  /**
   * Claims a room whose owner of at most `epoch` is gone, or has handed it over. With `quiet` above 0 the
   * claim is won when the record's epoch is not higher and its owner has not renewed for `quiet` ms; then it
   * counts as a restore after a death, unless that death is blamed on another room. If it is blamed on this
   * room, the match has broken its owner; the next owner's death without a known cause is then waited out
   * (`ROOM_LEASE.suspected`). With `quiet` 0 the claim is won when the record is the caller's own, or was
   * handed over and not opened yet.
   * @param owner of the record that was looked up
   */
  takeOver(
    room: string,
    by: ProcessAddress,
    name: string,
    epoch: number,
    quiet: number,
    owner: string,
  ): Promise<Claim>;
  renew(room: string, by: ProcessAddress, name: string, epoch: number, write: Write): Promise<Renewal>;
  /**
   * Renews, and appends to the tail of the checkpoint, if Redis has all earlier writes of this epoch.
   * `restored`: a write is missing, and nothing was renewed.
   * @param number of this write: see `Write`
   */
  append(room: string, owner: string, epoch: number, number: number, tail: Buffer): Promise<Renewal>;
  /**
   * Renews for an owner that may have been replaced while it slept.
   * @param isAlone all other processes were asked, and none has the room under a later epoch
   */
  confirm(
    room: string,
    by: ProcessAddress,
    name: string,
    epoch: number,
    isAlone: boolean,
  ): Promise<Confirmation>;
  /**
   * Makes `target` the owner, epoch + 1, with the checkpoint.
   * @returns false when another process owns the room
   */
  pass(
    room: string,
    owner: string,
    epoch: number,
    checkpoint: Buffer,
    target: ProcessAddress,
    name: string,
  ): Promise<boolean>;
  /** Records that the room has ended. Does nothing when another process owns it. */
  release(room: string, owner: string, epoch: number): Promise<void>;
  /** Records that the owner could not restore the match. Does nothing when another process owns the room. */
  restoreFailed(room: string, owner: string, epoch: number): Promise<void>;
  /**
   * Ends a match that cannot continue, and keeps its checkpoint.
   * @returns false when another process owns the room
   */
  quarantine(room: string, owner: string, epoch: number): Promise<boolean>;
  look(room: string): Promise<Look>;
  /** @returns the checkpoint of a match, no matter which process owns it; undefined when there is none */
  peek(room: string): Promise<Buffer | undefined>;
  /** Records when Redis has changed. Call it for each new connection. */
  notice(): Promise<void>;
}

/** The ledger as one process uses it. */
export class Ledger {
  readonly #store: LedgerStore;
  readonly #self: () => ProcessAddress;

  /** @param self called each time, because a process knows its port only once it listens */
  constructor(store: LedgerStore, self: () => ProcessAddress) {
    this.#store = store;
    this.#self = self;
  }

  get self(): ProcessAddress {
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

  /** Takes a room that was handed over under that epoch: to this process, or by it. */
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
  pass(
    room: string,
    name: string,
    epoch: number,
    checkpoint: Buffer,
    target: ProcessAddress,
  ): Promise<boolean> {
    return this.#store.pass(room, this.self.id, epoch, checkpoint, target, name);
  }

  /** See `LedgerStore`. */
  release(room: string, epoch: number): Promise<void> {
    return this.#store.release(room, this.self.id, epoch);
  }

  /** See `LedgerStore`. */
  restoreFailed(room: string, epoch: number): Promise<void> {
    return this.#store.restoreFailed(room, this.self.id, epoch);
  }

  /** See `LedgerStore`. */
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
