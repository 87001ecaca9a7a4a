/**
 * Connects a room to its ownership (server/cluster/ownership.ts), so that it outlives its process, and tells
 * its players the addresses of other processes. Without Redis it does nothing.
 */
import type { Client, Room } from "@colyseus/core";
import { InputFields } from "../../shared/log/inputFields.ts";
import type { Match } from "../../shared/log/match.ts";
import { CLOSE, type MovedReason } from "../../shared/protocol.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import type { RestoredMatch } from "../cluster/checkpoint.ts";
import { type LeasedRoom, type OwnershipOptions, RoomOwnership } from "../cluster/ownership.ts";
import type { Options } from "../cluster/ports.ts";
import { arrivals, cancelReservations } from "../framework/reservations.ts";
import { listUnder, unlist } from "../framework/room.ts";
import { Repeated } from "../ops/repeated.ts";
import { type CheckpointedRoom, restoreRoom, seatRecord, takeCheckpoint } from "./checkpointing.ts";
import { MatchTail } from "./matchTail.ts";

export class Survival {
  readonly #room: Room;
  readonly #match: CheckpointedRoom;
  readonly #options: OwnershipOptions<RestoredMatch> | undefined;
  #ownership: RoomOwnership | undefined;
  #tail: MatchTail | undefined;
  /** Session ids of seats that have changed since they were last written. */
  readonly #changed = new Set<string>();
  readonly #repeated = new Repeated();
  /** The addresses that were last sent to players, separated by spaces. */
  #peers = "";

  constructor(room: Room, match: CheckpointedRoom) {
    this.#room = room;
    this.#match = match;
    this.#options = match.context.ownership;
  }

  /** See `RoomOwnership`. */
  get moving(): boolean {
    return this.#ownership?.moving ?? false;
  }

  get passed(): boolean {
    return this.#ownership?.passed ?? false;
  }

  get gone(): boolean {
    return this.#ownership?.gone ?? false;
  }

  /** 0 where processes share nothing. */
  get epoch(): number {
    return this.#ownership?.epoch ?? 0;
  }

  /** See `RoomOwnership`. */
  get inDoubt(): boolean {
    return this.#ownership?.inDoubt ?? false;
  }

  /** See `RoomOwnership`. */
  get holds(): boolean {
    return this.#ownership?.holds ?? true;
  }

  /** See `RoomOwnership`. */
  get endsMatch(): boolean {
    return this.#ownership?.endsMatch ?? true;
  }

  /** See `RoomOwnership`. */
  get mayStep(): boolean {
    return this.#ownership?.mayStep ?? true;
  }

  /**
   * @param options with which the room is opened
   * @returns the match to continue, if there is one. @throws ServerError when another process owns the room
   */
  async open(options: Options): Promise<RestoredMatch | undefined> {
    if (this.#options === undefined) return undefined;
    const ownership = new RoomOwnership(this.#options, this.#leasedRoom());
    this.#ownership = ownership;
    listUnder(this.#room, () => ownership.epoch);
    const restored = await ownership.open(options);
    this.#broadcastPeers();
    return restored;
  }

  /** From the next checkpoint on, every step writes the changes of the match to Redis. */
  record(match: Match): void {
    if (this.#ownership === undefined) return;
    const { game, context } = this.#match;
    const { toNumbers } = game.inputs;
    const fields = new InputFields(game.game.input, toNumbers as (input: object, into: Float64Array) => void);
    this.#tail = new MatchTail(match, fields, (err) => {
      const { log } = context.telemetry;
      const room = this.#room.roomId;
      this.#repeated.add("tail", (times) =>
        log.error({ room, err, times }, "fault in recording for a takeover"),
      );
    });
    match.record(this.#tail);
  }

  /** Continues a match of another process. Must be called while the room is created. */
  restore(restored: RestoredMatch): void {
    restoreRoom(this.#room, this.#match, restored, this.#ownership?.epoch ?? 0);
  }

  /** See `RoomOwnership`. */
  created(): void {
    this.#ownership?.created();
  }

  /** Writes the changes of a step to Redis. Must be called before any client receives them. */
  step(): void {
    const { world } = this.#match.match();
    this.#ownership?.step(world.tick);
    if (world.tick % TICK_RATE === 0) this.#broadcastPeers();
  }

  /** Whether checkpoints are taken. */
  get isKept(): boolean {
    return this.#ownership !== undefined;
  }

  /** Tells a player the addresses of other processes, which it asks when this one is gone. */
  sendPeers(client: Client): void {
    if (this.#peers !== "") client.send("peers", { addresses: this.#peers.split(" ") });
  }

  /**
   * A player has taken a seat: the next step writes a checkpoint, with the wire ids of the player's entity.
   */
  seatTaken(session: string): void {
    if (this.#ownership === undefined) return;
    this.#changed.add(session);
    this.#ownership.requestCheckpoint();
  }

  /** The tokens of a seat were rotated, or its player was muted: the next step writes the seat. */
  seatChanged(session: string): void {
    if (this.#ownership === undefined) return;
    this.#changed.add(session);
    this.seatLeft(false);
  }

  /**
   * A player has left: the next step writes that.
   * @param needsCheckpoint whether data has changed that a tail does not contain: see
   * `RoundRecorder.leftPlayers`
   */
  seatLeft(needsCheckpoint: boolean): void {
    if (needsCheckpoint || this.#ownership?.hasTail === false) this.#ownership?.requestCheckpoint();
  }

  /** See `RoomOwnership`. */
  giveUp: RoomOwnership["giveUp"] = async (why) => this.#ownership?.giveUp(why);

  /** See `RoomOwnership`. */
  stop(): void {
    this.#ownership?.stop();
  }

  /** The room has closed. */
  end(): void {
    this.#repeated.end();
    this.#ownership?.end();
  }

  /** See `RoomOwnership.handOver`. */
  handOver: RoomOwnership["handOver"] = async (target) => (await this.#ownership?.handOver(target)) ?? false;

  #broadcastPeers(): void {
    const addresses = this.#options?.addresses() ?? [];
    const peers = addresses.sort().join(" ");
    if (peers === this.#peers) return;
    this.#peers = peers;
    this.#room.broadcast("peers", { addresses });
  }

  /** Changes of the room besides its match that are not written yet. */
  #takeChanges() {
    const { outbox, seats: all } = this.#match;
    const seats = [...this.#changed].flatMap((session) => {
      const seat = all.get(session);
      return seat === undefined ? [] : seatRecord(session, seat);
    });
    this.#changed.clear();
    return { elapsed: this.#room.clock.elapsedTime, messages: outbox.takeUnsaved(), seats };
  }

  #leasedRoom(): LeasedRoom {
    const room = this.#room;
    return {
      ...{ id: room.roomId, name: room.roomName },
      players: () => room.clients.length,
      checkpoint: (moved: MovedReason) => {
        const checkpoint = takeCheckpoint(room, this.#match, moved, this.#tail?.format);
        this.#tail?.restart();
        this.#changed.clear();
        return checkpoint;
      },
      tail: () => this.#tail?.take(() => this.#takeChanges()),
      arrivals: (timeout) => arrivals(room, timeout),
      unlist: () => unlist(room),
      askElsewhere() {
        for (const client of [...room.clients]) client.leave(CLOSE.comeBack);
      },
      sendAway() {
        cancelReservations(room);
        void room.disconnect(CLOSE.comeBack);
      },
    };
  }
}
