/**
 * The room's part in outliving its process: opens as what another process left, writes itself down while it plays, and
 * leaves when it lives elsewhere. Where nothing is shared between processes it does nothing.
 */
import { type Client, matchMaker, type Room, requestFromIPC } from "@colyseus/core";
import { TICK_RATE } from "../../shared/config.ts";
import { CLOSE, MOVED, type MovedReason } from "../../shared/protocol.ts";
import { encodeCheckpoint } from "../cluster/checkpoint.ts";
import { Lease } from "../cluster/lease.ts";
import type { Address } from "../cluster/ledger.ts";
import { moved } from "../cluster/moves.ts";
import type { Past, Takeover } from "../cluster/takeover.ts";
import { log } from "../ops/log.ts";
import { metrics } from "../ops/metrics.ts";
import type { Numbers } from "../replication/numbers.ts";
import { markMoved } from "../sim/ships.ts";
import type { World } from "../sim/world.ts";
import type { ChatTail } from "./chatTail.ts";
import { arrivals, breakPromises } from "./promisedSeats.ts";
import { restoreSeats, unlist } from "./restoredSeats.ts";
import { emptySeat, holdSeat, type Seat } from "./seats.ts";
import type { Watching } from "./watching.ts";

/** What is to survive. */
export interface Match {
  world(): World;
  readonly seats: Map<string, Seat>;
  readonly chat: ChatTail;
  readonly watching: Watching;
  numbers(): Numbers;
}

/** Players on their way in are waited for before a room is handed over, ms. */
const ARRIVALS = 1500;
/** An heir that has not opened the room by then does not get it, ms. */
const HEIR = 3000;

export class Survival {
  /** Set once where processes share rooms. */
  static takeover: Takeover | undefined;

  readonly #room: Room;
  readonly #match: Match;
  #lease: Lease | undefined;
  /** As last told, side by side. */
  #peers = "";
  #moving = false;
  #gone = false;
  #passed = false;

  constructor(room: Room, match: Match) {
    this.#room = room;
    this.#match = match;
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
  async open(): Promise<Past | undefined> {
    const { takeover } = Survival;
    if (takeover === undefined) return undefined;
    const { roomId: room, roomName: name } = this.#room;
    const { epoch, past } = await takeover.open(room, name);
    this.#lease = new Lease(
      takeover.ledger,
      { room, name, epoch },
      {
        checkpoint: () => this.#encode(MOVED.crash),
        onLost: () => this.#retire("room lost to another process"),
      },
    );
    this.#tellPeers();
    return past;
  }

  /** The match was in another process until now: its players are on their way here. To be called while the room is created. */
  goOn({ world, room }: Past): void {
    const { seats, chat, watching } = this.#match;
    moved.rooms++;
    this.#room.clock.elapsedTime = room.elapsed;
    chat.said = room.chat;
    watching.views = room.views;
    for (const { sessionId, auth, missedFrom, ...pass } of room.seats) {
      const ship = world.ships.get(sessionId)!;
      const wasAway = ship.away;
      if (!wasAway) markMoved(world, ship);
      const seat = emptySeat(ship, world.tick, pass, auth);
      // Whatever the limit says: it is released like any other.
      holdSeat(auth, Number.POSITIVE_INFINITY);
      seat.missedFrom = missedFrom ?? world.tick;
      // Who was away anyway is told, too, but not counted as one that moved.
      seat.moved = { reason: room.moved, at: room.at, counted: wasAway };
      seats.set(sessionId, seat);
    }
    metrics.players.inc({ room: this.#room.roomName }, room.seats.length);
    restoreSeats(this.#room, room.seats);
  }

  /** Asked before each step: nothing is stepped here once the room is passed on, or somebody else's. */
  get mayStep(): boolean {
    return this.#lease?.isOurs() ?? true;
  }

  /** Writes down what a step changed; to be called before anybody is told of it. */
  step(): void {
    const world = this.#match.world();
    this.#lease?.step(world);
    if (world.tick % TICK_RATE === 0) this.#tellPeers();
  }

  /** A player is here: it must know whom to ask if this process is not any more. */
  greet(client: Client): void {
    if (this.#peers !== "") client.send("peers", { addresses: this.#peers.split(" ") });
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
    await arrivals(this.#room, ARRIVALS);
    this.#passed = true;
    try {
      if (!(await lease.pass(heir, this.#encode(MOVED.drain)))) {
        this.#retire("room lost to another process");
        return true;
      }
      const { roomId, roomName } = this.#room;
      // The framework's own request to create a room; the heir finds in Redis what it is to be.
      await requestFromIPC(
        matchMaker.presence,
        `p:${heir.id}`,
        undefined,
        [roomName, {}, undefined, roomId],
        HEIR,
      );
      this.#retire("room handed over");
      return true;
    } catch (err) {
      log.warn({ room: this.#room.roomId, heir: heir.id, err }, "room not handed over");
      return this.#takeBack(lease);
    }
  }

  async #takeBack(lease: Lease): Promise<boolean> {
    if (await lease.takeBack()) {
      this.#moving = this.#passed = false;
      return false;
    }
    this.#retire("room lost to another process");
    return true;
  }

  #tellPeers(): void {
    const addresses = Survival.takeover?.peers ?? [];
    const peers = addresses.sort().join(" ");
    if (peers === this.#peers) return;
    this.#peers = peers;
    this.#room.broadcast("peers", { addresses });
  }

  #encode(moved: MovedReason): Buffer {
    const { seats, chat, watching } = this.#match;
    return encodeCheckpoint(this.#match.world(), {
      seats: [...seats].map(([sessionId, { ship, token, next, previous, auth, missedFrom }]) => ({
        sessionId,
        token,
        next,
        ...(previous === undefined ? {} : { previous }),
        ...(auth === undefined ? {} : { auth }),
        // What it was told on a return that it has not confirmed, it may not have heard.
        ...(missedFrom !== undefined && (ship.away || previous !== undefined) ? { missedFrom } : {}),
      })),
      chat: chat.said,
      views: watching.views,
      numbers: this.#match.numbers(),
      elapsed: this.#room.clock.elapsedTime,
      at: Date.now(),
      moved,
    });
  }

  /** The players are to come back, and find the match where it lives now. */
  #retire(why: string): void {
    if (this.#gone) return;
    this.#gone = this.#moving = true;
    unlist(this.#room);
    breakPromises(this.#room);
    const { roomId: room, clients } = this.#room;
    log.info({ room, players: clients.length, epoch: this.#lease?.epoch }, why);
    void this.#room.disconnect(CLOSE.comeBack);
  }
}
