/**
 * Rounds of a match: each phase ends at a tick, the last one shows the result, and the next round begins in
 * the same room.
 */

/** A world with rounds extends this; clients that show a clock receive the same. */
export interface Rounds<Phase extends string = string> {
  tick: number;
  phase: Phase;
  /** Tick at which the phase ends. */
  phaseEnds: number;
  /** Number of the round, from 1, modulo 65536. */
  round: number;
}

/** The phase after a round, in which its result is shown. */
export const PODIUM = "podium";

/** @param length of the first phase, ticks @returns the initial values of these properties */
export const firstRound = <const Phase extends string>(phase: Phase, length: number) => ({
  ...{ phase, phaseEnds: length, round: 1 },
});

/** @param length ticks */
export function enterPhase<Phase extends string>(world: Rounds<Phase>, phase: Phase, length: number): void {
  world.phase = phase;
  world.phaseEnds = world.tick + length;
}

/** Once a tick: calls what comes after the present phase when its time is over. */
export function keepTime<Phase extends string, World extends Rounds<Phase>>(
  world: World & Rounds<Phase>,
  after: { readonly [phase in Phase]?: (world: World) => void },
): void {
  if (world.tick >= world.phaseEnds) after[world.phase]?.(world);
}

/** Ends the present phase with the next step. */
export function endPhase(world: Rounds): void {
  world.phaseEnds = world.tick + 1;
}

/** The next round begins. */
export function countRound(world: Rounds): void {
  world.round = (world.round + 1) & 0xffff;
}

/** The round of a world, for its records (`RecordRules.round`). */
export const roundOf = ({ round, phase }: Rounds): { round: number; isOver: boolean } => ({
  ...{ round, isOver: phase === PODIUM },
});
