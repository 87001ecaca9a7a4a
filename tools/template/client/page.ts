/**
 * What a page of Template shows before the game is loaded. Keys, pictures of modes and sounds: see
 * client/page.ts of the engine.
 */
import { definePage } from "../../../client/definePage.ts";
import { templateListing } from "../listing.ts";

export const templatePage = definePage(templateListing, {
  tagline: "Be the first to reach the light.",
  hints: ["Touch the light to score. Then it moves to another place."],
  load: async () => (await import("./scene.ts")).templateModule,
  replay: async () => (await import("../server/rules.ts")).templateRules.forReplay(),
});
