/**
 * Brains fly ships. They are pure: what they see, their own memory and a seeded generator decide the input, nothing
 * else. The server's pilots and the bots use the same ones, through the same inputs and physics as everybody.
 */

import type { Random } from "../../../shared/maths/random.ts";
import type { ShipInput } from "../shared/input.ts";
import type { ArenaMap } from "../shared/map.ts";

export interface SeenShip {
  key: string;
  x: number;
  y: number;
  /** Units a second. */
  vx: number;
  vy: number;
  hull: number;
  /** Cannot be hit just now. */
  shielded: boolean;
}

export interface SeenSelf extends SeenShip {
  /** 1/65536 turns. */
  angle: number;
  energy: number;
  alive: boolean;
}

/** What a pilot sees of the world. Only what a player in its place would see. */
export interface BrainView {
  tick: number;
  map: ArenaMap;
  /** False between rounds. */
  weapons: boolean;
  self: SeenSelf;
  /** Other ships that are alive, in a stated order: that of the room's map. */
  ships: readonly SeenShip[];
  ore: readonly { x: number; y: number }[];
}

/** What a brain remembers from tick to tick: plain numbers and strings, so that it can be stored with the match. */
export interface BrainMemory {
  random: Random;
  [key: string]: unknown;
}

/** Fills `input` for this tick; `input` still holds the previous tick's values. */
export type Brain = (view: BrainView, memory: BrainMemory, input: ShipInput) => void;
