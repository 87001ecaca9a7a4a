/**
 * Duels: one against one, to `settings.firstTo` kills.
 *
 *   waiting ──an opponent, or after a while a bot──▶ warm-up ─▶ live ─▶ podium ──both agree──▶ warm-up …
 *      ▲                                                │          │       │
 *      └───────────────── the opponent has left ────────┘          └──────▶└─▶ waiting
 */
import { DUEL_TIMES } from "../shared/config.ts";
import { PHASE } from "../shared/phase.ts";
import { isPractice } from "../shared/practice.ts";
import { enter, goLive, nextRound } from "./match.ts";
import { addOpponent } from "./pilots.ts";
import type { SimShip, World } from "./world.ts";

/** @returns how long the only player has waited for another one, ticks; undefined where none is waited for */
export function waits(world: World): number | undefined {
  if (world.settings.firstTo === undefined || playersIn(world) > 1) return undefined;
  if (world.phase !== PHASE.waiting && !isPractice(world)) return undefined;
  return world.tick - world.waitsFrom;
}

/** Whether this player would lose the duel by leaving now. */
export const wouldLose = (world: World): boolean =>
  world.settings.firstTo !== undefined &&
  world.phase === PHASE.live &&
  world.ships.size > 1 &&
  !isPractice(world);

/** The player wants another round against the same opponent. */
export function agree(world: World, ship: SimShip): void {
  if (world.settings.firstTo !== undefined && world.phase === PHASE.podium) ship.agrees = true;
}

export function advanceDuel(world: World): void {
  const { ships, phase, phaseEnds, tick } = world;
  const players = playersIn(world);
  // A person has come: the bot makes room.
  if (players > 1 && isPractice(world)) {
    for (const { key, pilot } of ships.values()) if (pilot !== undefined) ships.delete(key);
    nextRound(world, DUEL_TIMES.warmup);
    return;
  }
  const isAlone = ships.size < 2;
  switch (phase) {
    case PHASE.waiting:
      if (isAlone && !isDueForBot(world)) return;
      if (isAlone) addOpponent(world, [...ships.values()][0]!.skill);
      nextRound(world, DUEL_TIMES.warmup);
      break;
    case PHASE.warmup:
      if (isAlone) wait(world);
      else if (tick >= phaseEnds) goLive(world);
      break;
    case PHASE.live:
      if (isAlone) finish(world, DUEL_TIMES.gone);
      else if (isDecided(world)) finish(world, DUEL_TIMES.podium);
      break;
    case PHASE.podium:
      if (isAlone) leavePodium(world);
      else if (isAgreed(world)) nextRound(world, DUEL_TIMES.warmup);
  }
}

function playersIn({ ships }: World): number {
  let players = 0;
  for (const { pilot } of ships.values()) if (pilot === undefined) players++;
  return players;
}

/** A player that is away gets no bot, which would destroy it meanwhile. */
function isDueForBot({ ships, tick, phaseEnds }: World): boolean {
  const [player] = ships.values();
  return player !== undefined && !player.away && tick >= phaseEnds;
}

function wait(world: World): void {
  enter(world, PHASE.waiting, DUEL_TIMES.bot);
  world.waitsFrom = world.tick;
}

/** The best, if no other one is as good. */
function leader({ ships }: World): SimShip | undefined {
  const most = Math.max(...[...ships.values()].map(({ kills }) => kills));
  const best = [...ships.values()].filter(({ kills }) => kills === most);
  return best.length === 1 ? best[0] : undefined;
}

function isDecided(world: World): boolean {
  const { tick, phaseEnds, settings } = world;
  const first = leader(world);
  if (first === undefined) return tick >= phaseEnds + DUEL_TIMES.overtime;
  return first.kills >= settings.firstTo! || tick >= phaseEnds;
}

/** Ends the round. The leader wins; a draw has no winner. A player whose opponent has left is the leader. */
function finish(world: World, podium: number): void {
  const first = leader(world);
  enter(world, PHASE.podium, podium);
  if (first !== undefined) first.won = true;
}

/** The opponent has left after the round. */
function leavePodium(world: World): void {
  world.phaseEnds = Math.min(world.phaseEnds, world.tick + DUEL_TIMES.gone);
  if (world.tick < world.phaseEnds) return;
  for (const ship of world.ships.values()) {
    ship.score = ship.kills = ship.deaths = 0;
    ship.won = ship.agrees = false;
  }
  wait(world);
}

/** Bots always want another round. */
function isAgreed({ ships, tick, phaseEnds }: World): boolean {
  if (tick < phaseEnds - DUEL_TIMES.podium + DUEL_TIMES.leastPodium) return false;
  for (const { agrees, pilot } of ships.values()) if (!agrees && pilot === undefined) return false;
  return true;
}
