/**
 * Plays one round: the game's rules and brains on a virtual clock. The same seed gives the same round on
 * every machine.
 */
import { BrainFault } from "../../client/bots/brain/fault.ts";
import { Flight } from "../../client/bots/brain/flight.ts";
import { inputReader } from "../../client/bots/brain/inputReader.ts";
import type { NetName } from "../../client/bots/link/profiles.ts";
import type { Figures } from "../../shared/arena.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import type { ArenaGame, Entrant } from "./entrants.ts";
import { type Environment, openEnvironment } from "./environment.ts";
import { recordRound } from "./roundLog.ts";

export interface RoundOptions {
  /** 0…2³²−1 */
  readonly seed: number;
  /** Length, s of play. */
  readonly seconds: number;
  readonly lag: NetName | undefined;
  /** How long a program may take for one answer, ms. */
  readonly patience: number;
  /** A brain with more late answers than this loses the round. */
  readonly lateAtMost: number;
  /** Absent: the round is not recorded. */
  readonly log?: { readonly folder: string; readonly name: string } | undefined;
}

/** What one brain has done in a round. */
export interface Outcome {
  readonly name: string;
  readonly figures: Figures;
  /** Why it lost before the end. */
  readonly fault?: string;
  /** Ticks in which its answer was late. */
  readonly timeouts: number;
}

export interface Round {
  readonly seed: number;
  readonly ticks: number;
  readonly outcomes: readonly Outcome[];
  /** Names by place; brains with equal scores share a place. Brains with a fault are last. */
  readonly places: readonly (readonly string[])[];
  /** File of the match log. */
  readonly replay?: string;
}

interface Seat {
  readonly entrant: Entrant;
  readonly key: string;
  readonly flight: Flight;
  isIn: boolean;
}

/** @param entrants in the order in which they join */
export async function playRound(
  game: ArenaGame,
  entrants: readonly Entrant[],
  options: RoundOptions,
): Promise<Round> {
  const field = openEnvironment(game, entrants.length, options.seed, options.lag);
  const { match } = field;
  const { arena, server } = game;
  const log =
    options.log &&
    recordRound(server, match, {
      ...options.log,
      room: arena.room,
      settings: arena.settings(entrants.length),
    });
  const neutral = inputReader(game.brains.contract).neutral();
  const seats = entrants.map((entrant, i): Seat => {
    const player = entrant.source.player((options.seed + Math.imul(i + 1, 0x9e3779b1)) >>> 0);
    const flight = new Flight(player, neutral);
    return { entrant, key: `brain-${i + 1}`, flight, isIn: true };
  });
  await Promise.all(seats.map(({ flight }) => flight.ready));
  for (const { key, entrant } of seats) field.join(key, playerName(entrant.name));
  const follower = arena.follow(match.world);
  match.record({ command() {}, given() {}, idled() {}, stepped: () => follower.stepped() });
  const ticks = Math.round(options.seconds * TICK_RATE);
  let tick = 0;
  for (; tick < ticks; tick++) {
    const waits = askAll(field, seats);
    if (waits.length > 0) await awaitAnswers(waits, seats, options);
    for (const seat of seats) {
      if (!seat.isIn) continue;
      if (seat.flight.fault === undefined) field.give(seat.key, seat.flight.input);
      else {
        seat.isIn = false;
        field.leave(seat.key);
      }
    }
    // One brain is left: points that it collects without an opponent would not compare with other rounds.
    if (seats.length > 1 && seats.filter(({ isIn }) => isIn).length < 2) break;
    field.step();
  }
  for (const { flight } of seats) flight.close("over");
  const outcomes = seats.map(({ entrant: { name }, key, flight: { fault, timeouts } }): Outcome => {
    const figures = follower.figures(key);
    return { name, figures, timeouts, ...(fault === undefined ? {} : { fault: fault.message }) };
  });
  const replay = await log?.write();
  return {
    seed: options.seed,
    ticks: tick,
    outcomes,
    places: placesOf(outcomes),
    ...(replay ? { replay } : {}),
  };
}

function askAll(field: Environment, seats: readonly Seat[]): Promise<void>[] {
  const see = field.views();
  const waits: Promise<void>[] = [];
  for (const { isIn, key, flight } of seats) {
    const view = isIn ? see(key) : undefined;
    const wait = view && flight.ask(view);
    if (wait !== undefined) waits.push(wait);
  }
  return waits;
}

/** Waits for answers of programs; the virtual clock stands still meanwhile. */
async function awaitAnswers(
  waits: Promise<void>[],
  seats: readonly Seat[],
  options: RoundOptions,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, options.patience);
  });
  await Promise.race([Promise.all(waits), over]);
  clearTimeout(timer);
  for (const { isIn, flight } of seats) {
    if (!isIn || !flight.isLate) continue;
    flight.timeouts++;
    if (flight.timeouts > options.lateAtMost)
      flight.stop(
        new BrainFault(
          `no answer within ${options.patience} ms in ${flight.timeouts} ticks: it counts as hanging`,
        ),
      );
  }
}

function placesOf(outcomes: readonly Outcome[]): string[][] {
  const rank = ({ fault, figures }: Outcome) =>
    fault === undefined ? figures.score! : Number.NEGATIVE_INFINITY;
  const places = new Map<number, string[]>();
  for (const one of [...outcomes].sort((a, b) => rank(b) - rank(a)))
    places.set(rank(one), [...(places.get(rank(one)) ?? []), one.name]);
  return [...places.values()];
}

/**
 * A player's name has at most 16 characters, so it is the end of a path: the beginning is often the same for
 * all.
 */
const playerName = (name: string): string => name.replace(/^.*\//, "").slice(-16);
