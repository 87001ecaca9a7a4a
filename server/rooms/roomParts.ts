/**
 * The parts of a room, put together here, as they see each other: its match, and what brings that to the players. The room
 * (gameRoom.ts) passes each call of the framework on to one of them.
 *
 *   open ─▶ restored world, or none ─▶ create ─▶ state ─▶ start ─▶ steps … ─▶ end
 */
import { randomInt } from "node:crypto";
import { type Presence, type Room, type RoomException, ServerError } from "@colyseus/core";
import type { Schema } from "@colyseus/schema";
import { Match } from "../../shared/log/match.ts";
import type { ReplayedTicks } from "../../shared/log/ticks.ts";
import { CLOSE } from "../../shared/protocol.ts";
import type { RestoredMatch } from "../cluster/checkpoint.ts";
import type { Lobby } from "../cluster/lobby.ts";
import { cancelReservations } from "../framework/reservations.ts";
import type { GameServer, GameWorld } from "../game.ts";
import { type RoomLog, recordMatch } from "../log/recordMatch.ts";
import { guardFrames } from "../net/frameGuard.ts";
import { Repeated } from "../ops/repeated.ts";
import { RoomCounter } from "../ops/roomFigures.ts";
import type { InterestSerializer } from "../replication/interestSerializer.ts";
import type { WireIds } from "../replication/wireIds.ts";
import { broadcasterOfGame, createBroadcaster, type RoomBroadcaster } from "./broadcaster.ts";
import { handleMessage } from "./handleMessage.ts";
import { useRings } from "./inputIntake.ts";
import { type GuardedObserver, observe } from "./observing.ts";
import { Outbox } from "./outbox.ts";
import { PendingOrders } from "./pendingOrders.ts";
import { FirstTokens } from "./reconnectionTokens.ts";
import type { RoomContext } from "./roomContext.ts";
import { RoomOrders } from "./roomOrders.ts";
import { type RoundRecorder, recordRounds } from "./roundRecorder.ts";
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

export class RoomParts<World extends GameWorld = GameWorld> {
  readonly context: RoomContext;
  readonly game: GameServer<World>;
  readonly lobby: Lobby;
  /** By session id. */
  readonly seats = new Map<string, Seat>();
  readonly firstTokens = new FirstTokens();
  readonly outbox: Outbox;
  readonly spectating = new Spectating();
  readonly orders = new PendingOrders();
  readonly survival: Survival;
  readonly seating: Seating;
  readonly roomOrders: RoomOrders;
  /** These are there once the match is. */
  match!: Match;
  /** To be read only: everything that changes it goes through the match. */
  world!: World;
  state!: Schema;
  interest!: InterestSerializer;
  broadcaster!: RoomBroadcaster;
  /** Answers what players ask; undefined in a game without questions. */
  observer: GuardedObserver | undefined;
  counter!: RoomCounter;
  /** Undefined where nothing is kept of players. */
  rounds: RoundRecorder | undefined;
  /** False for a match that was restored with a state of other fields than its clients decode. */
  decodersFit = true;
  readonly #room: Room;
  readonly #settings: unknown;
  #wireIds: WireIds | undefined;
  #log: RoomLog | undefined;
  #stepping: Stepping | undefined;
  /** Faults: clients decide how often a message makes one. */
  readonly #repeated = new Repeated();

