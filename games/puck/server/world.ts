/** The whole state of a match of puck, as plain data. */
import { freshPlayer, freshWorld, type QueuedPlayer, type Seeded } from "../../../server/players.ts";
import { ticks } from "../../../shared/tick.ts";
import { type Body, type Push, push, RINK } from "../shared/rink.ts";
import { lineUp, TEAM, type Team } from "../shared/teams.ts";

export interface Settings {
  /** Pilots fill each team up to this many skaters; 0: no pilots. */
  readonly pilots: number;
}

export const PHASE = { faceOff: "faceOff", play: "play", podium: "podium" } as const;
export type Phase = (typeof PHASE)[keyof typeof PHASE];

/** Ticks. A match ends at its time, or when a team has `goals`. */
export const MATCH = { faceOff: ticks(2), play: ticks(180), podium: ticks(8), goals: 5 } as const;

/** `score` is the number of its goals. */
export interface Skater extends Body, QueuedPlayer<Push> {
  team: Team;
  pilot: boolean;
  /** Whether its team won the match. */
  won: boolean;
  /** Line-ups, modulo 256: a change tells clients that the skater was placed, so they draw no slide. */
  placed: number;
}

export interface Puck extends Body {
  /** Key of the skater that touched it last; "" before the first touch. */
  touched: string;
  /** Key of the last skater of the other team that touched it. */
  touchedBefore: string;
}

export type PuckEvent = { type: "goal"; team: Team; by: string } | { type: "phase"; phase: Phase };

export interface World extends Seeded<Settings> {
  phase: Phase;
  /** Tick at which the phase ends; during play, the tick at which the match ends. */
  phaseEnds: number;
  /** Ticks of play left when the face-off ends. */
  left: number;
  round: number;
  red: number;
  blue: number;
  skaters: Map<string, Skater>;
  /** Exactly one, under the key "puck". */
  pucks: Map<string, Puck>;
  nextPilot: number;
  /** What happened in the latest tick. */
  events: PuckEvent[];
}

export function createWorld(settings: Settings, seed: number): World {
  return {
    ...freshWorld(settings, seed),
    ...{
      phase: PHASE.faceOff,
      phaseEnds: MATCH.faceOff,
      left: MATCH.play,
      round: 1,
      red: 0,
      blue: 0,
      nextPilot: 1,
      events: [],
    },
    skaters: new Map(),
    pucks: new Map([["puck", freshPuck()]]),
  };
}

export const puckOf = ({ pucks }: World): Puck => pucks.get("puck")!;

/** @returns how many skaters a team has. @param pilots whether pilots count */
export const countOf = ({ skaters }: World, team: Team, pilots = true): number => {
  let count = 0;
  for (const skater of skaters.values()) if (skater.team === team && (pilots || !skater.pilot)) count++;
  return count;
};

/** Adds a skater to the smaller team. */
export function addSkater(world: World, key: string, name: string, pilot: boolean): Skater {
  const size = (team: Team) => countOf(world, team, pilot);
  const team = size(TEAM.red) <= size(TEAM.blue) ? TEAM.red : TEAM.blue;
  const skater = { ...freshSkater(key), name, team, pilot, ...lineUp(team, countOf(world, team)) };
  world.skaters.set(key, skater);
  return skater;
}

export const freshSkater = (key: string): Skater => ({
  ...freshPlayer(push, key),
  ...{ team: TEAM.red, pilot: false, won: false, placed: 0, x: 0, y: 0, vx: 0, vy: 0 },
});

export const freshPuck = (): Puck => ({
  x: RINK.width / 2,
  y: RINK.height / 2,
  vx: 0,
  vy: 0,
  touched: "",
  touchedBefore: "",
});
