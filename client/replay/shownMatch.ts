/** A match as scene and HUD see it: the worlds of its latest steps, interpolated as they are for a player. */
import type { Tables } from "../../shared/fields/root.ts";
import type { GameClient, GameTypes, GameView, SessionEvents, SessionParts } from "../game.ts";
import { Emitter, type Listeners } from "../session/emitter.ts";
import { blankEntity, RemoteEntities } from "../session/remoteEntities.ts";
import type { EngineEvents } from "../session/view.ts";
import type { MatchPlayer, RuleEvent } from "./matchPlayer.ts";
import { ReplayBodies } from "./replayBodies.ts";
import { WorldState } from "./worldState.ts";

export class ShownMatch<T extends GameTypes> {
  readonly events: Emitter<SessionEvents<T>>;
  readonly view: GameView<T> & T["view"];
  readonly entities: RemoteEntities<T>;
  readonly bodies: ReplayBodies<T>;
  /** Key of the followed entity; empty: none. */
  followed = "";
  /** Tick that is drawn, with fractions. */
  drawnTick = 0;
  readonly #engineEvents: Emitter<EngineEvents>;
  readonly #gameEvents: Emitter<T["events"]>;
  readonly #client: GameClient<T>;
  readonly #world: WorldState;
  readonly #nobody: T["drawn"];
  /** Tick that was shown last; −1 for none. */
  #shown = -1;
  /** After a jump no effects are shown. */
  #isQuiet = true;

  constructor(client: GameClient<T>, tables: Tables) {
    const listeners: Listeners = new Map();
    this.events = new Emitter(listeners);
    this.#engineEvents = new Emitter(listeners);
    this.#gameEvents = new Emitter(listeners);
    this.#client = client;
    this.#world = new WorldState(tables);
    this.bodies = new ReplayBodies(client);
    this.#nobody = blankEntity(client.entities, "", false);
    this.view = client.view(this.#parts());
    this.entities = new RemoteEntities("", client.entities, this.view);
  }

  get state(): T["state"] {
    // The tables of the game fill it: it has the fields that the game's schema class declares.
    return this.#world.state as unknown as T["state"];
  }

  own(): T["drawn"] | undefined {
    return this.followed === "" ? undefined : this.entities.find(this.followed);
  }

  /**
   * @returns whether a world of that tick does not follow the shown one: the match was restored from an
   * earlier tick, or ticks are missing
   */
  isLeap(tick: number): boolean {
    return this.#shown >= 0 && tick !== this.#shown + 1;
  }

  /** Shows the world of the latest step. @param now ms */
  show({ tick, world }: MatchPlayer, events: readonly RuleEvent[], now: number): void {
    this.#shown = tick;
    this.#world.update(world);
    const { state } = this;
    this.view.stateRead?.();
    this.entities.note(state);
    const entities = this.#client.entities.of(state);
    const [first] = entities.entries();
    const subject = entities.get(this.followed) ?? first?.[1];
    if (subject !== undefined) this.bodies.note(state, subject);
    this.view.patched?.(now);
    for (const event of events) this.#emit(event);
  }

  /** @param tick to draw, with fractions @param now ms */
  frame(tick: number, now: number): void {
    this.drawnTick = tick;
    this.entities.frame(tick, now);
    for (const drawn of this.entities.drawn()) drawn.mine = drawn.key === this.followed;
    this.bodies.frame(tick);
    this.view.framed?.(now);
    this.#isQuiet = false;
  }

  /** Forgets what was shown: the next step is unrelated to it. */
  forget(): void {
    this.#shown = -1;
    this.#isQuiet = true;
    this.entities.clear();
    this.bodies.clear();
    this.view.rewound?.();
  }

  #emit(event: RuleEvent): void {
    if (event.type === "announce") this.#engineEvents.emit("notice", { text: event.text, ...event.code });
    else if (event.to === undefined || event.to === this.followed)
      this.view.message?.(event.name, event.message);
  }

  /** The parts of the session that the game reads. */
  #parts(): SessionParts<T> {
    const shown = this;
    return {
      bodies: this.#client.predict.blank(),
      acknowledged: 0,
      get key() {
        return shown.followed;
      },
      get own() {
        return shown.own() ?? shown.#nobody;
      },
      get state() {
        return shown.state;
      },
      get drawnTick() {
        return shown.drawnTick;
      },
      *others() {
        for (const drawn of shown.entities.drawn()) if (drawn.key !== shown.followed) yield drawn;
      },
      emit: (name, event) => {
        // The map of a match is needed after a jump too.
        if (!this.#isQuiet || event === undefined) this.#gameEvents.emit(name, event);
      },
    };
  }
}
