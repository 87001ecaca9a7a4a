/**
 * A room of any game on a virtual clock. The room's step, the bytes on the wire and the client's session are
 * real; the network is two delay lines. Ten minutes take seconds, and every run is the same.
 */
import { type Client, Protocol } from "@colyseus/core";
import type { Room as SdkRoom } from "@colyseus/sdk";
import { DelayLine } from "../../client/bots/link/delayLine.ts";
import type { LinkProfile } from "../../client/bots/link/profiles.ts";
import { detachedRoom, receiveFrame } from "../../client/framework/detachedRoom.ts";
import type { GameClient, GameTypes } from "../../client/game.ts";
import { Session } from "../../client/session/session.ts";
import type { GameServer, GameWorld } from "../../server/game.ts";
import { giveInputs, InputTally } from "../../server/net/inputBudget.ts";
import { InputRing } from "../../server/net/inputRing.ts";
import { createTextFilter } from "../../server/net/textFilter.ts";
import { FirstTokens } from "../../server/rooms/reconnectionTokens.ts";
import { emptySeat, type Seat } from "../../server/rooms/seats.ts";
import { Match } from "../../shared/log/match.ts";
import { TICK_MS } from "../../shared/tick.ts";
import { socketClient } from "./socketClient.ts";

const FRAME_MS = 1000 / 60;

interface Event {
  due: number;
  act: () => void;
}

/** @template World the game's */
export class VirtualRoom<T extends GameTypes, World extends GameWorld = GameWorld> {
  now = 0;
  /** While it is set, no frame is delivered in either direction. */
  isSilent = false;
  /** Messages that clients sent: time in ms, and bytes. */
  readonly sentMessages: { session: string; at: number; frame: Uint8Array }[] = [];
  readonly world: World;
  readonly match: Match<World>;
  readonly #game: GameServer<World>;
  readonly #client: GameClient<T>;
  readonly #state;
  readonly #serializer;
  readonly #clients: Client[] = [];
  readonly #seats: Seat[] = [];
  readonly #events: Event[] = [];
  readonly #stepped: (room: VirtualRoom<T, World>) => void;

  /** @param stepped called after each step, before the patch is sent */
  constructor(
    game: GameServer<World>,
    client: GameClient<T>,
    settings: unknown,
    seed: number,
    stepped: (room: VirtualRoom<T, World>) => void = () => {},
  ) {
    this.#game = game;
    this.#client = client;
    this.#stepped = stepped;
    this.world = this.#game.create(settings, seed);
    this.match = new Match(game, this.world);
    this.#state = this.#game.replication.createState(this.world);
    this.#serializer = this.#game.replication.serializer(this.world, (key) => key);
    this.#serializer.reset(this.#state);
    this.#every(TICK_MS, 0, () => this.#step());
  }

  /** Advances the clock. @param seconds of game time */
  run(seconds: number): void {
    const end = this.now + seconds * 1000;
    while (this.#events[0]!.due <= end) {
      const { due, act } = this.#events.shift()!;
      this.now = due;
      act();
    }
    this.now = end;
  }

  /** Calls `frame` at the rate of a screen. Each seed gives another offset within the tick. */
  draw(seed: number, frame: () => void): void {
    this.#every(FRAME_MS, (seed * 7.3) % FRAME_MS, frame);
  }

  /** Adds a player that is in the game at once. @param seed of its link */
  enter(profile: LinkProfile, seed: number, sessionId = `player-${seed}`, name = sessionId): Session<T> {
    const { game, inputs, replication } = this.#game;
    this.match.apply({ type: "join", key: sessionId, name });
    const player = this.match.seated.get(sessionId)!;
    replication.publishPlayer(this.world, this.#state, sessionId);
    const line = (way: "up" | "down") => new DelayLine(profile, { seed, connection: 0, way }, this.now);
    const [up, down] = [line("up"), line("down")];
    const ring = new InputRing(inputs);
    const room = this.#roomOf(sessionId, (bytes) => {
      const frame = Uint8Array.from(bytes);
      if (frame[0] === Protocol.ROOM_DATA)
        this.sentMessages.push({ session: sessionId, at: this.now, frame });
      if (frame[0] !== Protocol.ROOM_INPUT_RELIABLE || this.isSilent) return;
      this.#at(up.push(this.now, frame.length), () => ring.read(frame, 1));
    });
    room.ping = (received) => {
      if (this.isSilent) return;
      const back = down.push(up.push(this.now, 1), 1);
      this.#at(back, () => received(back - this.now));
    };
    const receive = (frame: Uint8Array) => {
      if (this.isSilent) return;
      const data = Uint8Array.from(frame);
      this.#at(down.push(this.now, data.length), () => receiveFrame(room, data));
    };
    const client = socketClient({ sessionId, inputs: ring, raw: receive });
    const session = new Session<T>(room, this.#client, { now: () => this.now, entry: "http://virtual" });
    this.#seats.push({
      ...emptySeat(player, game, createTextFilter(true), new FirstTokens().next(), undefined),
      inputs: ring,
    });
    this.#clients.push(client);
    receive(this.#serializer.getFullState(client, { sNow: 0 }));
    return session;
  }

  /** Takes a player out of the match. */
  leave(session: Session<T>): void {
    this.match.apply({ type: "leave", key: session.key });
    const place = this.#seats.findIndex(({ player }) => player.key === session.key);
    this.#seats.splice(place, 1);
    this.#clients.splice(place, 1);
  }

  #roomOf(sessionId: string, send: (bytes: Uint8Array) => void): SdkRoom {
    const room = detachedRoom(sessionId, this.#serializer.handshake(), send);
    room.input({ type: this.#game.inputs.Class as never });
    return room;
  }

  #step(): void {
    const tally = new InputTally();
    for (const seat of this.#seats) giveInputs(seat, this.match, tally);
    this.match.step();
    this.#game.replication.publish(this.world, this.#state);
    this.#stepped(this);
    this.#serializer.applyPatches(this.#clients, this.#state, { sNow: this.now });
  }

  #every(period: number, phase: number, act: () => void): void {
    let due = this.now + phase + period;
    const again = () => {
      act();
      due += period;
      this.#at(due, again);
    };
    this.#at(due, again);
  }

  /** Few events are pending at a time, and a new one is mostly the latest. */
  #at(due: number, act: () => void): void {
    const events = this.#events;
    let place = events.length;
    while (place > 0 && events[place - 1]!.due > due) place--;
    events.splice(place, 0, { due, act });
  }
}
