/**
 * A game on a clock of its own: the room's step, the wire's bytes and the client's session are the real ones, the network
 * is two delay lines, and ten minutes take seconds. What happens in it is the same every time.
 */

import { type Client, ClientState, Protocol } from "@colyseus/core";
import { SchemaSerializer, Room as SdkRoom } from "@colyseus/sdk";
import { DelayLine } from "../../client/bots/link/delayLine.ts";
import type { LinkProfile } from "../../client/bots/link/profiles.ts";
import { Session } from "../../client/session/session.ts";
import { skirmishClient } from "../../games/skirmish/client/session/skirmish.ts";
import { skirmish } from "../../games/skirmish/game.ts";
import { skirmishServer } from "../../games/skirmish/server/index.ts";
import { createMatch } from "../../games/skirmish/server/match.ts";
import { spawn } from "../../games/skirmish/server/spawns.ts";
import { tick } from "../../games/skirmish/server/tick.ts";
import { addShip } from "../../games/skirmish/server/world.ts";
import type { Settings } from "../../games/skirmish/shared/config.ts";
import { Input } from "../../games/skirmish/shared/schema/input.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import type { InputRing } from "../../server/net/inputRing.ts";
import { createTextFilter } from "../../server/net/textFilter.ts";
import { newTokens } from "../../server/rooms/reconnectionTokens.ts";
import { emptySeat, InputTally, type Seat, takeInputs } from "../../server/rooms/seats.ts";
import { TICK_MS } from "../../shared/tick.ts";
import { newRing } from "../support/rings.ts";
import { unwrap } from "../support/testClient.ts";
import { Player } from "./player.ts";
import { Recorder } from "./recorder.ts";

const FRAME_MS = 1000 / 60;

interface Event {
  due: number;
  act: () => void;
}

export class VirtualGame {
  now = 0;
  readonly players: Player[] = [];
  readonly recorder = new Recorder();
  /** Messages that clients sent, ms and bytes. */
  readonly said: { session: string; at: number; frame: Uint8Array }[] = [];
  readonly world;
  readonly #state;
  readonly #serializer;
  readonly #clients: Client[] = [];
  readonly #seats: Seat[] = [];
  readonly #events: Event[] = [];

  constructor(settings: Settings, seed: number) {
    this.world = createMatch(settings, seed);
    this.#state = skirmishServer.replication.createState(this.world);
    this.#serializer = skirmishServer.replication.serializer(this.world, (key) => key);
    this.#serializer.reset(this.#state);
    this.#every(TICK_MS, 0, () => this.#step());
  }

  /** Lets the clock go on. @param seconds of the game */
  run(seconds: number): void {
    const end = this.now + seconds * 1000;
    while (this.#events[0]!.due <= end) {
      const { due, act } = this.#events.shift()!;
      this.now = due;
      act();
    }
    this.now = end;
  }

  /** A player that is in the game at once. Its frames come at another time of the tick than others'. */
  join(profile: LinkProfile, seed: number): Player {
    const sessionId = `player-${seed}`;
    const ship = addShip(this.world, sessionId, sessionId);
    spawn(this.world, ship);
    skirmishServer.replication.publishPlayer(this.world, this.#state, sessionId);
    const line = (way: "up" | "down") => new DelayLine(profile, { seed, connection: 0, way }, this.now);
    const [up, down] = [line("up"), line("down")];
    const room = this.#roomOf(sessionId, (bytes) => {
      const frame = Uint8Array.from(bytes);
      if (frame[0] === Protocol.ROOM_DATA) this.said.push({ session: sessionId, at: this.now, frame });
      if (frame[0] !== Protocol.ROOM_INPUT_RELIABLE) return;
      this.#at(up.push(this.now, frame.length), () => ring.read(frame, 1));
    });
    room.ping = (heard) => {
      const back = down.push(up.push(this.now, 1), 1);
      this.#at(back, () => heard(back - this.now));
    };
    const receive = (frame: Uint8Array) => {
      const data = Uint8Array.from(frame);
      this.#at(down.push(this.now, data.length), () =>
        room.connection.events.onmessage?.({ data: data.buffer } as MessageEvent),
      );
    };
    const ring = newRing();
    const client = clientOf(sessionId, ring, receive);
    const session = new Session(room, skirmishClient, { now: () => this.now, entry: "http://virtual" });
    this.#seats.push({
      ...emptySeat(ship, 0, skirmish.messages, createTextFilter(true), newTokens(), undefined),
      inputs: ring,
    });
    this.#clients.push(client);
    receive(this.#serializer.getFullState(client, { sNow: 0 }));
    const player = new Player(session, seed);
    this.players.push(player);
    this.#every(FRAME_MS, (seed * 7.3) % FRAME_MS, () => player.frame(this.now));
    return player;
  }

  #roomOf(sessionId: string, send: (bytes: Uint8Array) => void): SdkRoom<ArenaState> {
    const room = new SdkRoom<ArenaState>("virtual");
    const serializer = new SchemaSerializer<ArenaState>();
    serializer.handshake(this.#serializer.handshake() as never, { offset: 0 });
    const parts = room as unknown as {
      serializer: unknown;
      connection: unknown;
      onMessageCallback(event: unknown): void;
    };
    parts.serializer = serializer;
    room.sessionId = sessionId;
    parts.connection = {
      isOpen: true,
      events: { onmessage: (event: unknown) => parts.onMessageCallback(event) },
      send,
      close: () => {},
    };
    room.input({ type: Input as never });
    return room;
  }

  #step(): void {
    const tally = new InputTally();
    for (const seat of this.#seats) takeInputs(seat, skirmishServer, tally);
    tick(this.world);
    skirmishServer.replication.publish(this.world, this.#state);
    this.recorder.note(this.world, this.now);
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

  /** Few are under way at a time, and the new one is mostly the last. */
  #at(due: number, act: () => void): void {
    const events = this.#events;
    let place = events.length;
    while (place > 0 && events[place - 1]!.due > due) place--;
    events.splice(place, 0, { due, act });
  }
}

/** What the serializer needs of a client, with a socket that takes everything at once. */
function clientOf(sessionId: string, ring: InputRing, receive: (frame: Uint8Array) => void): Client {
  const socket = {
    writableLength: 0,
    write: (whole: Buffer) => receive(unwrap(whole)),
  };
  return {
    sessionId,
    state: ClientState.JOINED,
    _inputBuffer: ring,
    ref: { readyState: 1, OPEN: 1, _socket: socket },
  } as unknown as Client;
}
