/**
 * The contract of a game for matches without a server, in which brains play by its rules on a virtual clock
 * (`npm run spar`, `npm run league`, `npm run train`).
 */
import type { GameWorld } from "./rules.ts";

/** Figures of one player in one round, by name. */
export interface Figures {
  [name: string]: number;
}

/** A column of the results table. */
export interface Column {
  readonly title: string;
  readonly digits: number;
  /** @param all figures of one brain, summed over all rounds @param rounds number of rounds */
  value(all: Readonly<Figures>, rounds: number): number;
}

/** Observes a round without changing it. */
export interface Follower {
  /** Must be called after each step. */
  stepped(): void;
  /** @returns the figures of a player so far; `score` decides the winner */
  figures(key: string): Figures;
}

/** The reward function of a learner for one world. */
export interface Reward {
  /** Must be called after each step. */
  stepped(): void;
  /** @returns the reward of a player for the latest step */
  of(key: string): number;
}

/** Observations and rewards of a learner. */
export interface Training<World> {
  /** The meaning of each number of an observation, in order. All numbers are of the order of 1. */
  readonly observation: readonly string[];
  /** Writes the observation of a player into a list. @param at index of its first number */
  observe(world: World, key: string, into: Float32Array, at: number): void;
  reward(world: World): Reward;
}

export interface Arena<World extends GameWorld = GameWorld> {
  /** Name of the game, and of the room whose rules are played. */
  readonly game: string;
  readonly room: string;
  /** Length of a round, s of play time. */
  readonly seconds: number;
  /** @returns settings for this number of players, without server-steered pilots */
  settings(players: number): unknown;
  /** Called once, before the first step. Skips the warm-up, so that the match is in play at once. */
  begin(world: World): void;
  /** Must be called once a tick. @returns the current view of a player; undefined when it sees nothing */
  views(world: World): (key: string) => { readonly tick: number } | undefined;
  follow(world: World): Follower;
  readonly columns: readonly Column[];
  /** @returns a new observer for one learner. Absent: the game does not support training. */
  training?(): Training<World>;
}
