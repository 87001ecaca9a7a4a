/** Skirmish for bots: they use the brains that also fly the server's pilots. */
import type { BotGame } from "../../client/bots/game.ts";
import { listed } from "../../shared/game.ts";
import { seeded } from "../../shared/maths/random.ts";
import { brainContract } from "./brainContract.ts";
import type { BrainMemory } from "./brains/brain.ts";
import { BRAINS, type BrainName } from "./brains/index.ts";
import { viewOf } from "./brainView.ts";
import { type Skirmish, skirmishClient } from "./client/session/skirmish.ts";
import { skirmishListing } from "./listing.ts";
import { neutralInput } from "./shared/input.ts";

export const skirmishBots: BotGame<Skirmish> = {
  rooms: listed(skirmishListing).rooms,
  client: skirmishClient,
  brains: Object.keys(BRAINS),
  defaultBrain: "hunter",
  authoring: { contract: brainContract, brains: BRAINS as never, viewOf },
  pilot(name, seed) {
    const brain = BRAINS[name as BrainName];
    const memory: BrainMemory = { random: seeded(seed) };
    const input = neutralInput();
    return {
      intent(session) {
        const view = viewOf(session);
        if (view !== undefined) brain(view, memory, input);
        return input;
      },
    };
  },
};
