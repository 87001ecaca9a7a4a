/**
 * The match as a client plays it: the own entity is predicted, remote entities are interpolated. Patches come
 * in, inputs go out, and each frame computes what to draw.
 *
 *   patch ─▶ timeline, remote entities, prediction, game       frame ─▶ inputs ─▶ what to draw
 */
import type { InputHandle, Room } from "@colyseus/sdk";
import { REWIND } from "../../shared/limits.ts";
import { TICK_MS } from "../../shared/tick.ts";
import { unwrapViewTime, wrapViewTime } from "../../shared/viewTime.ts";
import type { GameClient, GameTypes, GameView, SessionParts } from "../game.ts";
import type { Emitter } from "./emitter.ts";
import { OwnEntity } from "./ownEntity.ts";
import { RemoteEntities } from "./remoteEntities.ts";
import type { RoundTrip } from "./roundTrip.ts";
import { Timeline } from "./timeline.ts";
import type { EngineEvents } from "./view.ts";

/**
 * After this long without a patch, ms, the server may not receive inputs either. The intent becomes idle
 * then, because the server also treats a silent client as idle. Otherwise the predicted entity would move far
 * from where the server lets it drift.
 */
const BLIND = 500;

/** Where events go: those of the engine, and those of the game. */
export interface WorldEvents<T extends GameTypes> {
  readonly engine: Emitter<EngineEvents>;
  readonly emit: SessionParts<T>["emit"];
}

export class ClientWorld<T extends GameTypes> {
  readonly own: OwnEntity<T>;
  readonly others: RemoteEntities<T>;
  readonly timeline = new Timeline();
  /** What the game keeps for this session. */
  readonly view: T["view"] & GameView<T>;
  /** How far in the past the server evaluates the targets of this player's shots, ticks. */
  rewind = 0;
  readonly #room: Room;
  readonly #client: GameClient<T>;
  readonly #events: WorldEvents<T>;
  readonly #trip: RoundTrip;
  readonly #inputs: Inputs<T>;
  #framedAt: number | undefined;
  #patchedAt = 0;

  constructor(room: Room, client: GameClient<T>, trip: RoundTrip, events: WorldEvents<T>) {
    this.#room = room;
    this.#client = client;
    this.#trip = trip;
    this.#events = events;
    const { sessionId } = room;
    this.own = new OwnEntity(sessionId, client);
    const view: GameView<T> & T["view"] = client.view(this.#parts());
    this.view = view;
    this.others = new RemoteEntities(sessionId, client.entities, view);
    this.#inputs = new Inputs(room, client, { own: this.own, timeline: this.timeline, view });
  }

  get state(): T["state"] {
    return this.#room.state as T["state"];
  }

  /** When the latest frame was drawn, ms; undefined before the first. */
  get framedAt(): number | undefined {
    return this.#framedAt;
  }

  /**
   * @param now ms
   * @param sends false without a connection: no input is sent then, and the server lets the entity drift
   */
  frame(now: number, intent: Readonly<T["intent"]>, sends: boolean): void {
    const passed = Math.max(0, now - (this.#framedAt ?? now));
    this.#framedAt = now;
    this.timeline.frame(now);
    this.others.frame(this.timeline.drawn, now);
    const hands = now - this.#patchedAt > BLIND ? this.#client.input.idle(intent) : intent;
    const due = this.own.due(passed);
    if (sends) this.#inputs.send(due, hands);
    this.own.draw(intent, this.view);
    this.view.framed?.(now);
  }

  /** A patch has been read into the state. @param now ms */
  patched(state: T["state"], now: number): void {
    this.#patchedAt = now;
    if (state.tick < this.timeline.newest) {
      // The match was restored from an earlier checkpoint: what was drawn since then never happened.
      this.others.clear();
      this.view.rewound?.();
    }
    this.timeline.arrived(state.tick, now);
    this.timeline.limitBy(this.#trip.measured);
    this.view.stateRead?.();
    this.others.note(state);
    const entity = this.#client.entities.of(state).get(this.#room.sessionId);
    if (entity !== undefined) this.#noteOwn(state, entity);
    this.view.patched?.(now);
  }

  /** The connection is new: unacknowledged inputs of the old connection are lost. @param now ms */
  reconnected(now: number): void {
    this.#inputs.restart();
    this.own.prediction.forget();
    this.view.reconnected?.(now);
    this.timeline.restart();
  }

  #noteOwn(state: T["state"], entity: T["entity"]): void {
    const { prediction } = this.own;
    const { corrections, acknowledgedViewTime } = prediction;
    this.own.note(state, entity, this.#inputs.acknowledged, this.view);
    if (prediction.acknowledgedViewTime !== acknowledgedViewTime) {
      const viewTime = unwrapViewTime(prediction.acknowledgedViewTime, state.tick * REWIND.parts);
      this.rewind = Math.max(0, state.tick - viewTime / REWIND.parts);
    }
    if (prediction.corrections > corrections)
      this.#events.engine.emit("correction", { size: prediction.lastCorrection, tick: state.tick });
  }

  /** The parts of the session that the game reads. */
  #parts(): SessionParts<T> {
    const world = this;
    return {
      key: this.#room.sessionId,
      own: this.own.drawn,
      bodies: this.own.prediction.bodies,
      get state() {
        return world.state;
      },
      get drawnTick() {
        return world.timeline.drawn;
      },
      get acknowledged() {
        return world.#inputs.acknowledged;
      },
      others: () => this.others.drawn(),
      emit: this.#events.emit,
    };
  }
}

/** What an input needs. */
interface Flown<T extends GameTypes> {
  readonly own: OwnEntity<T>;
  readonly timeline: Timeline;
  readonly view: GameView<T>;
}

/** Sends the player's intent, one input per tick, and steps the predicted bodies with each input at once. */
class Inputs<T extends GameTypes> {
  readonly #handle: InputHandle;
  readonly #game: GameClient<T>;
  readonly #flown: Flown<T>;

  constructor(room: Room, game: GameClient<T>, flown: Flown<T>) {
    this.#handle = room.input() as InputHandle;
    this.#game = game;
    this.#flown = flown;
  }

  /** Sequence number of the newest input that the server has processed. */
  get acknowledged(): number {
    return this.#handle.lastProcessed;
  }

  /** The server counts the inputs of each connection from zero. */
  restart(): void {
    this.#handle.reset();
  }

  /** @param due how many inputs to send */
  send(due: number, intent: Readonly<T["intent"]>): void {
    const { own, timeline, view } = this.#flown;
    for (let i = due; i > 0; i--) {
      // The tick on the screen when this input was due, which may be before this frame.
      const drawn = timeline.drawn - own.lateness(i - 1) / TICK_MS;
      const viewTime = Math.max(0, Math.round(drawn * REWIND.parts));
      const travelling = wrapViewTime(viewTime);
      const input = this.#game.input.input(intent, travelling);
      Object.assign(this.#handle.data, input);
      const seq = this.#handle.send();
      if (seq === 0) return;
      if (!own.prediction.isStarted) {
        own.prediction.hold(seq, input, travelling);
        continue;
      }
      const outcome = own.prediction.step(seq, input, view.rules(), travelling);
      view.stepped?.(outcome, { seq, drawnTick: viewTime / REWIND.parts });
    }
  }
}
