/** A room with a match of some game in it: the hooks that the framework calls, each handed to the part that does it. */
import { randomInt } from "node:crypto";
import { type Client, Room, type RoomException, type Serializer, ServerError } from "@colyseus/core";
import type { Schema } from "@colyseus/schema";
import { Match } from "../../shared/log/match.ts";
import type { PlayerFigures, RoomFigures } from "../../shared/operators.ts";
import { CLOSE, type JoinOptions } from "../../shared/protocol.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import type { HostedRoom, PlayerEntry } from "../cluster/localRooms.ts";
import type { Options } from "../cluster/ports.ts";
import type { SeatOfToken } from "../cluster/reconnection.ts";
import { cancelReservation, cancelReservations } from "../framework/reservations.ts";
import { listingOf } from "../framework/room.ts";
import type { GameServer, GameWorld } from "../game.ts";
import { guardFrames } from "../net/frameGuard.ts";
import { Repeated } from "../ops/repeated.ts";
import { RoomCounter } from "../ops/roomFigures.ts";
import type { InterestSerializer } from "../replication/interestSerializer.ts";
import type { WireIds } from "../replication/wireIds.ts";
import { createBroadcaster } from "./broadcaster.ts";
import { handleMessage } from "./handleMessage.ts";
import { useRings } from "./inputIntake.ts";
import { Outbox } from "./outbox.ts";
import { PendingOrders } from "./pendingOrders.ts";
import { ownerOf } from "./reconnectionTokens.ts";
import type { RoomContext } from "./roomContext.ts";
import { RoomOrders } from "./roomOrders.ts";
import type { RoomParts } from "./roomParts.ts";
import { Seating } from "./seating.ts";
import type { Seat } from "./seats.ts";
import { Spectating } from "./spectating.ts";
import { Stepping } from "./stepping.ts";
import { Survival, unlist } from "./survival.ts";

/** A game in one of its modes, as a room plays it. */
export interface Played<World extends GameWorld = GameWorld> {
  readonly game: GameServer<World>;
  /** Seats for players. */
  readonly capacity: number;
  /** See `GameServer.create`. */
  readonly settings: unknown;
}

