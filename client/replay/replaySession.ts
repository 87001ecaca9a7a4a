/**
 * A match that is played again, as a session (client/session/view.ts): scene and HUD draw it as they draw a player's. There is no
 * connection and nothing is predicted: the rules step a world to the playhead, and its entities are interpolated like those of others.
 *
 *   log ─▶ MatchPlayer ─step─▶ WorldState ─▶ remote entities, bodies, game      frame ─▶ playhead ─▶ what to draw
 */
import type { Tables } from "../../shared/fields/root.ts";
import type { DrawnBody, GameClient, GameTypes } from "../game.ts";
import type { Link, PlayerSession, SessionStats } from "../session/view.ts";
import type { MatchPlayer, Told } from "./matchPlayer.ts";
import { Playhead } from "./playhead.ts";
import { ShownMatch } from "./shownMatch.ts";

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
  readonly events: ShownMatch<T>["events"];
  readonly game: T["view"];
  readonly playhead: Playhead;
  readonly stats: SessionStats = {
    transport: "stream",
    ...{ rtt: 0, jitter: 0, delay: 0, drawnTick: 0, rewind: 0, pending: 0, patches: 0 },
    ...{ bytesIn: 0, bytesOut: 0, corrections: 0, lastCorrection: 0, drops: 0, returns: 0 },
  };
  readonly #player: MatchPlayer;
  readonly #client: GameClient<T>;
  readonly #shown: ShownMatch<T>;
  readonly #clock: () => number;
  /** Tick that is sought: steps are made, and not shown. */
  #sought: number | undefined;

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
    this.#shown = new ShownMatch(client, tables);
    this.events = this.#shown.events;
    this.game = this.#shown.view;
    this.playhead = new Playhead(player.range);
    this.seek(this.playhead.from);
  }

  /** Key of the entity that is followed; empty: none is. */
  get key(): string {
    return this.#shown.followed;
  }

  get state(): T["state"] {
    return this.#shown.state;
  }

  /** Whether steps are made towards a tick that was sought. */
  get isSeeking(): boolean {
    return this.#sought !== undefined;
  }

  /** Looks from this entity, as its player did. @param key empty: from none */
  follow(key: string): void {
    this.#shown.followed = key;
    this.#shown.bodies.clear();
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
    const { playhead } = this;
    if (this.#player.isGrowing) playhead.to = Math.max(playhead.to, this.#player.range.to);
    playhead.frame(now, !this.isSeeking);
    const until = this.#clock() + (this.isSeeking ? BUDGET.seek : BUDGET.play);
    if (this.#sought !== undefined) this.#seekOn(this.#sought, until);
    if (this.#sought === undefined) this.#playOn(until);
    this.stats.drawnTick = playhead.tick;
    if (!this.isSeeking) this.#shown.frame(playhead.tick, now);
  }

  own(): T["drawn"] | undefined {
    return this.#shown.own();
  }

  entities(): Iterable<T["drawn"]> {
    return this.#shown.entities.drawn();
  }

  body(name: keyof T["bodies"] & string): Readonly<DrawnBody> {
    return this.#shown.bodies.drawn(name);
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
      if (player.step() === undefined && player.isWaiting) break;
      if (this.#clock() > until) return;
    }
    // What is sought has not come yet.
    if (player.tick < 0 && player.isWaiting) return;
    this.#sought = undefined;
    this.#shown.forget();
    if (player.tick < 0) return;
    this.#shown.show(player, [], this.#clock());
    // Before its first step a match cannot be looked at.
    if (this.playhead.tick < player.tick) this.playhead.put(player.tick);
  }

  #playOn(until: number): void {
    const { playhead } = this;
    const player = this.#player;
    while (player.tick <= playhead.tick + 1 && !player.isOver) {
      const told = player.step();
      if (told === undefined && player.isWaiting) break;
      if (told !== undefined) this.#show(told);
      if (this.#clock() > until) break;
    }
    // It waits for the steps, and stays at the last one.
    playhead.limit(Math.max(player.tick, 0), player.isOver, player.isGrowing);
  }

  #show(told: readonly Told[]): void {
    const { tick } = this.#player;
    // The match went on from a little earlier, in another process, or from later: ticks are in no log.
    if (this.#shown.isLeap(tick)) {
      this.#shown.forget();
      this.playhead.put(tick);
    }
    this.#shown.show(this.#player, told, this.#clock());
  }
}
