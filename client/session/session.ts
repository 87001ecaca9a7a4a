/**
 * A player's place in a room, without a screen: the match as this client plays it (clientWorld.ts), and the
 * connection. The page and the bots read nothing else. The rules of the game come in as a `GameClient`.
 */
import type { Room } from "@colyseus/sdk";
import { REPORT } from "../../shared/protocol.ts";
import { TICK_MS } from "../../shared/tick.ts";
import type { DrawnBody, GameClient, GameTypes, SessionEvents, ShownPlayer } from "../game.ts";
import type { Transport } from "../transport/choice.ts";
import { ClientWorld } from "./clientWorld.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { Emitter, type Listeners } from "./emitter.ts";
import { handleMessage } from "./messages.ts";
import { RoundTrip } from "./roundTrip.ts";
import { Social } from "./social.ts";
import type { EngineEvents, Link, PlayerSession, SessionStats } from "./view.ts";

/** `now` is the clock whose time `frame` gets. */
export interface SessionOptions extends ConnectionOptions {
  /** How long a request of the join took, ms. */
  took?: number;
  /** @returns the transport of the present connection */
  transport?: () => Transport;
}

export class Session<T extends GameTypes> implements PlayerSession<T> {
  readonly key: string;
  readonly room: string;
  readonly roomId: string;
  readonly events: Emitter<SessionEvents<T>>;
  readonly game: T["view"];
  match: string | undefined;
  readonly members = new Map<string, string>();
  readonly social: Social;
  /** Resolves with the first state; rejects when the connection ends before it. */
  readonly ready: Promise<void>;
  readonly #room: Room;
  readonly #client: GameClient<T>;
  readonly #engineEvents: Emitter<EngineEvents>;
  readonly #now: () => number;
  readonly #world: ClientWorld<T>;
  readonly #transport: () => Transport;
  readonly #trip: RoundTrip;
  readonly #connection: Connection;
  /** Remote entities and the own one, in one list, until one comes or goes. */
  #entities: { of: readonly T["drawn"][] | undefined; list: readonly T["drawn"][] } = {
    of: undefined,
    list: [],
  };
  /** Number of corrections reported so far, and when the next report is due, ms. */
  #reported = 0;
  #reportAt: number | undefined;

  constructor(room: Room, game: GameClient<T>, options: SessionOptions) {
    const { now, took = 0, transport = () => "websocket" } = options;
    this.#transport = transport;
    this.#room = room;
    this.#client = game;
    this.#now = now;
    this.key = room.sessionId;
    this.room = room.name;
    this.roomId = room.roomId;
    this.social = new Social(room);
    const listeners: Listeners = new Map();
    this.events = new Emitter(listeners);
    this.#engineEvents = new Emitter(listeners);
    const gameEvents = new Emitter<T["events"]>(listeners);
    this.#trip = new RoundTrip(took);
    this.#world = new ClientWorld(room, game, this.#trip, {
      engine: this.#engineEvents,
      emit: (name, event) => gameEvents.emit(name, event),
    });
    const { view } = this.#world;
    this.game = view;
    const receiver = {
      events: this.#engineEvents,
      lastMessage: 0,
      movedTo: 0,
      muted: this.social.muted,
      members: this.members,
      other: (type: string, message: unknown) => view.message?.(type, message),
    };
    this.#connection = new Connection(room, this.#trip, options, {
      lastMessage: () => receiver.lastMessage,
      crowd: () => this.state?.crowd ?? 0,
      changed: (link) => this.#onLink(link),
    });
    const { traffic, locator } = this.#connection;
    room.onStateChange((state: T["state"]) => {
      traffic.patches++;
      this.#world.patched(state, now());
    });
    this.ready = new Promise((resolve, reject) => {
      room.onStateChange.once(() => resolve());
      this.#engineEvents.on("link", (link) => link.state === "over" && reject(new Error(link.reason)));
    });
    this.#engineEvents.on("logged", ({ match }) => {
      this.match = match;
    });
    room.onMessage("*", (type, message) => handleMessage(String(type), message, receiver, locator));
  }

  get state(): T["state"] {
    return this.#world.state;
  }

  get link(): Link {
    return this.#connection.link;
  }

  get stats(): SessionStats {
    const { own, timeline, rewind } = this.#world;
    const { traffic, drops, returns } = this.#connection;
    return {
      transport: this.#transport(),
      rtt: this.#trip.measured,
      jitter: timeline.jitter,
      delay: timeline.delay * TICK_MS,
      drawnTick: timeline.drawn,
      rewind: rewind * TICK_MS,
      pending: own.prediction.pending,
      patches: traffic.patches,
      bytesIn: traffic.bytesIn,
      bytesOut: traffic.bytesOut,
      corrections: own.prediction.corrections,
      lastCorrection: own.prediction.lastCorrection,
      drops,
      returns,
    };
  }

  frame(now: number, intent: Readonly<T["intent"]>): void {
    this.#world.frame(now, intent, this.link.state === "playing");
    this.#report(now);
  }

  own(): T["drawn"] | undefined {
    const { own } = this.#world;
    return own.known ? own.drawn : undefined;
  }

  entities(): Iterable<T["drawn"]> {
    const { own, others } = this.#world;
    const remote = others.drawn();
    const known = own.known ? 1 : 0;
    const { of, list } = this.#entities;
    if (of === remote && list.length === remote.length + known) return list;
    this.#entities = { of: remote, list: known === 1 ? [...remote, own.drawn] : remote };
    return this.#entities.list;
  }

  body(name: keyof T["bodies"] & string): Readonly<DrawnBody> {
    const { own } = this.#world;
    return own.prediction.drawn(name, own.part);
  }

  playerOf(key: string): ShownPlayer | undefined {
    const entity = this.#client.entities.of(this.state).get(key);
    return entity && this.#client.entities.player(entity);
  }

  *others(): Iterable<ShownPlayer & { key: string }> {
    for (const [key, entity] of this.#client.entities.of(this.state).entries()) {
      const player = this.#client.entities.player(entity);
      if (key !== this.key && !player.isPilot) yield { ...player, key };
    }
  }

  serverTick(): number {
    const { timeline, framedAt = this.#now() } = this.#world;
    return timeline.present(framedAt);
  }

  chat(text: string, scope?: "lobby"): void {
    this.#room.send("chat", scope === undefined ? { text } : { text, scope });
  }

  joinParty(code: string): void {
    this.#room.send("party", { party: code });
  }

  emote(id: number): void {
    this.#room.send("emote", { id });
  }

  spectate(key: string): void {
    this.#room.send("spectate", { sessionId: key });
  }

  send<Name extends keyof T["messages"] & string>(name: Name, message: T["messages"][Name]): void {
    this.#room.send(name, message);
  }

  suspend(): void {
    this.#connection.suspend();
  }

  resume(): void {
    this.#connection.resume();
  }

  async leave(): Promise<void> {
    await this.#connection.leave();
  }

  /** Reports now and then how often the own body was corrected, so that operators see what players feel. */
  #report(now: number): void {
    const corrections = this.#world.own.prediction.corrections - this.#reported;
    this.#reportAt ??= now + REPORT.every * 1000;
    if (now < this.#reportAt || this.link.state !== "playing") return;
    this.#reportAt = now + REPORT.every * 1000;
    this.#reported += corrections;
    if (corrections > 0) this.#room.send("report", { corrections: Math.min(corrections, REPORT.most) });
  }

  #onLink(link: Link): void {
    if (link.state === "playing") this.#world.reconnected(this.#now());
    this.#engineEvents.emit("link", link);
  }
}