export abstract class GameRoom<World extends GameWorld = GameWorld, State extends Schema = Schema>
  extends Room<{ state: State; input: Schema }>
  implements HostedRoom
{
  /** The match. Read it from outside, change it from here only. */
  world!: World;
  readonly #context: RoomContext;
  readonly #played: Played<World>;
  readonly #seats = new Map<string, Seat>();
  readonly #outbox = new Outbox(this.clients, this.#seats, () => this.world.tick);
  readonly #spectating = new Spectating();
  readonly #orders = new PendingOrders();
  readonly #survival: Survival;
  /** Faults: clients decide how often a message makes one. */
  readonly #repeated = new Repeated();
  #interest!: InterestSerializer;
  /** Wire ids of a match that was restored. */
  #wireIds: WireIds | undefined;
  /** Whether clients that return to a restored match can go on decoding. */
  #decodersFit = true;
  /** These are set once the match is there. */
  #match!: Match<World>;
  #parts!: RoomParts;
  #seating!: Seating;
  #roomOrders!: RoomOrders;
  #stepping!: Stepping;
  #counter!: RoomCounter;

  /** The framework constructs rooms without arguments: see `inContext`. */
  protected constructor(context: RoomContext, played: Played<World>) {
    super();
    this.#context = context;
    this.#played = played;
    this.maxClients = played.capacity;
    // Declares the input to clients; `useRings` decides where inputs go.
    this.inputs = this.defineInput(played.game.inputs.Class, { tickRate: TICK_RATE });
    this.#survival = new Survival(this, {
      context,
      game: played.game,
      match: () => this.#match as Match,
      seats: this.#seats,
      outbox: this.#outbox,
      spectating: this.#spectating,
      wireIds: () => this.#interest.wireIds(),
    });
    useRings(this, played.game.inputs);
    guardFrames(this, (client, type, message) => this.#onMessage(client, type, message));
  }

  /** The framework asks for its own serializer when the state is set; it gets one that sends what each client sees. */
  override setSerializer(_stock: Serializer<State>): void {
    const { replication } = this.#played.game;
    this.#interest = replication.serializer(
      this.world,
      (key) => this.#spectating.centreOf(key),
      this.#wireIds,
    );
    super.setSerializer(this.#interest);
  }

  override async onCreate(options: Options = {}): Promise<void> {
    const { game, settings } = this.#played;
    const restored = await this.#survival.open(options);
    this.world = (restored?.world as World | undefined) ?? game.create(settings, randomInt(2 ** 32));
    this.#match = new Match(
      game,
      this.world,
      restored?.room.seats.map(({ sessionId }) => sessionId),
    );
    for (const [key, score] of restored?.scores ?? []) this.#match.apply({ type: "score", key, score });
    const state = game.replication.createState(this.world);
    if (restored !== undefined)
      this.#decodersFit = game.replication.restoreWireIds(state, restored.room.wireIds);
    this.#wireIds = restored?.room.wireIds;
    this.state = state as State;
    this.#counter = new RoomCounter(this.roomName, this.#context.telemetry);
    this.#parts = this.#gather();
    this.#seating = new Seating(this, this.#parts);
    this.#roomOrders = new RoomOrders(this, this.#parts, () => this.#close());
    this.#stepping = new Stepping(this, this.#parts, (why) => this.#giveUp(why));
    const { busyRoom, log } = this.#context.telemetry;
    if (restored !== undefined) busyRoom.during(this.roomId, () => this.#survival.restore(restored));
    this.#stepping.start();
    this.#counter.open();
    log.info({ room: this.roomId }, "room created");
  }

  /** No player may join while the match is about to move. */
  override hasReachedMaxClients(): boolean {
    return !this.lives || super.hasReachedMaxClients();
  }

  /** Whether the match is here, and not about to move, as far as is known. */
  get lives(): boolean {
    return !this.#survival.moving && !this.#survival.inDoubt;
  }

  /** Lets another process go on with the match. See `Survival.handOver`. */
  handOver: Survival["handOver"] = (target) => this.#survival.handOver(target);

  override onJoin(client: Client, options: JoinOptions | undefined): void {
    this.#seating.join(client, options);
  }

  /** A returning player may still have an old connection that looks alive, as after a change of network: it is terminated. */
  override hasReservedSeat(sessionId: string, token?: string): boolean {
    const has = this.#seating.mayTake(sessionId, token) && super.hasReservedSeat(sessionId, token);
    if (!has) this.#context.reports.refused("no_seat");
    return has;
  }

  override onDrop(client: Client, code?: number): void {
    this.#seating.drop(client, code);
  }

  override onReconnect(client: Client): Promise<void> | undefined {
    return this.#seating.back(client);
  }

  override onLeave(client: Client, code?: number): void {
    this.#seating.leave(client, code);
  }

  /** The process ends, and the match with it, unless another process owns it or may own it. */
  override onBeforeShutdown(): void {
    void this.disconnect(this.#survival.holds ? CLOSE.stopping : CLOSE.comeBack);
  }

  override onDispose(): void {
    this.#seating?.end();
    this.#stepping?.end();
    this.#orders.refuse();
    this.#repeated.end();
    this.#survival.end();
    this.#counter?.close();
    this.#context.telemetry.log.info({ room: this.roomId }, "room closed");
  }

  /** A fault in one callback must not end the process, and with it all other matches. */
  override onUncaughtException(error: RoomException, method: string): void {
    const { cause } = error;
    const { log } = this.#context.telemetry;
    // A refusal of the room is no fault, and the client is told: a seat too many, a match that is elsewhere.
    if (cause instanceof ServerError)
      log.info({ room: this.roomId, method, reason: cause.message }, "refused by the room");
    else
      this.#repeated.add(method, (times) =>
        log.error({ room: this.roomId, method, err: error, times }, "fault in a room"),
      );
  }

  /** Asked by other processes, too. @returns where the player that holds a token finds its seat */
  seatOf(token: string): SeatOfToken {
    if (!this.lives) return "moving";
    const session = this.#seating.sessionOf(token);
    const { matchMaker } = this.#context.framework;
    return session === undefined ? "unknown" : matchMaker.buildSeatReservation(listingOf(this), session);
  }

  /** @returns the id of the player that owns the seat; undefined without an owner */
  ownerOf(sessionId: string): string | undefined {
    return ownerOf(this, sessionId);
  }

  get awaited(): number {
    return this.#seating.awaited;
  }

  people(): PlayerEntry[] {
    return this.#seating.people();
  }

  receiveLobbyChat(chat: { from: string; name: string; text: string }): void {
    this.#parts.broadcaster.announce("chat", { ...chat, scope: "lobby" });
  }

  /** The client that asked for that seat does not want it any more. */
  cancelSeat(session: string): void {
    cancelReservation(this, session);
  }

  kick(session: string): Promise<boolean> {
    return this.#roomOrders.kick(session);
  }

  mute(session: string, minutes: number): Promise<boolean> {
    return this.#roomOrders.mute(session, minutes);
  }

  notify(text: string): Promise<boolean> {
    return this.#roomOrders.notify(text);
  }

  end(): Promise<boolean> {
    return this.#roomOrders.end();
  }

  figures(): RoomFigures {
    return this.#counter.figures(this.#played.game.progress(this.world));
  }

  watch(): PlayerFigures[] {
    return this.#roomOrders.watch();
  }

  /** The match is over for good: no seat and no reservation is kept. */
  #close(): void {
    this.#seating.close();
    cancelReservations(this);
    void this.disconnect(CLOSE.over);
    // At once: matchmaking must not offer the room while its last connections close.
    unlist(this);
  }

  /** The match cannot go on, here or anywhere. (At once: no step will come that would carry an order out.) */
  #giveUp(why: string): void {
    void this.#survival.giveUp(why);
    this.#close();
  }

  #gather(): RoomParts {
    const { world, state, presence } = this;
    const { game } = this.#played;
    return {
      match: this.#match as Match,
      ...{ context: this.#context, game, world, state, presence, seats: this.#seats, outbox: this.#outbox },
      ...{ spectating: this.#spectating, orders: this.#orders, survival: this.#survival },
      ...{ interest: this.#interest, counter: this.#counter, lobby: this.#context.lobby },
      decodersFit: this.#decodersFit,
      broadcaster: createBroadcaster(this, game, world, this.#outbox, () => this.#seats.keys()),
    };
  }

  #onMessage({ sessionId }: Client, type: unknown, body: unknown): void {
    const seat = this.#seats.get(sessionId);
    if (seat === undefined) return;
    const { busyRoom } = this.#context.telemetry;
    busyRoom.during(this.roomId, () => handleMessage(sessionId, seat, type, body, this.#parts));
  }
}
