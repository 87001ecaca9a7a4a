/**
 * A replayed match as a session (client/session/view.ts): scene and HUD draw it like a player's session.
 * There is no connection and no prediction. The rules step a world up to the playhead, and all entities are
 * interpolated.
 *
 *   log ─▶ MatchPlayer ─step─▶ WorldState ─▶ remote entities, bodies, game      frame ─▶ playhead ─▶ what to draw
 */
import type { Tables } from "../../shared/fields/root.ts";
import type { DrawnBody, GameClient, GameTypes, ShownPlayer } from "../game.ts";
import { NOT_SOCIAL } from "../session/social.ts";
import type { Link, PlayerSession, SessionStats } from "../session/view.ts";
import type { MatchPlayer, RuleEvent } from "./matchPlayer.ts";
import { Playhead } from "./playhead.ts";
import { ShownMatch } from "./shownMatch.ts";

/** Time that one frame may spend on steps, ms: during playback, and during a seek, when nothing moves. */
const BUDGET = { play: 9, seek: 30 } as const;
/**
 * Ticks before the target of a seek that are recorded too: interpolation and the direction of flight need
 * them.
 */
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
  readonly members: ReadonlyMap<string, string> = new Map();
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
  /** Target of the present seek: steps before it are not shown. */
  #sought: number | undefined;

  /** @param clock for the time budgets, ms */
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

  /** Key of the followed entity; empty: none. */
  get key(): string {
    return this.#shown.followed;
  }

  get state(): T["state"] {
    return this.#shown.state;
  }

  /** Whether a seek is in progress. */
  get isSeeking(): boolean {
    return this.#sought !== undefined;
  }

  /** Follows an entity, with the view of its player. @param key empty: none */
  follow(key: string): void {
    this.#shown.followed = key;
    this.#shown.bodies.clear();
  }

  /** @param tick with fractions; clamped to the match */
  seek(tick: number): void {
    this.playhead.put(tick);
    const from = Math.max(this.playhead.from, Math.floor(this.playhead.tick) - LEAD);
    this.#sought = from;
    // Continues from the present step when that is closer than the checkpoint.
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

  playerOf(key: string): ShownPlayer | undefined {
    const entity = this.#client.entities.of(this.state).get(key);
    return entity && this.#client.entities.player(entity);
  }

  serverTick(): number {
    return this.playhead.tick;
  }

  // A viewer cannot act on a match.
  readonly social = NOT_SOCIAL;
  others(): Iterable<never> {
    return [];
  }
  chat(): void {}
  emote(): void {}
  joinParty(): void {}
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
    // The target of the seek has not arrived yet.
    if (player.tick < 0 && player.isWaiting) return;
    this.#sought = undefined;
    this.#shown.forget();
    if (player.tick < 0) return;
    this.#shown.show(player, [], this.#clock());
    // The first step is the earliest one that can be shown.
    if (this.playhead.tick < player.tick) this.playhead.put(player.tick);
  }

  #playOn(until: number): void {
    const { playhead } = this;
    const player = this.#player;
    while (player.tick <= playhead.tick + 1 && !player.isOver) {
      const events = player.step();
      if (events === undefined && player.isWaiting) break;
      if (events !== undefined) this.#show(events);
      if (this.#clock() > until) break;
    }
    // The playhead waits for the steps, and stays at the last one.
    playhead.limit(Math.max(player.tick, 0), player.isOver, player.isGrowing);
  }

  #show(events: readonly RuleEvent[]): void {
    const { tick } = this.#player;
    // The match was restored from an earlier tick in another process, or the logs lack some ticks.
    if (this.#shown.isLeap(tick)) {
      this.#shown.forget();
      this.playhead.put(tick);
    }
    this.#shown.show(this.#player, events, this.#clock());
  }
}
