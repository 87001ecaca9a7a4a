/**
 * The ownership of a room: from the claim through the renewals of its lease to the hand-over or the loss. It
 * reaches the room (server/rooms/survival.ts) and everything else through ports.
 */
import { MOVED, type MovedReason } from "../../shared/protocol.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import type { RestorableMatch, RestoredMatch } from "./checkpoint.ts";
import { CLAIMED, HANDED_OVER, type HeldRooms, type RoomHolder, TakeoverClaim } from "./heldRooms.ts";
import { Lease } from "./lease.ts";
import type { ProcessAddress } from "./ledger.ts";
import type { Clock, Options, PeerProcesses } from "./ports.ts";

/** A hand-over waits for players that have a reservation for this long, ms. */
const ARRIVALS_TIMEOUT = 1500;
/** Timeout for the target process to open the room, ms. After it the room is taken back. */
const TARGET_TIMEOUT = 3000;

/** A room as its ownership sees it. */
export interface LeasedRoom {
  readonly id: string;
  readonly name: string;
  /** Players that hold a seat. */
  players(): number;
  /**
   * @param moved why the match moved, if another process continues from this checkpoint
   * @returns the match between two ticks
   */
  checkpoint(moved: MovedReason): Buffer;
  /**
   * @returns what has changed since the latest checkpoint or call; undefined when that is not known, so that
   * a checkpoint is needed
   */
  tail(): Buffer | undefined;
  /** Resolves once each client with a seat reservation has connected, or after `timeout` ms. */
  arrivals(timeout: number): Promise<void>;
  /** From now on this process writes no listing of the room. @returns a function that undoes that */
  unlist(): () => void;
  /**
   * It is not known which process owns the room: closes its connections with 4010, so that clients ask. Their
   * seats are kept.
   */
  askElsewhere(): void;
  /** Closes the room with 4010, so that the players follow the match. */
  sendAway(): void;
}

export interface OwnershipOptions<P extends RestorableMatch> {
  held: HeldRooms<P>;
  clock: Clock;
  peers: Pick<PeerProcesses, "openRoom">;
  telemetry: Pick<Telemetry, "log" | "metrics">;
  /** See `Takeover`. */
  isPlayedElsewhere(room: string, epoch: number): Promise<boolean>;
  /** host:port[/path] of all processes that players can reach. */
  addresses(): string[];
}

export class RoomOwnership<P extends RestorableMatch = RestoredMatch> implements RoomHolder {
  readonly #on: OwnershipOptions<P>;
  readonly #room: LeasedRoom;
  #lease: Lease | undefined;
  #restored = false;
  #isCreated = false;
  #moving = false;
  #gone = false;
  #passed = false;
  #isGivenUp = false;

  constructor(on: OwnershipOptions<P>, room: LeasedRoom) {
    this.#on = on;
    this.#room = room;
  }

  /** Whether the room is about to move, or has moved: then no player may join. */
  get moving(): boolean {
    return this.#moving;
  }

  /** Whether the checkpoint for the target process is taken: a player that joined now would not be in it. */
  get passed(): boolean {
    return this.#passed;
  }

  /** Whether the match continues in another process: closing the room here does not end it. */
  get gone(): boolean {
    return this.#gone;
  }

  /**
   * Whether the process was stopped and does not know yet if another process has taken the room over. The
   * getter checks that itself, because frames of clients are read before the first step.
   */
  get inDoubt(): boolean {
    return !this.#gone && !this.#passed && !this.mayStep;
  }

  /** Whether this process tells others that it has the room: it steps the room, or is about to. */
  get holds(): boolean {
    return !this.#gone && !this.#passed && (this.#lease?.isSure ?? true);
  }

  /**
   * Whether the match is over for good when the room closes now: no other process owns it, or may continue
   * it.
   */
  get endsMatch(): boolean {
    if (this.#isGivenUp) return true;
    return this.holds && !this.#isUnplayed;
  }

  /** Whether nobody has played the match here since its restore: the checkpoint in Redis is the match. */
  get #isUnplayed(): boolean {
    return this.#restored && (this.#lease?.writer.isUnplayed ?? false);
  }

  /**
   * @param options with which the room is opened
   * @returns the match to continue, if there is one. @throws ServerError when another process owns the room
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

  /** The room is created, and about to step. */
  created(): void {
    this.#isCreated = true;
  }

  /** 0 before the room is open. */
  get epoch(): number {
    return this.#lease?.epoch ?? 0;
  }

  /**
   * Read it before each step and before its patch. It is false once the room is handed over, or another
   * process owns or may own it.
   */
  get mayStep(): boolean {
    return this.#lease?.isOurs() ?? true;
  }

  /**
   * Writes what a step changed to Redis. Call it before the patch is sent.
   * @param tick of the world after the step
   */
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

  /**
   * The process stops, and is about to close the room. A match that was not played here since its restore is
   * let go: what its players do from now on is no part of it.
   */
  stop(): void {
    if (!this.holds || !this.#isUnplayed) return;
    this.#gone = this.#moving = true;
    this.#lease?.letGo();
  }

  /** The room has closed: the match has ended or moved, or could not be created. */
  end(): void {
    const { held } = this.#on;
    const { id, name } = this.#room;
    held.closed(id, this);
    const lease = this.#lease;
    if (lease === undefined || this.#gone) return;
    if (!this.#isUnplayed) return void lease.release();
    // Nobody has played here since the restore: the next owner goes on from the same checkpoint.
    lease.letGo();
    // The process stops before the first step.
    if (this.#isCreated) return;
    held.lost.restoreFailed(id, lease.epoch, new Error(`the ${name} that was restored could not be created`));
  }

  /** Ends a match that cannot continue in any process. Its checkpoint is kept for the operator. */
  async giveUp(why: string): Promise<void> {
    const lease = this.#lease;
    if (lease === undefined || this.#gone) return;
    this.#gone = this.#moving = this.#isGivenUp = true;
    lease.letGo();
    await this.#on.held.lost.giveUp(this.#room.id, lease.epoch, why);
  }

  /**
   * Hands the match over to a target process as it is now, and sends the players after it.
   * @returns false when that is not possible: then the match continues here
   */
  async handOver(target: ProcessAddress): Promise<boolean> {
    const lease = this.#lease;
    if (lease === undefined || this.#moving || !lease.isSure) return false;
    this.#moving = true;
    await this.#room.arrivals(ARRIVALS_TIMEOUT);
    if (this.#gone) return true;
    // The process was stopped in between, so it must ask Redis first.
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