  /** @param room has declared its input */
  constructor(room: Room, context: RoomContext, { game, settings }: Played<World>) {
    this.#room = room;
    this.#settings = settings;
    this.context = context;
    this.game = game;
    this.lobby = context.lobby;
    this.outbox = new Outbox(room.clients, this.seats, () => this.world.tick);
    this.survival = new Survival(room, {
      ...{ context, game, seats: this.seats, outbox: this.outbox, spectating: this.spectating },
      match: () => this.match,
      wireIds: () => this.interest.wireIds(),
    });
    this.seating = new Seating(room, this);
    this.roomOrders = new RoomOrders(room, this, () => this.#close());
    useRings(room, game.inputs);
    guardFrames(room, ({ sessionId }, type, body) => this.#onMessage(sessionId, type, body));
  }

  /** Where messages to other rooms go. The framework sets it after it has constructed the room. */
  get presence(): Presence {
    return this.#room.presence;
  }

  /** Whether the match is here, and not about to move, as far as is known. */
  get lives(): boolean {
    return !this.survival.moving && !this.survival.inDoubt;
  }

  /** @param restored the match to go on with; absent: a new one @returns its state, for the room */
  create(restored: RestoredMatch | undefined): Schema {
    const { game } = this;
    const { replication } = game;
    const seed = randomInt(2 ** 32);
    this.world = (restored?.world as World | undefined) ?? game.create(this.#settings, seed);
    this.match = new Match<World>(game, this.world, restored?.seated) as Match;
    this.#log = this.#record(restored === undefined ? seed : undefined, restored?.replayed);
    this.survival.record(this.match);
    this.observer = observe(this.#room, this);
    this.rounds = recordRounds(this.#room, this);
    const seats = new Set(restored?.room.seats.map(({ sessionId }) => sessionId));
    // Their players were never told that they have one: the process died first.
    for (const key of restored?.seated ?? []) if (!seats.has(key)) this.match.apply({ type: "leave", key });
    this.state = replication.createState(this.world);
    this.#wireIds = restored?.room.wireIds;
    if (restored !== undefined)
      this.decodersFit = replication.restoreWireIds(this.state, restored.room.wireIds);
    this.broadcaster = createBroadcaster(this.#room, game, this.world, this.outbox, () => this.seats.keys());
    this.counter = new RoomCounter(this.#room.roomName, this.context.telemetry);
    return this.state;
  }

  /** @returns what sends each client the part of the state that it sees */
  serializer(): InterestSerializer {
    const centreOf = (key: string): string => this.spectating.centreOf(key);
    this.interest = this.game.replication.serializer(this.world, centreOf, this.#wireIds);
    return this.interest;
  }

  /** The room has its state: the first step follows. */
  start(restored: RestoredMatch | undefined): void {
    const { busyRoom, log } = this.context.telemetry;
    const { roomId } = this.#room;
    if (restored !== undefined) busyRoom.during(roomId, () => this.#restore(restored));
    this.#stepping = new Stepping(this.#room, this, (why) => this.#giveUp(why));
    this.#stepping.start();
    this.counter.open();
    log.info({ room: roomId }, "room created");
  }

  #restore(restored: RestoredMatch): void {
    this.survival.restore(restored);
    // Of the last step that was made again: its owner sends a message only once Redis has it, which the next part of the tail would show.
    if (restored.replayed !== undefined)
      this.game.tell(this.world, broadcasterOfGame(this.broadcaster, this.context.reports, false));
  }

  /** The room is disposed. */
  end(): void {
    this.seating.end();
    this.#stepping?.end();
    this.orders.refuse();
    this.#repeated.end();
    this.rounds?.end();
    this.#log?.end(this.survival.gone ? "moved" : "over");
    this.survival.end();
    this.counter?.close();
    this.context.telemetry.log.info({ room: this.#room.roomId }, "room closed");
  }

  /** A callback of the room has thrown. That must not end the process, and with it all other matches. */
  faulted(error: RoomException, method: string): void {
    const { cause } = error;
    const { log } = this.context.telemetry;
    const room = this.#room.roomId;
    // A refusal of the room is no fault, and the client is told: a seat too many, a match that is elsewhere.
    if (cause instanceof ServerError)
      log.info({ room, method, reason: cause.message }, "refused by the room");
    else
      this.#repeated.add(method, (times) =>
        log.error({ room, method, err: error, times }, "fault in a room"),
      );
  }

  /** @param seed of a match that begins here @param replayed of one whose owner died */
  #record(seed: number | undefined, replayed: ReplayedTicks | undefined): RoomLog | undefined {
    const { roomName: mode, roomId: room } = this.#room;
    const logged = { mode, settings: this.#settings, seed, room, epoch: this.survival.epoch };
    return recordMatch(this.context, this.game as GameServer, this.match, logged, replayed);
  }

  /** The match is over for good: no seat and no reservation is kept. */
  #close(): void {
    this.seating.close();
    cancelReservations(this.#room);
    void this.#room.disconnect(CLOSE.over);
    // At once: matchmaking must not offer the room while its last connections close.
    unlist(this.#room);
  }

  /** The match cannot go on, here or anywhere. (At once: no step will come that would carry an order out.) */
  #giveUp(why: string): void {
    void this.survival.giveUp(why);
    this.#close();
  }

  #onMessage(sessionId: string, type: unknown, body: unknown): void {
    const seat = this.seats.get(sessionId);
    if (seat === undefined) return;
    const { busyRoom } = this.context.telemetry;
    busyRoom.during(this.#room.roomId, () => handleMessage(sessionId, seat, type, body, this));
  }
}
