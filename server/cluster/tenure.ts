/**
 * How a process holds a room: from the claim, through renewals of its lease, to the day another process has it. The room
 * itself (server/rooms/survival.ts) is a port, and so is everything else that is touched.
 */
import { MOVED, type MovedReason } from "../../shared/protocol.ts";
import { log } from "../ops/log.ts";
import { Lease, type Scored } from "./lease.ts";
import type { Address } from "./ledger.ts";
import type { Clock, Peers } from "./ports.ts";
import type { Past, Restored, Takeover } from "./takeover.ts";

/** Players on their way in are waited for before a room is handed over, ms. */
const ARRIVALS = 1500;
/** An heir that has not opened the room by then does not get it, ms. */
const HEIR = 3000;

/** A room as its tenure sees it. */
export interface Held {
  readonly id: string;
  readonly name: string;
  /** Players that hold a seat. */
  players(): number;
  /** The match between two ticks. @param moved what happened if it goes on from this elsewhere */
  checkpoint(moved: MovedReason): Buffer;
  /** Resolves once everybody with a seat reservation has come, or after `patience` ms. */
  arrivals(patience: number): Promise<void>;
  /** Nothing is listed under the room's id by this process any more. @returns takes that back */
  unlist(): () => void;
  /** Sends the players after the match, and closes the room. */
  sendAway(): void;
}

export interface TenureOptions<P extends Restored> {
  takeover: Takeover<P>;
  clock: Clock;
  peers: Pick<Peers, "openRoom">;
}

export class Tenure<P extends Restored = Past> {
  readonly #on: TenureOptions<P>;
  readonly #room: Held;
  #lease: Lease | undefined;
  #moving = false;
  #gone = false;
  #passed = false;

  constructor(on: TenureOptions<P>, room: Held) {
    this.#on = on;
    this.#room = room;
  }

  /** Nobody gets in any more: the room is about to live elsewhere, or does. */
  get moving(): boolean {
    return this.#moving;
  }

  /** The match is written down for its heir: whoever came in now would be left behind. */
  get passed(): boolean {
    return this.#passed;
  }

  /** The match goes on elsewhere: what happens here from now on is no end of anything. */
  get gone(): boolean {
    return this.#gone;
  }

  /** @returns the match to go on with, if there is one. @throws ServerError when the room is somebody else's */
  async open(): Promise<P | undefined> {
    const { takeover, clock } = this.#on;
    const { id: room, name } = this.#room;
    const { epoch, past } = await takeover.open(room, name);
    const events = {
      checkpoint: () => this.#room.checkpoint(MOVED.crash),
      onLost: () => this.#retire("room lost to another process"),
    };
    this.#lease = new Lease(takeover.ledger, { room, name, epoch }, events, clock);
    return past;
  }

  /** 0 before the room is open. */
  get epoch(): number {
    return this.#lease?.epoch ?? 0;
  }

  /** Asked before each step: nothing is stepped here once the room is passed on, or somebody else's. */
  get mayStep(): boolean {
    return this.#lease?.isOurs() ?? true;
  }

  /** Writes down what a step changed; to be called before anybody is told of it. */
  step(world: Scored): void {
    this.#lease?.step(world);
  }

  seatsChanged(): void {
    this.#lease?.seatsChanged();
  }

  /** The match has ended. */
  end(): void {
    void this.#lease?.release();
  }

  /**
   * Lets another process go on with the match, exactly from here, and sends the players after it.
   * @returns false when that cannot be: then the match goes on here
   */
  async handOver(heir: Address): Promise<boolean> {
    const lease = this.#lease;
    if (lease === undefined || this.#moving) return false;
    this.#moving = true;
    await this.#room.arrivals(ARRIVALS);
    this.#passed = true;
    const relist = this.#room.unlist();
    const { id, name } = this.#room;
    try {
      if (!(await lease.pass(heir, this.#room.checkpoint(MOVED.drain)))) {
        this.#retire("room lost to another process");
        return true;
      }
      // The heir finds in Redis what the room is to be.
      await this.#on.peers.openRoom(heir.id, name, {}, id, HEIR);
      this.#retire("room handed over");
      return true;
    } catch (err) {
      log.warn({ room: id, heir: heir.id, err }, "room not handed over");
      return this.#takeBack(lease, relist);
    }
  }

  async #takeBack(lease: Lease, relist: () => void): Promise<boolean> {
    if (await lease.takeBack()) {
      relist();
      this.#moving = this.#passed = false;
      return false;
    }
    this.#retire("room lost to another process");
    return true;
  }

  /** The players are to come back, and find the match where it lives now. */
  #retire(why: string): void {
    if (this.#gone) return;
    this.#gone = this.#moving = true;
    this.#room.unlist();
    const { id: room } = this.#room;
    log.info({ room, players: this.#room.players(), epoch: this.#lease?.epoch }, why);
    this.#room.sendAway();
  }
}
