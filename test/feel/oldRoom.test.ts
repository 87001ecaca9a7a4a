/** A room that has been open for 103 days: view times exceed their bits and wrap around. */
import { expect, it } from "vitest";
import { PROFILES } from "../../client/bots/link/profiles.ts";
import { ARENA } from "../../games/skirmish/shared/config.ts";
import { BUTTON } from "../../games/skirmish/shared/input.ts";
import { REWIND } from "../../shared/limits.ts";
import { TICK_MS, TICK_RATE } from "../../shared/tick.ts";
import { VirtualGame } from "./virtual.ts";

/** View times wrap around in this tick. */
const ROUND = 2 ** 32 / REWIND.parts;
/** The players' first seconds are left out, s. */
const WARM = 5;

/**
 * A fight of six seconds, half of them before the wrap.
 * @returns the rewinds of shots, as the players and the server computed them
 */
function fight(roundAt: number) {
  const game = new VirtualGame({ ...ARENA, pilots: 10 }, 1);
  const { world } = game;
  const age = roundAt - (WARM + 3) * TICK_RATE - world.tick;
  world.tick += age;
  world.phaseEnds += age;
  const players = [1, 2, 3].map((seed) => game.join(PROFILES.clean, seed));
  for (const player of players)
    player.hand = (input) => {
      player.fight(input);
      input.buttons |= BUTTON.fire;
    };
  game.run(WARM);
  const refusals: string[] = [];
  const corrections = () => players.reduce((sum, { session }) => sum + session.stats.corrections, 0);
  const before = corrections();
  const rewinds: number[] = [];
  for (let i = 0; i < 6 * TICK_RATE; i++) {
    game.run(TICK_MS / 1000);
    refusals.push(...world.events.flatMap((event) => (event.type === "viewTime" ? [event.outlier] : [])));
    rewinds.push(...players.map(({ session }) => session.stats.rewind));
  }
  const own = new Set(players.map(({ id }) => id));
  const shots = game.recorder.truth.shots.filter(({ owner, born }) => own.has(owner) && born > roundAt);
  return {
    ...{ tick: world.tick, rewinds, refusals, corrections: corrections() - before },
    depths: shots.map(({ depth }) => depth),
  };
}

it("[IN8] is played as on its first day: every shot is judged where its shooter saw its targets", () => {
  const old = fight(ROUND);
  expect(old.tick).toBeGreaterThan(ROUND + 2 * TICK_RATE);
  expect(old.depths.length, "shots after the wrap").toBeGreaterThan(20);
  expect(Math.min(...old.rewinds), "ms of rewind, by the screen").toBeGreaterThan(0);
  expect(old.refusals).toEqual([]);
  expect(old.corrections, "corrections of the own ship").toBe(0);
  const young = fight(10_000);
  const range = (values: number[]) => [Math.min(...values), Math.max(...values)];
  expect(range(old.rewinds)).toEqual(range(young.rewinds));
  expect(Math.min(...old.depths), "ticks back").toBeGreaterThan(1);
  expect(Math.max(...old.depths)).toBeLessThan(4);
});
