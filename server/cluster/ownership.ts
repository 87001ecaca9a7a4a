/**
 * The ownership of a room: from the claim, through renewals of its lease, to the hand-over or loss. The room itself
 * (server/rooms/survival.ts) and everything else it touches are ports.
 */
import { MOVED, type MovedReason } from "../../shared/protocol.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import type { RestorableMatch, RestoredMatch } from "./checkpoint.ts";
import { CLAIMED, HANDED_OVER, type HeldRooms, type RoomHolder, TakeoverClaim } from "./heldRooms.ts";
import { Lease } from "./lease.ts";
import type { Address } from "./ledger.ts";
import type { Clock, Options, PeerProcesses } from "./ports.ts";

/** Players on their way in are waited for before a room is handed over, ms. */
const ARRIVALS_TIMEOUT = 1500;
/** A target process that has not opened the room within this time does not get it, ms. */
const TARGET_TIMEOUT = 3000;

/** A room as its ownership sees it. */
export interface LeasedRoom {
  readonly id: string;
  readonly name: string;
  /** Players that hold a seat. */
  players(): number;
  /** The match between two ticks. @param moved what happened if it goes on from this elsewhere */
  checkpoint(moved: MovedReason): Buffer;
  /** What has changed since the latest checkpoint or call of this; undefined: it is not known, and a checkpoint must tell it. */
  tail(): Buffer | undefined;
  /** Resolves once each client with a seat reservation has connected, or after `patience` ms. */
  arrivals(patience: number): Promise<void>;
  /** Nothing is listed under the room's id by this process any more. @returns takes that back */
  unlist(): () => void;
  /** It is not known whose the room is: its clients are to ask for it (4010). Their seats are kept. */
  askElsewhere(): void;
  /** Sends the players after the match, and closes the room. */
  sendAway(): void;
}

export interface OwnershipOptions<P extends RestorableMatch> {
  held: HeldRooms<P>;
  clock: Clock;
  peers: Pick<PeerProcesses, "openRoom">;
  telemetry: Pick<Telemetry, "log" | "metrics">;
  /** See `Takeover`. */
  isPlayedElsewhere(room: string, epoch: number): Promise<boolean>;
  /** host:port[/path] of all processes that players can ask. */
  addresses(): string[];
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

  /** No player may join: the room is about to move, or has moved. */
  get moving(): boolean {
    return this.#moving;
  }

  /** The checkpoint for the target process is taken: a player that joined now would be left behind. */
  get passed(): boolean {
    return this.#passed;
  }

  /** The match goes on in another process: what closes here from now on ends no match. */
  get gone(): boolean {
    return this.#gone;
  }

  /**
   * The process was stopped, and does not know yet whether another process has taken the room over. (Checked here as before a
   * step: what clients have sent meanwhile is read before the first step.)
   */
  get inDoubt(): boolean {
    return !this.#gone && !this.#passed && !this.mayStep;
  }

  /** Whether other processes are told that the room is here: it is stepped here, or about to be. */
  get holds(): boolean {
    return !this.#gone && !this.#passed && (this.#lease?.isSure ?? true);
  }

  /**
   * @param options with which the room is opened
   * @returns the match to go on with, if there is one. @throws ServerError when another process owns the room
   */
  async open({ [CLAIMED]: claimed, [HANDED_OVER]: passed }: Options = {}): Promise<P | undefined> {
    const { held, clock, telemetry } = this.#on;
    const { id: room, name } = this.#room;
    const given = typeof passed === "number" ? passed : undefined;
    const { epoch, restored } = await held.open(
      room,
      name,
      this,
      claimed instanceof TakeoverClaim ? claimed : given,
    );
    const events = {
      checkpoint: () => this.#room.checkpoint(MOVED.crash),
      tail: () => this.#room.tail(),
      isPlayedElsewhere: (epoch: number) => this.#on.isPlayedElsewhere(room, epoch),
      onLost: () => this.#retire("room lost to another process"),
      onDoubt: () => this.#room.askElsewhere(),
    };
    this.#restored = restored !== undefined;
    this.#lease = new Lease(held.ledger, { room, name, epoch }, events, telemetry, clock);
    return restored;
  }

  /** 0 before the room is open. */
  get epoch(): number {
    return this.#lease?.epoch ?? 0;
  }

  /**
   * Asked before each step and before its patch: nothing is stepped or sent here once the room is handed over, or another
   * process owns it or may own it.
   */
  get mayStep(): boolean {
    return this.#lease?.isOurs() ?? true;
  }

  /** Writes what a step changed to Redis; call it before any client is told. @param tick of the world after it */
  step(tick: number): void {
    this.#lease?.writer.step(tick);
  }

  /** Whether the next step writes what has changed, as part of the tail or as a checkpoint. */
  get hasTail(): boolean {
    return this.#lease?.writer.hasTail ?? false;
  }

  /** The next step writes a checkpoint. */
  requestCheckpoint(): void {
    this.#lease?.writer.requestCheckpoint();
  }

  /** The room has closed: the match has ended, has moved, or could not even be created. */
  end(): void {
    const { held } = this.#on;
    const { id, name } = this.#room;
    held.closed(id, this);
    const lease = this.#lease;
    if (lease === undefined || this.#gone) return;
    if (!this.#restored || !lease.writer.isUnplayed) return void lease.release();
    // The next owner may be able to restore the match.
    lease.letGo();
    held.lost.restoreFailed(id, lease.epoch, new Error(`the ${name} that was restored could not be created`));
  }

  /** The match cannot go on, here or anywhere: it ends, and is kept for the operator. */
  async giveUp(why: string): Promise<void> {
    const lease = this.#lease;
    if (lease === undefined || this.#gone) return;
    this.#gone = this.#moving = true;
    lease.letGo();
    await this.#on.held.lost.giveUp(this.#room.id, lease.epoch, why);
  }

  /**
   * Hands the match over to a target process, exactly from here, and sends the players after it.
   * @returns false when that cannot be: then the match goes on here
   */
  async handOver(target: Address): Promise<boolean> {
    const lease = this.#lease;
    if (lease === undefined || this.#moving || !lease.isSure) return false;
    this.#moving = true;
    await this.#room.arrivals(ARRIVALS_TIMEOUT);
    if (this.#gone) return true;
    // The process was stopped meanwhile, and must ask Redis first.
    if (!lease.isOurs()) return this.#stay();
    this.#passed = true;
    const relist = this.#room.unlist();
    const { id, name } = this.#room;
    try {
      if (!(await lease.pass(target, this.#room.checkpoint(MOVED.drain)))) {
        this.#retire("room lost to another process");
        return true;
      }
      // The target process reads the checkpoint from Redis.
      await this.#on.peers.openRoom(target.id, name, { [HANDED_OVER]: lease.epoch + 1 }, id, TARGET_TIMEOUT);
      this.#retire("room handed over");
      return true;
    } catch (err) {
      this.#on.telemetry.log.warn({ room: id, target: target.id, err }, "room not handed over");
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

  /** Closes the connections, so that the clients ask where the match is now. */
  #retire(why: string): void {
    if (this.#gone) return;
    this.#gone = this.#moving = true;
    this.#room.unlist();
    const { id: room } = this.#room;
    this.#on.telemetry.log.info({ room, players: this.#room.players(), epoch: this.#lease?.epoch }, why);
    this.#room.sendAway();
  }
}
