/**
 * The constants of the game. Each says its unit and why it has its value. Both sides read them, so a change here
 * changes the server, the browser game and the bots together.
 *
 * Distances are world units (one unit is one pixel at zoom 1), times are ticks unless the name says otherwise.
 */

import { ticks } from "../../../shared/tick.ts";

export const SHIP = {
  /** Circle used for every contact; the drawn hull is a little larger. */
  radius: 18,
  /** Units/s². With `drag` this gives a top speed of thrust/drag ≈ 330 units/s. */
  thrust: 640,
  /** Share of the speed lost a second; low enough that a ship drifts through a turn. */
  drag: 1.95,
  /** Boost multiplies thrust: ≈ 610 units/s, enough to break away but not to outrun a bolt. */
  boostThrust: 1.85,
  /** Nose turn rate in 1/65536 turns a tick: 540 degrees a second. Slow enough that circling a ship pays. */
  turnPerTick: 3277,
  hull: 100,
  /** Energy in whole points, so that it is exact everywhere. */
  energy: 1000,
  /** A full recharge takes 6.7 s. */
  energyPerTick: 5,
  /** A full tank boosts for 3.3 s. */
  boostPerTick: 15,
  /** Hull points a tick, once `repairDelay` has passed without a hit. */
  repairPerTick: 0.25,
  repairDelay: ticks(4),
  /** Speed kept when bouncing off a rock or a wall. */
  bounce: 0.45,
} as const;

/** Colour of the ship with this number, 1/256 of the circle: steps of the golden section, so neighbours in age never look alike. */
export const hueOf = (id: number): number => (id * 158) & 0xff;

/**
 * Weapons by index; the index travels in `Bolt.weapon`. Slot n is fired by input button `BUTTON.fire << n`.
 * speed units/s · cooldown ticks · energy points a shot · life ticks · radius units
 */
export const WEAPONS = [
  /** Fast and cheap: 7.5 shots/s, nine hits to kill. Drains a full tank in 9 s, so it wants bursts. */
  { name: "blaster", speed: 820, damage: 12, cooldown: 4, energy: 35, life: ticks(1.15), radius: 4 },
  /** Slow to reload, hits hard: the weapon of an ambush behind a rock. */
  { name: "lance", speed: 1150, damage: 45, cooldown: ticks(0.9), energy: 320, life: ticks(1), radius: 7 },
] as const;
export type Weapon = (typeof WEAPONS)[number];

export const ORE = {
  radius: 14,
  score: 10,
  energy: 250,
  hull: 6,
  /** Ore pieces a destroyed ship leaves behind. */
  fromWreck: 3,
  /** Ticks between new pieces while the world has fewer than it should. */
  respawn: ticks(0.5),
  /** How often that must happen to fill an empty world: a large one gets several pieces at a time. */
  refill: 18,
} as const;

export const SCORE = { kill: 100 } as const;

export const MATCH = {
  warmup: ticks(8),
  live: ticks(300),
  podium: ticks(12),
  /** Dead ships come back after this. */
  respawn: ticks(2),
  /** Nobody can be hit for this long after a spawn; firing ends it. */
  spawnShield: ticks(2),
  /** A ship whose player dropped is shielded this long, then it can be hit like any other. */
  dropShield: ticks(5),
  /** Pulling the plug gives that shield once in this time, so that it is no way out of a fight. */
  dropShieldPause: ticks(30),
  /** What is left of that shield once the player is back: time to look around. */
  returnShield: ticks(1),
  /** A dead player may come back this soon by asking for it. */
  earliestReturn: ticks(1),
} as const;

/** Largest world side, units: what a replicated position can express (16 bits in quarter units). */
export const WORLD_MAX = 16384;

/** What differs between rooms. The state carries what clients need of it, so they build the same world. */
export interface Settings {
  /** Side of the square world, units. */
  size: number;
  /** Rocks in it. */
  rocks: number;
  /** Ore pieces it keeps. */
  ore: number;
  /** Pilots fill the room up to this many ships. */
  pilots: number;
  /** Seats for players. */
  capacity: number;
  /** Room for each ship, units²: few ships start close together in the middle; Infinity uses the whole world. */
  spread: number;
  /** Chat, emotes and kills are told this far around, units. */
  hearing: number;
}

export const ARENA: Settings = {
  size: 2400,
  rocks: 22,
  ore: 18,
  pilots: 6,
  capacity: 64,
  spread: Number.POSITIVE_INFINITY,
  hearing: Number.POSITIVE_INFINITY,
};

/** Room for each ship of a swarm, units²: with it about 30 ships are in sight, which is a busy screen. */
const SWARM_SPREAD = 380 * 380;

/** A world for that many players, with rocks and ore as dense as in an arena. @param capacity 1…1800 */
export function swarmOf(capacity: number): Settings {
  const size = Math.max(ARENA.size, Math.ceil(Math.sqrt(capacity * SWARM_SPREAD)));
  const arenas = (size * size) / (ARENA.size * ARENA.size);
  return {
    size,
    rocks: Math.round(ARENA.rocks * arenas),
    ore: Math.round(ARENA.ore * arenas),
    pilots: Math.min(capacity, 24),
    capacity,
    spread: SWARM_SPREAD,
    // As far as one sees. Telling a thousand players of everything would cost more than the game itself.
    hearing: 1000,
  };
}

export const SWARM: Settings = swarmOf(1000);

/** The coarse picture of the whole world that everybody gets: how many ships are in each square of this side, units. */
export const RADAR = { cell: 800 } as const;
