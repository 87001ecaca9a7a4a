/**
 * The constants of the game, each with its unit and the reason for its value. Server, browser game and bots
 * read them, so a change here changes all of them together.
 *
 * Distances are world units (one unit is one pixel at zoom 1). Times are ticks unless the name says
 * otherwise.
 */
import { ticks } from "../../../shared/tick.ts";

export const SHIP = {
  /** Circle used for every contact; the drawn hull is a little larger. */
  radius: 18,
  /** Units/s². With `drag` this gives a top speed of thrust/drag ≈ 330 units/s. */
  thrust: 640,
  /** Share of the speed lost a second; low enough that a ship drifts through a turn. */
  drag: 1.95,
  /** Boost multiplies thrust: ≈ 610 units/s, enough to escape but not to outrun a bolt. */
  boostThrust: 1.85,
  /** Nose turn rate in 1/65536 turns a tick: 540 degrees a second. Slow enough that circling a ship pays. */
  turnPerTick: 3277,
  hull: 100,
  /** Whole points, so that server and clients compute it exactly. */
  energy: 1000,
  /** A full recharge takes 6.7 s. */
  energyPerTick: 5,
  /** Full energy boosts for 3.3 s. */
  boostPerTick: 15,
  /** Hull points a tick, once `repairDelay` has passed without a hit. */
  repairPerTick: 0.25,
  repairDelay: ticks(4),
  /** Speed kept when bouncing off a rock or a wall. */
  bounce: 0.45,
} as const;

/**
 * @returns the hue of the ship with this number, 1/256 of the colour circle: steps of the golden ratio, so
 * that consecutive ships never look alike
 */
export const hueOf = (id: number): number => (id * 158) & 0xff;

/**
 * Weapons by index; `Bolt.weapon` holds the index. The button `BUTTON.fire << n` fires slot n. speed units/s
 * · cooldown ticks · energy points a shot · life ticks · radius units
 */
export const WEAPONS = [
  /** Fast and cheap: 7.5 shots/s, nine hits to kill. It drains full energy in 9 s, which rewards bursts. */
  { name: "blaster", speed: 820, damage: 12, cooldown: 4, energy: 35, life: ticks(1.15), radius: 4 },
  /** Reloads slowly and hits hard: for an ambush behind a rock. */
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
  /** Ticks between new pieces while the world has fewer than `Settings.ore`. */
  respawn: ticks(0.5),
  /** Number of such intervals that fill an empty world: a large world gets several pieces at a time. */
  refill: 18,
} as const;

export const SCORE = { kill: 100 } as const;

export const MATCH = {
  warmup: ticks(8),
  live: ticks(300),
  podium: ticks(12),
  /** A destroyed ship respawns after this. */
  respawn: ticks(2),
  /** A ship is shielded for this long after a spawn; its first shot ends the shield. */
  spawnShield: ticks(2),
  /** A ship whose player dropped is shielded for at most this long. */
  dropShield: ticks(5),
  /**
   * Dropping the connection gives that shield only once in this time, so that a player cannot use it to
   * escape.
   */
  dropShieldPause: ticks(30),
  /** At most this much of that shield is left once the player is back: time to look around. */
  returnShield: ticks(1),
  /** A player may ask to respawn this long after its death. */
  earliestReturn: ticks(1),
} as const;

/** Largest side of a world, units: what a replicated position can express (16 bits in steps of 3/8 units). */
export const WORLD_MAX = 24_576;

/** What differs between rooms. The state contains what clients need to build the same world. */
export interface Settings {
  /** Side of the square world, units. */
  size: number;
  /** Rocks in it. */
  rocks: number;
  /** Ore pieces that the world refills to. */
  ore: number;
  /** Pilots fill the room up to this many ships. */
  pilots: number;
  /** Seats for players. */
  capacity: number;
  /**
   * Area for each ship, units²: few ships spawn close together in the middle; Infinity uses the whole world.
   */
  spread: number;
  /** Broadcast radius of chat, emotes and kills, units. */
  hearing: number;
  /** Kills that win a duel; absent: no duel, rounds end by the clock, and points decide. */
  firstTo?: number;
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

/** Area for each ship of a swarm, units²: about 30 ships are then in sight, which is a busy screen. */
const SWARM_SPREAD = 380 * 380;

/**
 * @returns settings of a world for that many players, with rocks and ore as dense as in an arena.
 * @param capacity 1…4000
 */
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
    // As far as a player sees. Sending every message to a thousand players would cost more than the game
    // itself.
    hearing: 1000,
  };
}

export const SWARM: Settings = swarmOf(1000);

/** One against one, in a world so small that both meet at once. Points are kills. */
export const DUEL: Settings = {
  size: 1600,
  rocks: 13,
  ore: 6,
  pilots: 0,
  capacity: 2,
  spread: Number.POSITIVE_INFINITY,
  hearing: Number.POSITIVE_INFINITY,
  firstTo: 5,
};

export const DUEL_TIMES = {
  /** A player who has waited this long for an opponent gets a bot. */
  bot: ticks(20),
  warmup: ticks(5),
  /** Where it is a draw when the time is over the next kill wins, for this long. */
  overtime: ticks(60),
  /** Time to agree on another round. */
  podium: ticks(20),
  /** Rounds are recorded meanwhile: a rematch does not begin earlier, however fast both agree. */
  leastPodium: ticks(3),
  /** The podium of a player whose opponent has left. */
  gone: ticks(5),
} as const;

/** The radar, a coarse map for every client: the number of ships in each square of this side, units. */
export const RADAR = { cell: 800 } as const;
