/**
 * A match that is played again, as a session (client/session/view.ts): scene and HUD draw it as they draw a player's. There is no
 * connection and nothing is predicted: the rules step a world to the playhead, and its entities are interpolated like those of others.
 *
 *   log ─▶ MatchPlayer ─step─▶ WorldState ─▶ remote entities, bodies, game      frame ─▶ playhead ─▶ what to draw
 */
import type { Tables } from "../../shared/fields/root.ts";
import type { DrawnBody, GameClient, GameTypes, GameView, SessionEvents, SessionParts } from "../game.ts";
import { Emitter, type Listeners } from "../session/emitter.ts";
import { blankEntity, RemoteEntities } from "../session/remoteEntities.ts";
import type { EngineEvents, Link, PlayerSession, SessionStats } from "../session/view.ts";
import type { MatchPlayer, Told } from "./matchPlayer.ts";
import { Playhead } from "./playhead.ts";
import { ReplayBodies } from "./replayBodies.ts";
import { WorldState } from "./worldState.ts";

/** Time that a frame may spend on steps, ms: while it plays, and while it seeks and nothing moves. */
const BUDGET = { play: 9, seek: 30 } as const;
/** Ticks before the sought one that are shown to the tracks: to interpolate, and to know which way entities fly. */
const LEAD = 2;

export interface ReplayedRoom {
  /** Name of the room, as in "arena". */
  readonly room: string;
  readonly roomId: string;
}

export class ReplaySession<T extends GameTypes> implements PlayerSession<T> {
  readonly room: string;
  readonly roomId: string;
  readonly match = undefined;
  readonly link: Link = { state: "playing" };
  readonly events: Emitter<SessionEvents<T>>;
  readonly game: T["view"];
  readonly playhead: Playhead;
  readonly stats: SessionStats = {
    ...{ rtt: 0, jitter: 0, delay: 0, drawnTick: 0, rewind: 0, pending: 0, patches: 0 },
    ...{ bytesIn: 0, bytesOut: 0, corrections: 0, lastCorrection: 0, drops: 0, returns: 0 },
  };
  readonly #engineEvents: Emitter<EngineEvents>;
  readonly #gameEvents: Emitter<T["events"]>;
  readonly #player: MatchPlayer;
  readonly #client: GameClient<T>;
  readonly #world: WorldState;
  readonly #view: GameView<T> & T["view"];
  readonly #entities: RemoteEntities<T>;
  readonly #bodies: ReplayBodies<T>;
  readonly #nobody: T["drawn"];
  readonly #clock: () => number;
  /** Tick that was shown last; −1 when nothing is shown. */
  #shown = -1;
  /** Tick that is sought: steps are made, and not shown. */
  #sought: number | undefined;
  /** A jump makes no effects. */
  #isQuiet = true;
  #followed = "";

  /** @param clock for budgets, ms */
  constructor(
    player: MatchPlayer,
    client: GameClient<T>,
    tables: Tables,
    { room, roomId }: ReplayedRoom,
    clock: () => number = () => performance.now(),
  ) {
    this.room = room;
    this.roomId = roomId;
    this.#player = player;
    this.#client = client;
    this.#clock = clock;
    this.#world = new WorldState(tables);
    this.#bodies = new ReplayBodies(client);
    this.#nobody = blankEntity(client.entities, "", false);
    const listeners: Listeners = new Map();
    this.events = new Emitter(listeners);
    this.#engineEvents = new Emitter(listeners);
    this.#gameEvents = new Emitter(listeners);
    this.playhead = new Playhead(player.range);
    this.#view = client.view(this.#parts());
    this.game = this.#view;
    this.#entities = new RemoteEntities("", client.entities, this.#view);
    this.seek(this.playhead.from);
  }

  /** Key of the entity that is followed; empty: none is. */
  get key(): string {
    return this.#followed;
  }

  get state(): T["state"] {
    return this.#world.state as unknown as T["state"];
  }

  /** Whether steps are made towards a tick that was sought. */
  get isSeeking(): boolean {
    return this.#sought !== undefined;
  }

  /** Looks from this entity, as its player did. @param key empty: from none */
  follow(key: string): void {
    this.#followed = key;
    this.#bodies.clear();
  }

