/** Template played again on a page: the server's rules. */
import type { GameReplay } from "../../../client/page.ts";
import { defineRules } from "../../../server/defineRules.ts";
import { templateRules } from "../server/rules.ts";

export const templateReplay: GameReplay = { rules: defineRules(templateRules) };
