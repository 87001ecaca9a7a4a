/**
 * A player's place in a room, without a screen: sends inputs, predicts the own entity, interpolates the remote ones, keeps the
 * connection. The page and the bots draw and think from it alone. What the game is comes in as a `GameClient`.
 *
 *   patch ─▶ timeline, remote entities, prediction, game       frame ─▶ inputs ─▶ what to draw
 */
import type { Room } from "@colyseus/sdk";
import { REWIND } from "../../shared/limits.ts";
import { REPORT } from "../../shared/protocol.ts";
import { TICK_MS } from "../../shared/tick.ts";
import { unwrapViewTime } from "../../shared/viewTime.ts";
import type { DrawnBody, GameClient, GameTypes, GameView, SessionEvents, SessionParts } from "../game.ts";
import { Emitter } from "./emitter.ts";
import { Inputs } from "./inputs.ts";
import { handleMessage } from "./messages.ts";
import { OwnEntity } from "./ownEntity.ts";
import { Reconnector } from "./reconnector.ts";
import { RemoteEntities } from "./remoteEntities.ts";
import { RoomLocator } from "./roomLocator.ts";
import { RoundTrip } from "./roundTrip.ts";
import { Timeline } from "./timeline.ts";
import { Traffic } from "./traffic.ts";
import type { EngineEvents, Link, PlayerSession, SessionStats } from "./view.ts";

/**
 * Without a patch for this long, ms, the server may not receive inputs: the intent becomes idle, as the server
 * does when it hears nothing. Else the entity on the screen would be far from where the server let it drift.
 */
const BLIND = 500;

export interface SessionOptions {
  /** The clock that `frame` will be given, ms. */
  now: () => number;
  /** The address the player came to, as in http://localhost:2567 */
  entry: string;
  /** See `RoomLocator`. */
  shown?: (url: URL) => string;
  /** How long a request of the join took, ms. */
  took?: number;
}

export class Session<T extends GameTypes> implements PlayerSession<T> {
  readonly key: string;
  readonly room: string;
  readonly roomId: string;
  readonly events: Emitter<SessionEvents<T>>;
  readonly game: T["view"];
  /** Resolves with the first state; rejects when the connection ends before it. */
  readonly ready: Promise<void>;
  readonly #room: Room;
  readonly #client: GameClient<T>;
  readonly #engineEvents = new Emitter<EngineEvents>();
  readonly #view: GameView<T>;
  readonly #now: () => number;
  readonly #inputs: Inputs<T>;
  readonly #timeline = new Timeline();
  readonly #others: RemoteEntities<T>;
  readonly #trip: RoundTrip;
  readonly #traffic: Traffic;
  readonly #locator: RoomLocator;
  readonly #reconnector: Reconnector;
  readonly #own: OwnEntity<T>;
  #framedAt: number | undefined;
  #patchedAt = 0;
  /** Ticks. */
  #rewind = 0;
  #drops = 0;
  #returns = 0;
  /** Corrections told so far, and when more are told, ms. */
  #reported = 0;
  #reportAt: number | undefined;