  /** @param tick with fractions; what is before or after the match counts as its first or last tick */
  seek(tick: number): void {
    this.playhead.put(tick);
    const from = Math.max(this.playhead.from, Math.floor(this.playhead.tick) - LEAD);
    this.#sought = from;
    // From where it is, if that is nearer than the checkpoint before.
    const isAhead = this.#player.tick >= 0 && this.#player.tick <= from;
    if (!isAhead || !this.playhead.isNear(this.#player.tick)) this.#player.restart(from);
  }

  frame(now: number): void {
    this.playhead.frame(now, !this.isSeeking);
    const until = this.#clock() + (this.isSeeking ? BUDGET.seek : BUDGET.play);
    if (this.#sought !== undefined) this.#seekOn(this.#sought, until);
    if (this.#sought === undefined) this.#playOn(until);
    const { tick } = this.playhead;
    this.stats.drawnTick = tick;
    if (this.isSeeking) return;
    this.#entities.frame(tick, now);
    for (const drawn of this.#entities.drawn()) drawn.mine = drawn.key === this.#followed;
    this.#bodies.frame(tick);
    this.#view.framed?.(now);
    this.#isQuiet = false;
  }

  own(): T["drawn"] | undefined {
    return this.#followed === "" ? undefined : this.#entities.find(this.#followed);
  }

  entities(): Iterable<T["drawn"]> {
    return this.#entities.drawn();
  }

  body(name: keyof T["bodies"] & string): Readonly<DrawnBody> {
    return this.#bodies.drawn(name);
  }

  playerOf(key: string): { name: string; hue: number } | undefined {
    const entity = this.#client.entities.of(this.state).get(key);
    return entity && this.#client.entities.player(entity);
  }

  serverTick(): number {
    return this.playhead.tick;
  }

  // A match that is over takes nothing from those who watch it.
  chat(): void {}
  emote(): void {}
  spectate(): void {}
  send(): void {}
  suspend(): void {}
  resume(): void {}
  async leave(): Promise<void> {}

  #seekOn(tick: number, until: number): void {
    const player = this.#player;
    while (player.tick < tick && !player.isOver) {
      player.step();
      if (this.#clock() > until) return;
    }
    this.#sought = undefined;
    this.#forget();
    if (player.tick < 0) return;
    this.#show([]);
    // Before its first step a match cannot be looked at.
    if (this.playhead.tick < player.tick) this.playhead.put(player.tick);
  }

  #playOn(until: number): void {
    const { playhead } = this;
    const player = this.#player;
    while (player.tick <= playhead.tick + 1 && !player.isOver) {
      const told = player.step();
      if (told !== undefined) this.#show(told);
      if (this.#clock() > until) break;
    }
    // It waits for the steps, and stays at the last one.
    playhead.limit(Math.max(player.tick, 0), player.isOver);
  }

  /** Shows the world of the latest step. */
  #show(told: readonly Told[]): void {
    const { tick } = this.#player;
    // The match went on from a little earlier, in another process.
    if (tick <= this.#shown) {
      this.#forget();
      this.playhead.put(tick);
    }
    this.#shown = tick;
    this.#world.update(this.#player.world);
    const { state } = this;
    this.#view.stateRead?.();
    this.#entities.note(state);
    const entities = this.#client.entities.of(state);
    const [first] = entities.entries();
    const subject = entities.get(this.#followed) ?? first?.[1];
    if (subject !== undefined) this.#bodies.note(state, subject);
    this.#view.patched?.(this.#clock());
    for (const one of told) this.#hear(one);
  }

  #hear(one: Told): void {
    if (one.type === "announce") this.#engineEvents.emit("notice", { text: one.text });
    else if (one.to === undefined || one.to === this.#followed) this.#view.message?.(one.name, one.message);
  }

  #forget(): void {
    this.#shown = -1;
    this.#isQuiet = true;
    this.#entities.clear();
    this.#bodies.clear();
    this.#view.rewound?.();
  }

  /** What the game reads of the session. */
  #parts(): SessionParts<T> {
    const session = this;
    return {
      bodies: this.#client.predict.blank(),
      acknowledged: 0,
      get key() {
        return session.#followed;
      },
      get own() {
        return session.own() ?? session.#nobody;
      },
      get state() {
        return session.state;
      },
      get drawnTick() {
        return session.playhead.tick;
      },
      *others() {
        for (const drawn of session.entities()) if (drawn.key !== session.#followed) yield drawn;
      },
      emit: (name, event) => {
        // The map of a match has to be known even after a jump.
        if (!this.#isQuiet || event === undefined) this.#gameEvents.emit(name, event);
      },
    };
  }
}
