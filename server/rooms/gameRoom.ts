/** A room with a match of a game: the hooks that the framework calls, and what the cluster asks of a room. */
import { type Client, Room, type RoomException, type Serializer } from "@colyseus/core";
import type { Schema } from "@colyseus/schema";
import { CLOSE, type JoinOptions } from "../../shared/protocol.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import type { HostedRoom } from "../cluster/localRooms.ts";
import type { Options, SeatAnswer } from "../cluster/ports.ts";
import type { SeatOfToken } from "../cluster/reconnection.ts";
import { askBeforeReserving, cancelReservation } from "../framework/reservations.ts";
import { countServedTime } from "../framework/seatTime.ts";
import type { GameWorld } from "../game.ts";
import type { SocketRefusal } from "../net/refusals.ts";
import type { SeatHolder } from "../net/transport.ts";
import type { Played } from "./hostedMatch.ts";
import { join, mayClaim, reportNoSeat } from "./joining.ts";
import { admitToRoom } from "./limitBots.ts";
import { ownerOf } from "./reconnectionTokens.ts";
import type { RoomContext } from "./roomContext.ts";
import { RoomParts } from "./roomParts.ts";
import { SeatRequests } from "./seatRequests.ts";

export abstract class GameRoom<World extends GameWorld = GameWorld, State extends Schema = Schema>
  extends Room<{ state: State; input: Schema }>
  implements HostedRoom, SeatHolder
{
  readonly #parts: RoomParts<World>;
  readonly #requests: SeatRequests;

  /** The framework constructs rooms without arguments: see `inContext`. */
  protected constructor(context: RoomContext, played: Played<World>) {
    super();
    this.maxClients = played.capacity;
    this.#requests = new SeatRequests(() => this.#parts.survival.inDoubt, context.ownership?.clock);
    countServedTime(this);
    askBeforeReserving(
      this,
      (session) => this.#requests.settled(session),
      (auth) => this.#admit(auth),
    );
    // Declares the input to clients; the parts decide where inputs go.
    this.inputs = this.defineInput(played.game.inputs.Class, { tickRate: TICK_RATE });
    this.#parts = new RoomParts(this, context, played);
  }

  /** Decides about a request for a seat. */
  #admit(auth: unknown): SeatAnswer {
    if (!this.isActive) return false;
    const { matching, parties } = this.#parts;
    if (matching?.takes(auth) === false || super.hasReachedMaxClients()) return parties.refusal(auth);
    return admitToRoom(this, this.#parts, auth);
  }

  /** Read-only. */
  get world(): World {
    return this.#parts.hosted.world;
  }

  override async onCreate(options: Options = {}): Promise<void> {
    const restored = await this.#parts.survival.open(options);
    this.state = this.#parts.create(restored) as State;
    const { game } = this.#parts;
    // The room may come from a process with another capacity.
    if (restored !== undefined) this.maxClients = game.capacity?.(this.world) ?? this.maxClients;
    this.#parts.start(restored);
  }

  /**
   * The framework asks for its own serializer when the state is set. It gets one that sends each client its
   * interest set.
   */
  override setSerializer(_stock: Serializer<State>): void {
    super.setSerializer(this.#parts.hosted.serializer());
  }

  /** No player may join while the match is about to migrate. */
  override hasReachedMaxClients(): boolean {
    return !this.isActive || super.hasReachedMaxClients();
  }

  override hasReservedSeat(sessionId: string, token?: string): boolean {
    const has = mayClaim(this, this.#parts, sessionId, token) && super.hasReservedSeat(sessionId, token);
    if (!has) reportNoSeat(this, this.#parts, sessionId);
    return has;
  }

  /** See `SeatHolder`. */
  async whyClosed(): Promise<SocketRefusal | undefined> {
    const { survival } = this.#parts;
    if (survival.inDoubt && !(await this.#requests.decided())) return "in_doubt";
    return survival.passed || survival.gone ? "moving" : undefined;
  }

  override onJoin(client: Client, options: JoinOptions | undefined): void {
    join(this, this.#parts, client, options);
  }

  override onDrop(client: Client, code?: number): void {
    this.#parts.seating.drop(client, code);
  }

  override onReconnect(client: Client): Promise<void> | undefined {
    this.#parts.members.returned(client.sessionId);
    return this.#parts.seating.back(client);
  }

  override onLeave(client: Client, code?: number): void {
    this.#parts.seating.leave(client, code);
  }

  override onUncaughtException(error: RoomException, method: string): void {
    this.#parts.faults.report(error, method);
  }

  /**
   * The process stops, and ends the match unless another process owns it or may own it. In doubt it waits for
   * the answer.
   */
  override async onBeforeShutdown(): Promise<void> {
    const { survival, context } = this.#parts;
    if (survival.inDoubt) {
      context.telemetry.log.info({ room: this.roomId }, "stopping waits: does this process own the room?");
      await this.#requests.decided();
    }
    survival.stop();
    void this.disconnect(survival.endsMatch ? CLOSE.stopping : CLOSE.comeBack);
  }

  override onDispose(): void {
    const { survival, context } = this.#parts;
    const { endsMatch } = survival;
    this.#parts.end(!endsMatch);
    context.partyKeeper.closed(this, endsMatch);
  }

  /** See `RoomParts.isActive`. */
  get isActive(): boolean {
    return this.#parts.isActive;
  }

  /** See `Survival.handOver`. */
  handOver: HostedRoom["handOver"] = (target) => this.#parts.survival.handOver(target);

  /** Other processes ask for this too. @returns where the player with this token finds its seat */
  seatOf(token: string): SeatOfToken {
    return this.isActive ? this.#parts.seating.seatOf(token) : "moving";
  }

  /** @returns the id of the player that owns the seat; undefined without an owner */
  ownerOf(sessionId: string): string | undefined {
    return ownerOf(this, sessionId);
  }

  /** The client that requested this seat no longer wants it. */
  cancelSeat(session: string): void {
    this.#requests.cancel(session);
    cancelReservation(this, session);
  }

  get awaited(): number {
    return this.#parts.seating.awaited;
  }

  people: HostedRoom["people"] = () => this.#parts.seating.people();
  parties: HostedRoom["parties"] = () => this.#parts.parties.seated();

  receiveLobbyChat: HostedRoom["receiveLobbyChat"] = ({ match, ...chat }) => {
    this.#parts.recent.note(chat.from, chat.name, chat.text, match);
    this.#parts.hosted.broadcaster.announce("chat", { ...chat, scope: "lobby" });
  };

  kick: HostedRoom["kick"] = (session) => this.#parts.roomOrders.kick(session);
  mute: HostedRoom["mute"] = (session, minutes) => this.#parts.roomOrders.mute(session, minutes);
  notify: HostedRoom["notify"] = (text) => this.#parts.roomOrders.notify(text);
  end: HostedRoom["end"] = () => this.#parts.roomOrders.end();
  figures: HostedRoom["figures"] = () => this.#parts.roomOrders.figures();
  watch: HostedRoom["watch"] = () => this.#parts.roomOrders.watch();
}