  constructor(room: Room, game: GameClient<T>, options: SessionOptions) {
    const { now, entry, shown, took = 0 } = options;
    this.#room = room;
    this.#client = game;
    this.#now = now;
    this.key = room.sessionId;
    this.room = room.name;
    this.roomId = room.roomId;
    // One emitter: the engine speaks of its own events, the game of the game's.
    this.events = this.#engineEvents as unknown as Emitter<SessionEvents<T>>;
    this.#own = new OwnEntity(this.key, game);
    const view = game.view(this.#parts());
    this.#view = view;
    this.game = view;
    this.#others = new RemoteEntities(this.key, game.entities, view);
    this.#inputs = new Inputs(room, game, { own: this.#own, timeline: this.#timeline, view });
    this.#trip = new RoundTrip(took);
    this.#traffic = new Traffic(room, this.#trip, () => this.#reconnector.heard());
    this.#locator = new RoomLocator(room, entry, shown, this.#trip);
    const receiver = {
      events: this.#engineEvents,
      heard: 0,
      movedTo: 0,
      other: (type: string, message: unknown) => view.message?.(type, message),
    };
    const link = {
      heard: () => receiver.heard,
      crowd: () => this.state?.crowd ?? 0,
      changed: (link: Link) => this.#onLink(link),
    };
    this.#reconnector = new Reconnector(room, now, this.#locator, link, this.#trip);
    room.onStateChange((state: T["state"]) => this.#onPatch(state));
    this.ready = new Promise((resolve, reject) => {
      room.onStateChange.once(() => resolve());
      this.#engineEvents.on("link", (link) => link.state === "over" && reject(new Error(link.reason)));
    });
    room.onMessage("*", (type, message) => handleMessage(String(type), message, receiver, this.#locator));
  }

  get state(): T["state"] {
    return this.#room.state as T["state"];
  }

  get link(): Link {
    return this.#reconnector.link;
  }

  get stats(): SessionStats {
    return {
      rtt: this.#trip.measured,
      jitter: this.#timeline.jitter,
      delay: this.#timeline.delay * TICK_MS,
      drawnTick: this.#timeline.drawn,
      rewind: this.#rewind * TICK_MS,
      pending: this.#own.prediction.pending,
      patches: this.#traffic.patches,
      bytesIn: this.#traffic.bytesIn,
      bytesOut: this.#traffic.bytesOut,
      corrections: this.#own.prediction.corrections,
      lastCorrection: this.#own.prediction.lastCorrection,
      drops: this.#drops,
      returns: this.#returns,
    };
  }

  frame(now: number, intent: Readonly<T["intent"]>): void {
    const passed = Math.max(0, now - (this.#framedAt ?? now));
    this.#framedAt = now;
    this.#timeline.frame(now);
    this.#others.frame(this.#timeline.drawn, now);
    const hands = now - this.#patchedAt > BLIND ? this.#client.input.idle(intent) : intent;
    const due = this.#own.due(passed);
    // No input is sent without a connection: the server lets the entity drift.
    if (this.link.state === "playing") this.#inputs.send(due, hands);
    this.#own.draw(intent, this.#view);
    this.#view.framed?.(now);
    this.#report(now);
  }

  own(): T["drawn"] | undefined {
    return this.#own.known ? this.#own.drawn : undefined;
  }

  *entities(): Iterable<T["drawn"]> {
    yield* this.#others.drawn();
    if (this.#own.known) yield this.#own.drawn;
  }

  body(name: keyof T["bodies"] & string): Readonly<DrawnBody> {
    return this.#own.prediction.drawn(name, this.#own.part);
  }

  playerOf(key: string): { name: string; hue: number } | undefined {
    const entity = this.#client.entities.of(this.state).get(key);
    return entity && this.#client.entities.player(entity);
  }

  serverTick(): number {
    return this.#timeline.present(this.#framedAt ?? this.#now());
  }

  chat(text: string, scope?: "lobby"): void {
    this.#room.send("chat", scope === undefined ? { text } : { text, scope });
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
    this.#reconnector.suspend();
  }

  resume(): void {
    this.#reconnector.resume();
  }

  async leave(): Promise<void> {
    const playing = this.link.state === "playing";
    this.#reconnector.end();
    this.#traffic.end();
    if (playing) await this.#room.leave();
    else this.#room.connection.close();
  }

  /** What the game reads of the session. */
  #parts(): SessionParts<T> {
    const session = this;
    return {
      key: this.key,
      own: this.#own.drawn,
      bodies: this.#own.prediction.bodies,
      get state() {
        return session.state;
      },
      get drawnTick() {
        return session.#timeline.drawn;
      },
      get acknowledged() {
        return session.#inputs.acknowledged;
      },
      others: () => this.#others.drawn(),
      emit: (name, event) => (this.events as unknown as Emitter<T["events"]>).emit(name, event),
    };
  }

  /** Tells now and then how often the own body was corrected: operators see what players feel. */
  #report(now: number): void {
    const corrections = this.#own.prediction.corrections - this.#reported;
    this.#reportAt ??= now + REPORT.every * 1000;
    if (now < this.#reportAt || this.link.state !== "playing") return;
    this.#reportAt = now + REPORT.every * 1000;
    this.#reported += corrections;
    if (corrections > 0) this.#room.send("report", { corrections: Math.min(corrections, REPORT.most) });
  }

  #onPatch(state: T["state"]): void {
    const now = this.#now();
    this.#patchedAt = now;
    this.#traffic.patches++;
    if (state.tick < this.#timeline.newest) {
      // The match goes on from a little earlier: what was drawn since has not happened.
      this.#others.clear();
      this.#view.rewound?.();
    }
    this.#timeline.arrived(state.tick, now);
    this.#timeline.limitBy(this.#trip.measured);
    this.#view.stateRead?.();
    this.#others.note(state);
    const entity = this.#client.entities.of(state).get(this.key);
    if (entity !== undefined) this.#noteOwn(state, entity);
    this.#view.patched?.(now);
  }

  #noteOwn(state: T["state"], entity: T["entity"]): void {
    const { prediction } = this.#own;
    const { corrections, acknowledgedViewTime } = prediction;
    this.#own.note(state, entity, this.#inputs.acknowledged, this.#view);
    if (prediction.acknowledgedViewTime !== acknowledgedViewTime) {
      const viewTime = unwrapViewTime(prediction.acknowledgedViewTime, state.tick * REWIND.parts);
      this.#rewind = Math.max(0, state.tick - viewTime / REWIND.parts);
    }
    if (prediction.corrections > corrections)
      this.#engineEvents.emit("correction", { size: prediction.lastCorrection, tick: state.tick });
  }

  #onLink(link: Link): void {
    if (link.state === "lost") this.#drops++;
    else if (link.state === "playing") {
      this.#returns++;
      this.#inputs.restart();
      this.#traffic.restart();
      this.#own.prediction.forget();
      this.#view.reconnected?.(this.#now());
      this.#timeline.restart();
    } else this.#traffic.end();
    this.#engineEvents.emit("link", link);
  }
}
