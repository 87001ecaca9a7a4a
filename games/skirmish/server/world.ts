/**
 * The whole state of the simulation, as plain data without clocks, sockets or schemas, so that it can be
 * stepped in a test, hashed, stored and restored. The systems in this folder change it; the room queues
 * inputs and publishes the state.
 */
import { type QueuedPlayer, queueInput } from "../../../server/players.ts";
import { INPUT } from "../../../shared/limits.ts";
import { type Random, seeded, whole } from "../../../shared/maths/random.ts";
import type { Rounds } from "../../../shared/rounds.ts";
import type { BoltBirth, Flight } from "../shared/bolt.ts";
import { DUEL_TIMES, hueOf, MATCH, type Settings, SHIP } from "../shared/config.ts";
import { neutralInput, type ShipInput } from "../shared/input.ts";
import { type ArenaMap, createMap } from "../shared/map.ts";
import type { SkirmishMessages } from "../shared/messages.ts";
import { PHASE, type Phase } from "../shared/phase.ts";
import type { ShipBody } from "../shared/ship.ts";
import { createHistory, type History } from "./history.ts";
import { Nearby } from "./nearby.ts";
import type { Pilot } from "./pilots.ts";
import { Targets } from "./targets.ts";

export interface SimShip extends ShipBody, QueuedPlayer<ShipInput> {
  /** 1…65535; bolts refer to their owner by it. */
  id: number;
  /** 1/256 of the colour circle. */
  hue: number;
  alive: boolean;
  /** Ships that it destroyed in the live phase of this round, and whether it won the round. */
  kills: number;
  deaths: number;
  won: boolean;
  /** Its player wants another round against the same opponent. */
  agrees: boolean;
  /** How good its player is believed to be: 1000 is a new player. */
  skill: number;
  /** 0…SHIP.hull, with fractions because repair adds fractions. */
  hull: number;
  /** Spawns, modulo 256. */
  spawns: number;
  /** The ship is shielded before this tick. */
  shieldUntil: number;
  /** From this tick on a dropped connection gives a shield again. */
  shelterFrom: number;
  /** Tick of the latest hit, tick of the death, and tick of the respawn. */
  hitTick: number;
  diedTick: number;
  returnTick: number;
  /** What the latest step did, for other clients to draw. */
  thrusting: boolean;
  boosting: boolean;
  /**
   * Least view time that this player may claim, 1/16 ticks, not wrapped (see lagCompensation.ts); 0 before
   * the first shot.
   */
  seen: number;
  history: History;
  /** Present when a brain flies it. */
  pilot?: Pilot;
}

export interface SimBolt extends BoltBirth {
  key: string;
  flight: Flight;
  /** How many ticks in the past its targets are judged: the view time of its shooter. */
  depth: number;
  /** Distance over which it has been tested, units; starts negative, at the middle of its ship. */
  tested: number;
}

export interface SimPickup {
  x: number;
  y: number;
}

/** A shot of this tick, before it becomes a bolt. */
export interface Shot {
  ship: SimShip;
  weapon: number;
  x: number;
  y: number;
  angle: number;
  shot: number;
  /** How many ticks in the past its targets are judged. */
  depth: number;
}

export type SimEvent =
  /**
   * A shot was not judged at the view time that its client claimed, 1/16 ticks. `by`: key of the ship; the
   * ship itself cost a tenth of a step.
   */
  | { type: "viewTime"; by: string; outlier: "future" | "back" | "old"; claimed: number }
  | { type: "hit"; by: SimShip; target: SimShip; bolt: SimBolt; damage: number }
  /** `at`: place of the death. */
  | ({ type: "kill"; at: { x: number; y: number } } & SkirmishMessages["kill"])
  | { type: "phase"; phase: Phase; round: number };

export interface World extends Rounds<Phase> {
  settings: Settings;
  /** Seed of the round's map. */
  seed: number;
  random: Random;
  map: ArenaMap;
  /** In a duel: tick at which its only player began to wait for an opponent. */
  waitsFrom: number;
  ships: Map<string, SimShip>;
  bolts: Map<string, SimBolt>;
  pickups: Map<string, SimPickup>;
  /** Counters of ships, and of bolts and pickups; their keys contain them. */
  nextShip: number;
  nextKey: number;
  /** Filled and emptied within a tick. */
  shots: Shot[];
  nearby: Nearby;
  targets: Targets;
  /** Events of the latest tick, which `tell` sends to players. */
  events: SimEvent[];
}

export function createWorld(settings: Settings, seed: number): World {
  const random = seeded(seed);
  const isDuel = settings.firstTo !== undefined;
  const mapSeed = whole(random, 0x100000000);
  return {
    settings,
    tick: 0,
    seed: mapSeed,
    random,
    map: createMap(mapSeed, settings.size, settings.rocks),
    phase: isDuel ? PHASE.waiting : PHASE.warmup,
    phaseEnds: isDuel ? DUEL_TIMES.bot : MATCH.warmup,
    // A duel begins its first one once there are two.
    round: isDuel ? 0 : 1,
    waitsFrom: 0,
    ships: new Map(),
    bolts: new Map(),
    pickups: new Map(),
    nextShip: 1,
    nextKey: 1,
    shots: [],
    nearby: new Nearby(settings.size),
    targets: new Targets(settings.size),
    events: [],
  };
}

/** @returns a key that no other bolt or pickup of this world has had; short, because it is sent to clients */
export const newKey = (world: World): string => (world.nextKey++).toString(36);

/** The skill of a player without a rating. */
const NEW_PLAYER = 1000;

/** Adds a ship that is not in play yet; the next tick spawns it. @param key see `SimShip.key` */
export function addShip(world: World, key: string, name: string): SimShip {
  const ship = freshShip(key, freeId(world), name);
  ship.returnTick = world.tick;
  world.ships.set(key, ship);
  return ship;
}

/** @returns a ship with first values, which is not added to a world */
export function freshShip(key: string, id: number, name: string): SimShip {
  return {
    key,
    id,
    name,
    hue: hueOf(id),
    x: 0,
    y: 0,
    vx: 0,
    vy: 0,
    angle: 0,
    energy: SHIP.energy,
    cooldown: 0,
    shots: 0,
    alive: false,
    hull: 0,
    score: 0,
    kills: 0,
    deaths: 0,
    won: false,
    agrees: false,
    skill: NEW_PLAYER,
    spawns: 0,
    shieldUntil: 0,
    shelterFrom: 0,
    hitTick: 0,
    diedTick: 0,
    returnTick: 0,
    away: false,
    bot: false,
    inputs: Array.from({ length: INPUT.perTick }, neutralInput),
    inputCount: 0,
    thrusting: false,
    boosting: false,
    seen: 0,
    history: createHistory(),
  };
}

function freeId(world: World): number {
  while (world.nextShip > 0xffff || isTaken(world, world.nextShip)) {
    world.nextShip = world.nextShip >= 0xffff ? 1 : world.nextShip + 1;
  }
  return world.nextShip++;
}

function isTaken({ ships }: World, id: number): boolean {
  for (const ship of ships.values()) if (ship.id === id) return true;
  return false;
}

/** View time of an input that no player made. */
export const NOBODY = -1;

/** Queues a neutral input: no thrust, no buttons, the nose stays where it is. */
export const giveNeutral = (ship: SimShip): void =>
  queueInput(ship, { moveX: 0, moveY: 0, aim: ship.angle, buttons: 0, seen: NOBODY });

export const isShielded = (world: World, ship: SimShip): boolean => world.tick < ship.shieldUntil;
