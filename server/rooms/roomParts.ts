/**
 * Creates and connects the parts of a room: its match, and everything that brings the match to the players.
 * The room (gameRoom.ts) passes each call of the framework on to one of them.
 *
 *   open ─▶ restored match, or none ─▶ create ─▶ state ─▶ start ─▶ steps … ─▶ end
 */
import type { Presence, Room } from "@colyseus/core";
import type { Schema } from "@colyseus/schema";
import { CLOSE } from "../../shared/protocol.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import type { RestoredMatch } from "../cluster/checkpoint.ts";
import { cancelReservations } from "../framework/reservations.ts";
import { unlist } from "../framework/room.ts";
import type { GameServer, GameWorld } from "../game.ts";
import { TokenBucket } from "../net/tokenBucket.ts";
import { receiveMessages } from "./handleMessage.ts";
import { HostedMatch, type Played } from "./hostedMatch.ts";
import { useRings } from "./inputIntake.ts";
import { RoomMatching } from "./matching.ts";
import { Outbox } from "./outbox.ts";
import { RoomParties } from "./parties.ts";
import { PartyMembers } from "./partyMembers.ts";
import { PendingOrders } from "./pendingOrders.ts";
import { RecentPlayers } from "./recentPlayers.ts";
import { FirstTokens } from "./reconnectionTokens.ts";
import type { RoomContext } from "./roomContext.ts";
import { RoomFaults } from "./roomFaults.ts";
import { RoomOrders } from "./roomOrders.ts";
import { Seating } from "./seating.ts";
import type { Seat } from "./seats.ts";
import { Spectating } from "./spectating.ts";
import { Stepping } from "./stepping.ts";
import { Survival } from "./survival.ts";

/** Typing indicators that a room sends at once, and in a second. */
const TYPING_AT_ONCE = 4;

export class RoomParts<World extends GameWorld = GameWorld> {
  readonly context: RoomContext;
  readonly game: GameServer<World>;
  /** Keyed by session id. */
  readonly seats = new Map<string, Seat>();
  readonly firstTokens = new FirstTokens();
  readonly outbox: Outbox;
  readonly spectating = new Spectating();
  readonly recent = new RecentPlayers();
  /** Limits the typing indicators of the room to as many as players can read. */
  readonly typing = new TokenBucket(TYPING_AT_ONCE, TYPING_AT_ONCE / TICK_RATE, 0);
  readonly orders = new PendingOrders();
  readonly survival: Survival;
  readonly seating: Seating;
  readonly roomOrders: RoomOrders;
  readonly parties: RoomParties;
  readonly members = new PartyMembers(this);
  readonly faults: RoomFaults;
  /** Absent where players are not put together by skill. */
  readonly matching: RoomMatching | undefined;
  /** Set by `create`. */
  hosted!: HostedMatch<World>;
  readonly #room: Room;
  readonly #played: Played<World>;
  #stepping: Stepping | undefined;

  /** @param room has declared its input */
  constructor(room: Room, context: RoomContext, played: Played<World>) {
    const { game } = played;
    this.#room = room;
    this.#played = played;
    this.context = context;
    this.game = game;
    this.faults = new RoomFaults(room, context.telemetry.log);
    this.outbox = new Outbox(room.clients, this.seats, () => this.hosted.world.tick);
    this.survival = new Survival(room, {
      ...{ context, game, seats: this.seats, outbox: this.outbox, spectating: this.spectating },
      match: () => this.hosted.match,
      wireIds: () => this.hosted.interest.wireIds(),
      left: () => this.hosted.rounds?.leftPlayers(),
    });
    this.seating = new Seating(room, this);
    this.matching = played.bySkill ? new RoomMatching(room, this) : undefined;
    this.parties = new RoomParties(room, this);
    this.roomOrders = new RoomOrders(room, this, () => this.#close());
    useRings(room, game.inputs);
    receiveMessages(room, this);
  }

  /** Carries messages to other rooms. The framework sets it after the constructor of the room. */
  get presence(): Presence {
    return this.#room.presence;
  }

  /**
   * Id of the room, and of its match. The framework sets it after the constructor of the room, as the next.
   */
  get roomId(): string {
    return this.#room.roomId;
  }

  /** The mode. */
  get roomName(): string {
    return this.#room.roomName;
  }

  /** Whether the match is here and not about to migrate, as far as this process knows. */
  get isActive(): boolean {
    return !this.survival.moving && !this.survival.inDoubt;
  }

  /** @param restored the match to continue; absent: a new one @returns its state, for the room */
  create(restored: RestoredMatch | undefined): Schema {
    this.hosted = new HostedMatch(this.#room, this, this.#played, restored);
    return this.hosted.state;
  }

  /** The room has its state: the first step follows. */
  start(restored: RestoredMatch | undefined): void {
    const { busyRoom, log } = this.context.telemetry;
    const { roomId } = this.#room;
    if (restored !== undefined)
      busyRoom.during(roomId, () => {
        this.survival.restore(restored);
        if (restored.replayed !== undefined) this.hosted.announceAgain();
      });
    this.#stepping = new Stepping(this.#room, this, (why) => this.#giveUp(why));
    this.#stepping.start();
    this.hosted.counter.open();
    this.survival.created();
    log.info({ room: roomId }, "room created");
  }

  /**
   * The room is disposed; its match may never have been created.
   * @param hasMoved see `HostedMatch.end`
   */
  end(hasMoved: boolean): void {
    this.seating.end();
    this.#stepping?.end();
    this.orders.refuse();
    this.faults.end();
    (this.hosted as HostedMatch | undefined)?.end(hasMoved);
    this.survival.end();
    this.context.telemetry.log.info({ room: this.#room.roomId }, "room closed");
  }

  /** The match is over: no seat and no reservation is kept. */
  #close(): void {
    this.seating.close();
    cancelReservations(this.#room);
    void this.#room.disconnect(CLOSE.over);
    // At once: matchmaking must not offer the room while its last connections close.
    unlist(this.#room);
  }

  /**
   * The match cannot continue in any process. It closes at once, because no step will follow that could carry
   * out an order.
   */
  #giveUp(why: string): void {
    void this.survival.giveUp(why);
    this.#close();
  }
}
