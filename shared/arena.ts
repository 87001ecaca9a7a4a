/**
 * What a game says for matches without a server: brains play by its rules on a virtual clock (`npm run spar`, `npm run league`,
 * `npm run train`).
 */
import type { GameWorld } from "./rules.ts";

/** Figures of one player in one round, by name. */
export interface Figures {
  [name: string]: number;
}

/** A column of the table of results. */
export interface Column {
  readonly title: string;
  readonly digits: number;
  /** @param all figures of one brain, of all rounds added up. @param rounds their number */
  value(all: Readonly<Figures>, rounds: number): number;
}

/** Follows a round. It changes nothing. */
export interface Follower {
  /** To be called after each step. */
  stepped(): void;
  /** @returns what a player has done so far; `score` decides who wins */
  figures(key: string): Figures;
}

/** Rewards of a world that it follows. */
export interface Reward {
  /** To be called after each step. */
  stepped(): void;
  /** @returns the reward of a player for the latest step */
  of(key: string): number;
}

/** What a learner sees and gets. */
export interface Training<World> {
  /** What each number of an observation is, in their order. All are of the order of 1. */
  readonly observation: readonly string[];
  /** Writes the observation of a player into a list. @param at of its first number */
  observe(world: World, key: string, into: Float32Array, at: number): void;
  reward(world: World): Reward;
}

export interface Arena<World extends GameWorld = GameWorld> {
  /** Name of the game, and of the room whose rules are played. */
  readonly game: string;
  readonly room: string;
  /** Length of a round, s of play. */
  readonly seconds: number;
  /** @returns settings for so many players, without pilots of the server */
  settings(players: number): unknown;
  /** Called once, before the first step: the match is in play at once. */
  begin(world: World): void;
  /** To be called once a tick. @returns what a player sees now; undefined: nothing */
  views(world: World): (key: string) => { readonly tick: number } | undefined;
  follow(world: World): Follower;
  readonly columns: readonly Column[];
  /** @returns an observer of its own for one learner. Absent: the game has no training. */
  training?(): Training<World>;
}
