/**
 * Brains fly ships. A brain is pure: its input depends only on what it sees, its memory and a seeded
 * generator. The server's pilots and the bots use the same brains, with the same inputs and physics as
 * players.
 */
import type { Random } from "../../../shared/maths/random.ts";
import type { ShipInput } from "../shared/input.ts";
import type { ArenaMap } from "../shared/map.ts";
import type { Errand } from "./errand.ts";

export interface SeenShip {
  key: string;
  x: number;
  y: number;
  /** Units a second. */
  vx: number;
  vy: number;
  hull: number;
  /** Cannot be hit now. */
  shielded: boolean;
}

export interface SeenSelf extends SeenShip {
  /** 1/65536 turns. */
  angle: number;
  energy: number;
  alive: boolean;
}

/** What a pilot sees of the world: no more than a player in its place. */
export interface BrainView {
  tick: number;
  map: ArenaMap;
  /** False between rounds: weapons do not fire. */
  weapons: boolean;
  self: SeenSelf;
  /** Other ships that are alive, in the order of the room's map, so that results are deterministic. */
  ships: readonly SeenShip[];
  ore: readonly { x: number; y: number }[];
}

/** What a brain remembers from tick to tick: plain data, because checkpoints store it. */
export interface BrainMemory {
  random: Random;
  errand?: Errand;
  [key: string]: unknown;
}

/** Fills `input` for this tick; `input` still holds the previous tick's values. */
export type Brain = (view: BrainView, memory: BrainMemory, input: ShipInput) => void;
