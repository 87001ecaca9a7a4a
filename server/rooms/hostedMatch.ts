/**
 * The match of a room and what belongs to it: the replicated state, messages to players, answers of its
 * observer, its log, and its figures.
 */
import { randomInt } from "node:crypto";
import type { Room } from "@colyseus/core";
import type { Schema } from "@colyseus/schema";
import { Match } from "../../shared/log/match.ts";
import type { ReplayedTicks } from "../../shared/log/ticks.ts";
import type { RestoredMatch } from "../cluster/checkpoint.ts";
import type { GameServer, GameWorld } from "../game.ts";
import { type RoomLog, recordMatch } from "../log/recordMatch.ts";
import { RoomCounter } from "../ops/roomFigures.ts";
import type { InterestSerializer } from "../replication/interestSerializer.ts";
import type { WireIds } from "../replication/wireIds.ts";
import { broadcasterOfGame, createBroadcaster, type RoomBroadcaster } from "./broadcaster.ts";
import { type GuardedObserver, observe } from "./observing.ts";
import type { Outbox } from "./outbox.ts";
import type { RoomContext } from "./roomContext.ts";
import { type RecordedRoom, type RoundRecorder, recordRounds } from "./roundRecorder.ts";
import type { Seat } from "./seats.ts";
import type { Spectating } from "./spectating.ts";

/** A game in one of its modes, as a room plays it. */
export interface Played<World extends GameWorld = GameWorld> {
  readonly game: GameServer<World>;
  /** Number of seats for players. */
  readonly capacity: number;
  /** See `GameServer.create`. */
  readonly settings: unknown;
  /** See `Mode`. */
  readonly bySkill?: true | undefined;
}

/** What a match needs of its room. */
export interface MatchHost {
  readonly context: RoomContext;
  /** Keyed by session id. */
  readonly seats: ReadonlyMap<string, Seat>;
  readonly outbox: Outbox;
  readonly spectating: Spectating;
  readonly survival: RecordedRoom["survival"] & { readonly epoch: number; record(match: Match): void };
}

export class HostedMatch<World extends GameWorld = GameWorld> {
  readonly game: GameServer<World>;
  readonly match: Match;
  /** Read-only: every change goes through the match. */
  readonly world: World;
  readonly state: Schema;
  readonly broadcaster: RoomBroadcaster;
  /** Answers the players' questions; undefined in a game without questions. */
  readonly observer: GuardedObserver | undefined;
  readonly counter: RoomCounter;
  /** Undefined when records are off. */
  readonly rounds: RoundRecorder | undefined;
  /** False for a restored match whose clients decode a state with other fields. */
  readonly decodersFit: boolean;
  /** Set when the room asks for its serializer. */
  interest!: InterestSerializer;
  readonly #room: Room;
  readonly #host: MatchHost;
  readonly #settings: unknown;
  readonly #wireIds: WireIds | undefined;
  readonly #log: RoomLog | undefined;

  /** @param restored the match to continue; absent: a new one starts */
  constructor(room: Room, host: MatchHost, { game, settings }: Played<World>, restored?: RestoredMatch) {
    this.#room = room;
    this.#host = host;
    this.#settings = settings;
    this.game = game;
    const seed = randomInt(2 ** 32);
    this.world = (restored?.world as World | undefined) ?? game.create(settings, seed);
    this.match = new Match<World>(game, this.world, restored?.seated) as Match;
    this.#log = this.#record(restored === undefined ? seed : undefined, restored?.replayed);
    try {
      host.survival.record(this.match);
      this.observer = observe(room, game, this.match as Match<World>, host.context.telemetry);
      this.rounds = recordRounds(room, game, this.world, host);
      if (restored?.room.left !== undefined) this.rounds?.restore(restored.room.left);
      if (restored !== undefined) this.#removeUntold(restored);
      this.state = game.replication.createState(this.world);
      this.#wireIds = restored?.room.wireIds;
      this.decodersFit =
        this.#wireIds === undefined || game.replication.restoreWireIds(this.state, this.#wireIds);
      this.broadcaster = createBroadcaster(room, game, this.world, host.outbox, () => host.seats.keys());
      this.counter = new RoomCounter(room.roomName, host.context.telemetry);
    } catch (error) {
      // Another process may restore the match that this one cannot create.
      this.#log?.end(restored === undefined ? "over" : "moved");
      throw error;
    }
  }

  /** @returns the serializer that sends each client its interest set */
  serializer(): InterestSerializer {
    const centreOf = (key: string): string => this.#host.spectating.centreOf(key);
    this.interest = this.game.replication.serializer(this.world, centreOf, this.#wireIds);
    return this.interest;
  }

  /**
   * Queues the messages of the last replayed step. The dead owner did not send them: it sends a message only
   * once Redis has it, and then the next part of the tail would contain it.
   */
  announceAgain(): void {
    this.game.tell(this.world, broadcasterOfGame(this.broadcaster, this.#host.context.reports, false));
  }

  /** Ends its records and its log. @param hasMoved another process continues the match, or may continue it */
  end(hasMoved: boolean): void {
    this.rounds?.end(hasMoved);
    this.#log?.end(hasMoved ? "moved" : "over");
    this.counter.close();
  }

  /** Removes players whose seat was never confirmed to them, because the process died first. */
  #removeUntold({ room, seated }: RestoredMatch): void {
    const seats = new Set(room.seats.map(({ sessionId }) => sessionId));
    for (const key of seated) if (!seats.has(key)) this.match.apply({ type: "leave", key });
  }

  /** @param seed of a match that starts here @param replayed steps of a match whose owner died */
  #record(seed: number | undefined, replayed: ReplayedTicks | undefined): RoomLog | undefined {
    const { roomName: mode, roomId: room } = this.#room;
    const { context, survival } = this.#host;
    const logged = { mode, settings: this.#settings, seed, room, epoch: survival.epoch };
    return recordMatch(context, this.game as GameServer, this.match, logged, replayed);
  }
}
