/**
 * What Skirmish says to authors of brains: which fields of an input a brain sets, and the numbers of the
 * game.
 */
import type { BrainContract } from "../../client/bots/brain/contract.ts";
import { skirmish } from "./game.ts";
import { ORE, SHIP, WEAPONS } from "./shared/config.ts";
import { BUTTON, inputTable } from "./shared/input.ts";

const { moveX, moveY, aim, buttons } = inputTable.fields;

export const brainContract: BrainContract = {
  game: skirmish.name,
  version: skirmish.version,
  // The view time is the client's affair.
  input: { name: inputTable.name, fields: { moveX, moveY, aim, buttons } },
  constants: { button: BUTTON, ship: SHIP, weapons: WEAPONS, ore: ORE },
  starter: new URL("./starter.ts", import.meta.url),
};
