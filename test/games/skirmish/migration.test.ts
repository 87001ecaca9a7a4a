/** What a move of the match does to ships, and what players who were away are told. */
import { expect, it } from "vitest";
import { markAway, markBack, markMoved } from "../../../games/skirmish/server/ships.ts";
import { isShielded } from "../../../games/skirmish/server/world.ts";
import { MATCH } from "../../../games/skirmish/shared/config.ts";
import { openWorld, run, shipAt } from "../../support/worlds.ts";

it("[SV8] a move shelters a ship whose player has just used its shelter up, and uses nothing up itself", () => {
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
  expect(ship.shelterFrom, "what the player may still use").toBe(shelterFrom);
});
