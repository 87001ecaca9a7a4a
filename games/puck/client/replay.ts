/** What a page needs to replay puck: the server's rules. */
import type { GameReplay } from "../../../client/page.ts";
import { defineRules } from "../../../server/defineRules.ts";
import { puckRules } from "../server/rules.ts";

export const puckReplay: GameReplay = { rules: defineRules(puckRules) };
