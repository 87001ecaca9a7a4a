/** Skirmish played again on a page: the server's rules, and what its messages say. */

import type { GameReplay } from "../../../client/page.ts";
import { defineRules } from "../../../server/defineRules.ts";
import { skirmishRules } from "../server/rules.ts";
import type { SkirmishMessages } from "../shared/messages.ts";
import { words } from "./strings/index.ts";

export const skirmishReplay: GameReplay = {
  rules: defineRules(skirmishRules),
  describe: (type, message) => (type === "kill" ? killIn(message as SkirmishMessages["kill"]) : undefined),
};

const killIn = ({ killer, killerName, victim, victimName }: SkirmishMessages["kill"]): string =>
  killer === "" || killer === victim ? words.isGone(victimName) : words.destroys(killerName, victimName);
