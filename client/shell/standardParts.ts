/** The standard parts, which the HUD of every game has. */
import type { AnySession } from "../session/view.ts";
import { createBanner } from "./banner.ts";
import { createChat } from "./chat.ts";
import { createHelp } from "./help.ts";
import { type PartsByPlace, PLACES, type Place } from "./hud.ts";
import { createLinkQuality } from "./linkQuality.ts";
import { createNetGraph } from "./netGraph.ts";
import { type Context, isPlayed } from "./part.ts";
import { createPlayers } from "./players.ts";
import { createQuickChat } from "./quickChat.ts";
import { createToasts } from "./toasts.ts";
import { createTools } from "./tools.ts";

/** @returns for each place the parts of the game, followed by the standard parts */
export function withStandardParts<S extends AnySession>(
  context: Context<S>,
  own: PartsByPlace<S>,
): PartsByPlace<S> {
  const standard: PartsByPlace<S> = {
    "top-left": [createLinkQuality(), createTools(context), createNetGraph(context)],
    "top-centre": [createToasts(context)],
    "bottom-left": [createChat(context)],
    over: [
      createBanner(context),
      createHelp(context),
      // In a replay there are no players to mute or to talk to.
      ...(isPlayed(context) ? [createPlayers(context), createQuickChat(context)] : []),
    ],
  };
  const all = (place: Place) => [...(own[place] ?? []), ...(standard[place] ?? [])];
  return Object.fromEntries(PLACES.map((place) => [place, all(place)]));
}
