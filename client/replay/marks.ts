/**
 * Events of a match, for its time line. A second player runs through the whole match in the background, a
 * little in each idle moment.
 */
import type { ReplayEvent } from "../../shared/log/replay.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import type { GameReplay } from "../page.ts";
import { words } from "../strings/index.ts";
import { MatchPlayer, type RuleEvent } from "./matchPlayer.ts";

export interface Mark {
  /** `event`: of the game. `warn`: from here on the replay differs from the match. */
  readonly kind: "event" | "notice" | "player" | "warn";
  readonly tick: number;
  readonly label: string;
  /** Keys of the players that it is about. */
  readonly keys: readonly string[];
}

/** Ticks that no log contains. */
export interface Hole {
  readonly from: number;
  readonly to: number;
}

export interface MarkList {
  readonly marks: readonly Mark[];
  readonly holes: readonly Hole[];
  /** The scan has reached this tick. */
  readonly until: number;
  /** Every player that has been in the match so far, by key. */
  readonly names: ReadonlyMap<string, string>;
}

/** Longest time of one slice of the scan, ms. */
const SLICE = 6;

export class MarkScan implements MarkList {
  readonly marks: Mark[] = [];
  readonly holes: Hole[] = [];
  readonly names = new Map<string, string>();
  readonly #player: MatchPlayer;
  readonly #game: GameReplay;

  /** @throws BadLog when these rules cannot play the match */
  constructor(game: GameReplay, logs: ConstructorParameters<typeof MatchPlayer>[1]) {
    this.#game = game;
    this.#player = new MatchPlayer(game.rules, logs, (event) => this.#note(event));
  }

  get until(): number {
    return this.#player.isOver ? Number.POSITIVE_INFINITY : this.#player.tick;
  }

  /** Whether the scan waits for more of the log. */
  get isWaiting(): boolean {
    return this.#player.isWaiting;
  }

  /** @param clock ms @returns whether there is more to scan */
  go(clock: () => number = () => performance.now()): boolean {
    const end = clock() + SLICE;
    while (!this.#player.isOver && clock() < end) {
      const all = this.#player.step();
      if (all === undefined && this.#player.isWaiting) break;
      for (const event of all ?? []) this.#addEvent(event);
      if (this.#player.tick % TICK_RATE === 0) this.#see();
    }
    return !this.#player.isOver;
  }

  #addEvent(event: RuleEvent): void {
    const { tick } = this.#player;
    if (event.type === "announce") this.#add({ kind: "notice", tick, label: event.text, keys: [] });
    else {
      const label = this.#game.describe?.(event.name, event.message);
      if (label === undefined) return;
      const keys = Object.values(event.message).filter((value) => this.#player.players().has(value));
      this.#add({ kind: "event", tick, label, keys });
    }
  }

  #note(event: ReplayEvent): void {
    const { tick } = this.#player;
    const warn = (label: string) => this.#add({ kind: "warn", tick: Math.max(tick, 0), label, keys: [] });
    if (event.type === "hole") this.holes.push({ from: event.from, to: event.to });
    else if (event.type === "wrong") warn(words.watch.differs);
    else if (event.type === "fault") warn(words.watch.fault);
    else if (event.type === "moved") warn(words.watch.movedHere);
    else if (event.type === "command") {
      const { command } = event;
      if (command.type === "join") {
        this.names.set(command.key, command.name);
        const label = words.watch.joins(command.name);
        this.#add({ kind: "player", tick: event.tick, label, keys: [command.key] });
      } else if (command.type === "leave") {
        const label = words.watch.leaves(this.names.get(command.key) ?? words.watch.somebody);
        this.#add({ kind: "player", tick: event.tick, label, keys: [command.key] });
      }
    }
  }

  #add(mark: Mark): void {
    this.marks.push(mark);
  }

  #see(): void {
    for (const [key, { name }] of this.#player.players()) this.names.set(key, name);
  }
}
