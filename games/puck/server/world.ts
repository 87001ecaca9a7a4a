/** The whole state of a match of puck, as plain data. */
import { freshPlayer, freshWorld, type QueuedPlayer, type Seeded } from "../../../server/players.ts";
import { type Goal, sizeOf } from "../../../server/teams.ts";
import type { PlacedBody } from "../../../shared/bodies.ts";
import { firstRound, PODIUM, type Rounds } from "../../../shared/rounds.ts";
import { TEAM, type Team, type TeamGoals, type TeamPlayer } from "../../../shared/teams.ts";
import { ticks } from "../../../shared/tick.ts";
import { type Body, lineUp, type Push, push, RINK } from "../shared/rink.ts";

export interface Settings {
  /** Pilots fill each team up to this many skaters; 0: no pilots. */
  readonly pilots: number;
}

export const PHASE = { faceOff: "faceOff", play: "play", podium: PODIUM } as const;
export type Phase = (typeof PHASE)[keyof typeof PHASE];

/** Ticks. A match ends at its time, or when a team has `goals`. */
export const MATCH = { faceOff: ticks(2), play: ticks(180), podium: ticks(8), goals: 5 } as const;

export interface Skater extends PlacedBody, QueuedPlayer<Push>, TeamPlayer {}

export interface Puck extends Body {
  /** Key of the skater that touched it last; "" before the first touch. */
  touched: string;
  /** Key of the last skater of the other team that touched it. */
  touchedBefore: string;
}

export interface World extends Seeded<Settings>, Rounds<Phase>, TeamGoals {
  /** Ticks of play left when the face-off ends. */
  left: number;
  skaters: Map<string, Skater>;
  /** Exactly one, under the key "puck". */
  pucks: Map<string, Puck>;
  nextPilot: number;
  /** Of the latest tick. */
  goals: Goal[];
}

export const createWorld = (settings: Settings, seed: number): World => ({
  ...freshWorld(settings, seed),
  ...firstRound(PHASE.faceOff, MATCH.faceOff),
  ...{ left: MATCH.play, red: 0, blue: 0, goals: [], nextPilot: 1 },
  skaters: new Map(),
  pucks: new Map([["puck", freshPuck()]]),
});

export const puckOf = ({ pucks }: World): Puck => pucks.get("puck")!;

/** Adds a skater to a team, behind those that have lined up. */
export function addSkater({ skaters }: World, key: string, name: string, team: Team): Skater {
  const skater = { ...freshSkater(key), name, team, ...lineUp(team, sizeOf(skaters, team)) };
  skaters.set(key, skater);
  return skater;
}

export const freshSkater = (key: string): Skater => ({
  ...freshPlayer(push, key),
  ...{ team: TEAM.red, pilot: false, won: false, placed: 0, x: 0, y: 0, vx: 0, vy: 0 },
});

export const freshPuck = (): Puck => ({
  ...{ x: RINK.width / 2, y: RINK.height / 2, vx: 0, vy: 0, touched: "", touchedBefore: "" },
});
