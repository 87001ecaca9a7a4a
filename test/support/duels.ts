/** Duels of Ada and Bob. */
import { expect } from "vitest";
import { skirmishServer } from "../../games/skirmish/server/index.ts";
import { createMatch } from "../../games/skirmish/server/match.ts";
import type { SimShip, World } from "../../games/skirmish/server/world.ts";
import { DUEL, DUEL_TIMES } from "../../games/skirmish/shared/config.ts";
import { PHASE } from "../../games/skirmish/shared/phase.ts";
import { run } from "./worlds.ts";

export const join = (world: World, key: string, skill?: number): SimShip =>
  skirmishServer.join(world, key, key, false, skill);
/** The player asks for a rematch. */
export const agree = (world: World, ship: SimShip) => skirmishServer.receive(world, ship, "rematch", {});

/** Ada and Bob, in the live phase. */
export function startDuel() {
  const world = createMatch(DUEL, 5);
  const [ada, bob] = [join(world, "ada"), join(world, "bob")];
  run(world, 1);
  expect([world.phase, world.round]).toEqual([PHASE.warmup, 1]);
  run(world, DUEL_TIMES.warmup);
  expect(world.phase).toBe(PHASE.live);
  return { world, ada, bob };
}

/** A duel that Ada has won, on the podium. */
export function endedDuel() {
  const started = startDuel();
  started.ada.kills = started.ada.score = DUEL.firstTo!;
  started.bob.kills = 3;
  run(started.world, 1);
  expect(started.world.phase).toBe(PHASE.podium);
  return started;
}
