/**
 * The room's part in outliving its process: opens as what another process left, writes itself down while it plays, and
 * leaves when it lives elsewhere. Where nothing is shared between processes it does nothing.
 */
import { type Client, matchMaker, type Room, requestFromIPC } from "@colyseus/core";
import { TICK_RATE } from "../../shared/config.ts";
import { CLOSE, MOVED, type MovedReason } from "../../shared/protocol.ts";
import { Lease } from "../cluster/lease.ts";
import type { Address } from "../cluster/ledger.ts";
import type { Past, Takeover } from "../cluster/takeover.ts";
import { log } from "../ops/log.ts";
import { type Match, takeUp, writeDown } from "./image.ts";
import { arrivals, breakPromises } from "./promisedSeats.ts";
import { unlist } from "./restoredSeats.ts";

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

  /** Goes on with a match that was elsewhere. To be called while the room is created. */
  goOn(past: Past): void {
    takeUp(this.#room, this.#match, past);
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
    const relist = unlist(this.#room);
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

  #tellPeers(): void {
    const addresses = Survival.takeover?.peers ?? [];
    const peers = addresses.sort().join(" ");
    if (peers === this.#peers) return;
    this.#peers = peers;
    this.#room.broadcast("peers", { addresses });
  }

  #encode(moved: MovedReason): Buffer {
    return writeDown(this.#room, this.#match, moved);
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
