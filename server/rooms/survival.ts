/**
 * The room's part in outliving its process: what its tenure (server/cluster/tenure.ts) asks of it, and what its players are
 * told. Where nothing is shared between processes it does nothing.
 */
import type { Client, Room } from "@colyseus/core";
import { CLOSE, type MovedReason } from "../../shared/protocol.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import type { Options } from "../cluster/ports.ts";
import type { Past, Takeover } from "../cluster/takeover.ts";
import { type Held, Tenure, type TenureOptions } from "../cluster/tenure.ts";
import { arrivals, cancelReservations } from "../framework/reservations.ts";
import { type Match, takeUp, writeDown } from "./checkpointing.ts";
import { listUnder, unlist } from "./restoredSeats.ts";

export class Survival {
  readonly #room: Room;
  readonly #match: Match;
  readonly #takeover: Takeover | undefined;
  readonly #options: TenureOptions<Past> | undefined;
  #tenure: Tenure | undefined;
  /** As last told, side by side. */
  #peers = "";

  constructor(room: Room, match: Match) {
    this.#room = room;
    this.#match = match;
    this.#options = match.context.tenure;
    this.#takeover = this.#options?.takeover;
  }

  /** See `Tenure`. */
  get moving(): boolean {
    return this.#tenure?.moving ?? false;
  }

  get passed(): boolean {
    return this.#tenure?.passed ?? false;
  }

  get gone(): boolean {
    return this.#tenure?.gone ?? false;
  }

  /** See `Tenure`. */
  get inDoubt(): boolean {
    return this.#tenure?.inDoubt ?? false;
  }

  /** See `Tenure`. */
  get holds(): boolean {
    return this.#tenure?.holds ?? true;
  }

  /** See `Tenure`. */
  get mayStep(): boolean {
    return this.#tenure?.mayStep ?? true;
  }

  /**
   * @param options with which the room is opened
   * @returns the match to go on with, if there is one. @throws ServerError when the room is somebody else's
   */
  async open(options: Options): Promise<Past | undefined> {
    if (this.#options === undefined) return undefined;
    const tenure = new Tenure(this.#options, this.#held());
    this.#tenure = tenure;
    listUnder(this.#room, () => tenure.epoch);
    const past = await tenure.open(options);
    this.#tellPeers();
    return past;
  }

  /** Goes on with a match that was elsewhere. To be called while the room is created. */
  goOn(past: Past): void {
    takeUp(this.#room, this.#match, past, this.#tenure?.epoch ?? 0);
  }

  /** Writes down what a step changed; to be called before anybody is told of it. */
  step(): void {
    const { game } = this.#match;
    const world = this.#match.world();
    this.#tenure?.step({ tick: world.tick, players: game.players(world) });
    if (world.tick % TICK_RATE === 0) this.#tellPeers();
  }

  /** Whether the match is written down as it goes. */
  get isKept(): boolean {
    return this.#tenure !== undefined;
  }

  /** A player is here: it must know whom to ask if this process is not any more. */
  greet(client: Client): void {
    if (this.#peers !== "") client.send("peers", { addresses: this.#peers.split(" ") });
  }

  seatsChanged(): void {
    this.#tenure?.seatsChanged();
  }

  /** See `Tenure`. */
  giveUp: Tenure["giveUp"] = async (why) => this.#tenure?.giveUp(why);

  /** The room has closed. */
  end(): void {
    this.#tenure?.end();
  }

  /** See `Tenure.handOver`. */
  handOver: Tenure["handOver"] = async (heir) => (await this.#tenure?.handOver(heir)) ?? false;

  #tellPeers(): void {
    const addresses = this.#takeover?.peers ?? [];
    const peers = addresses.sort().join(" ");
    if (peers === this.#peers) return;
    this.#peers = peers;
    this.#room.broadcast("peers", { addresses });
  }

  #held(): Held {
    const room = this.#room;
    return {
      ...{ id: room.roomId, name: room.roomName },
      players: () => room.clients.length,
      checkpoint: (moved: MovedReason) => writeDown(room, this.#match, moved),
      arrivals: (patience) => arrivals(room, patience),
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
