/** The part of Puck that a replay needs: the rules of the server. */
import type { GameReplay } from "../../../client/page.ts";
import { defineRules } from "../../../server/defineRules.ts";
import { puckRules } from "../server/rules.ts";

export const puckReplay: GameReplay = { rules: defineRules(puckRules) };
