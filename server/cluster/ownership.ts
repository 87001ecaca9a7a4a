/**
 * How a process holds a room: from the claim, through renewals of its lease, to the day another process has it. The room
 * itself (server/rooms/survival.ts) is a port, and so is everything else that is touched.
 */
import { MOVED, type MovedReason } from "../../shared/protocol.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { Lease, type Scored } from "./lease.ts";
import type { Address } from "./ledger.ts";
import type { Clock, Options, PeerProcesses } from "./ports.ts";
import {
  CLAIMED,
  HANDED_OVER,
  type RestorableMatch,
  type RestoredMatch,
  type RoomHolder,
  type Takeover,
  TakeoverClaim,
} from "./takeover.ts";

/** Players on their way in are waited for before a room is handed over, ms. */
const ARRIVALS_TIMEOUT = 1500;
/** An heir that has not opened the room by then does not get it, ms. */
const TARGET_TIMEOUT = 3000;

/** A room as its tenure sees it. */
export interface LeasedRoom {
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
  /** It is not known whose the room is: its clients are to ask for it (4010). Their seats are kept. */
  askElsewhere(): void;
  /** Sends the players after the match, and closes the room. */
  sendAway(): void;
}

export interface OwnershipOptions<P extends RestorableMatch> {
  takeover: Takeover<P>;
  clock: Clock;
  peers: Pick<PeerProcesses, "openRoom">;
  telemetry: Pick<Telemetry, "log" | "metrics">;
}

export class RoomOwnership<P extends RestorableMatch = RestoredMatch> implements RoomHolder {
  readonly #on: OwnershipOptions<P>;
  readonly #room: LeasedRoom;
  #lease: Lease | undefined;
  #restored = false;
  #moving = false;
  #gone = false;
  #passed = false;

  constructor(on: OwnershipOptions<P>, room: LeasedRoom) {
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

  /**
   * The process has slept, and does not know yet whether the room was taken from it meanwhile. (Found out here as before a step:
   * what clients have sent meanwhile is read before the first step.)
   */
  get inDoubt(): boolean {
    return !this.#gone && !this.#passed && !this.mayStep;
  }

  /** Others are told that the room is here: it is stepped here, or about to be. */
  get holds(): boolean {
    return !this.#gone && !this.#passed && (this.#lease?.isSure ?? true);
  }

  /**
   * @param options with which the room is opened
   * @returns the match to go on with, if there is one. @throws ServerError when the room is somebody else's
   */
  async open({ [CLAIMED]: claimed, [HANDED_OVER]: passed }: Options = {}): Promise<P | undefined> {
    const { takeover, clock, telemetry } = this.#on;
    const { id: room, name } = this.#room;
    const given = typeof passed === "number" ? passed : undefined;
    const { epoch, restored } = await takeover.open(
      room,
      name,
      this,
      claimed instanceof TakeoverClaim ? claimed : given,
    );
    const events = {
      checkpoint: () => this.#room.checkpoint(MOVED.crash),
      onLost: () => this.#retire("room lost to another process"),
      onDoubt: () => this.#room.askElsewhere(),
    };
    this.#restored = restored !== undefined;
    this.#lease = new Lease(takeover.ledger, { room, name, epoch }, events, telemetry, clock);
    return restored;
  }

  /** 0 before the room is open. */
  get epoch(): number {
    return this.#lease?.epoch ?? 0;
  }

  /**
   * Asked before each step and before its patch: nothing is stepped or told here once the room is passed on, somebody else's, or
   * may be.
   */
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

  /** The room has closed: the match has ended, has moved, or could not even be created. */
  end(): void {
    const { takeover } = this.#on;
    const { id, name } = this.#room;
    takeover.closed(id, this);
    const lease = this.#lease;
    if (lease === undefined || this.#gone) return;
    if (!this.#restored || !lease.isUnplayed) return void lease.release();
    // Whoever takes the match over next may be able to go on with it.
    lease.letGo();
    takeover.failed(id, lease.epoch, new Error(`the ${name} that was restored could not be created`));
  }

  /** The match cannot go on, here or anywhere: it ends, and is kept for the operator. */
  async giveUp(why: string): Promise<void> {
    const lease = this.#lease;
    if (lease === undefined || this.#gone) return;
    this.#gone = this.#moving = true;
    lease.letGo();
    await this.#on.takeover.giveUp(this.#room.id, lease.epoch, why);
  }

  /**
   * Lets another process go on with the match, exactly from here, and sends the players after it.
   * @returns false when that cannot be: then the match goes on here
   */
  async handOver(target: Address): Promise<boolean> {
    const lease = this.#lease;
    if (lease === undefined || this.#moving || !lease.isSure) return false;
    this.#moving = true;
    await this.#room.arrivals(ARRIVALS_TIMEOUT);
    if (this.#gone) return true;
    // It has slept meanwhile, and has to ask first.
    if (!lease.isOurs()) return this.#stay();
    this.#passed = true;
    const relist = this.#room.unlist();
    const { id, name } = this.#room;
    try {
      if (!(await lease.pass(target, this.#room.checkpoint(MOVED.drain)))) {
        this.#retire("room lost to another process");
        return true;
      }
      // The heir finds in Redis what the room is to be.
      await this.#on.peers.openRoom(target.id, name, { [HANDED_OVER]: lease.epoch + 1 }, id, TARGET_TIMEOUT);
      this.#retire("room handed over");
      return true;
    } catch (err) {
      this.#on.telemetry.log.warn({ room: id, heir: target.id, err }, "room not handed over");
      return this.#takeBack(lease, relist);
    }
  }

  async #takeBack(lease: Lease, relist: () => void): Promise<boolean> {
    if (await lease.takeBack()) {
      relist();
      this.#passed = false;
      return this.#stay();
    }
    this.#retire("room lost to another process");
    return true;
  }

  #stay(): false {
    this.#moving = false;
    return false;
  }

  /** The players are to come back, and find the match where it lives now. */
  #retire(why: string): void {
    if (this.#gone) return;
    this.#gone = this.#moving = true;
    this.#room.unlist();
    const { id: room } = this.#room;
    this.#on.telemetry.log.info({ room, players: this.#room.players(), epoch: this.#lease?.epoch }, why);
    this.#room.sendAway();
  }
}
