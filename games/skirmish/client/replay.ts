/**
 * The part of Skirmish that a replay needs: the rules of the server, and labels of messages on the time line.
 */
import type { GameReplay } from "../../../client/page.ts";
import { markedName } from "../../../shared/names.ts";
import { skirmishRules } from "../server/rules.ts";
import type { SkirmishMessages } from "../shared/messages.ts";
import { words } from "./strings/index.ts";

export const skirmishReplay: GameReplay = {
  ...skirmishRules.forReplay(),
  describe: (type, message) => (type === "kill" ? killIn(message as SkirmishMessages["kill"]) : undefined),
};

function killIn(kill: SkirmishMessages["kill"]): string {
  const victim = markedName(kill.victimName, kill.victimBot);
  if (kill.killer === "" || kill.killer === kill.victim) return words.isGone(victim);
  return words.destroys(markedName(kill.killerName, kill.killerBot), victim);
}
