/** The effect of a migration on ships, and the messages to absent players. */
import { expect, it } from "vitest";
import { markAway, markBack, markMoved } from "../../../games/skirmish/server/ships.ts";
import { isShielded } from "../../../games/skirmish/server/world.ts";
import { MATCH } from "../../../games/skirmish/shared/config.ts";
import { openWorld, run, shipAt } from "../../support/worlds.ts";

it("[SV8] a migration shields a ship whose player has just used its shield up, and does not use up any itself", () => {
  const world = openWorld();
  const ship = shipAt(world, "ada", 500, 500);
  markAway(world, ship);
  markBack(world, ship);
  run(world, MATCH.returnShield);
  expect(isShielded(world, ship), "after the player's own drop").toBe(false);
  const { shelterFrom } = ship;

  markMoved(world, ship);
  expect(ship.away).toBe(true);
  run(world, MATCH.dropShield - 1);
  expect(isShielded(world, ship), "while the match moves").toBe(true);
  markBack(world, ship);
  run(world, MATCH.returnShield);
  expect(isShielded(world, ship), "a moment after the return").toBe(false);
  expect(ship.shelterFrom, "the remaining shield of the player").toBe(shelterFrom);
});
