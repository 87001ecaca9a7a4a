/**
 * A server in which a player's name breaks the match: `Hanger` hangs the step in which its ship is 90 ticks old, and each one
 * after that; `Thrower` makes every restore fail; `Stumbler` makes every step fail once its ship is 90 ticks old. SIGUSR2 puts
 * the steps' faults off until the next SIGUSR2.
 */
import { MatchRoom } from "../../server/rooms/match.ts";
import { Survival } from "../../server/rooms/survival.ts";

const { broadcastPatch } = MatchRoom.prototype;
const since = 90;
let later = false;
process.on("SIGUSR2", () => {
  later = !later;
  console.log(later ? "nothing breaks here for now" : "the steps break");
});
MatchRoom.prototype.broadcastPatch = function (this: MatchRoom): boolean {
  // The framework sends patches before there is a match.
  for (const { name } of this.world?.ships.values() ?? []) {
    if (later || this.world.tick < since) continue;
    if (name === "Hanger") for (;;);
    if (name === "Stumbler") throw new Error("a step that fails");
  }
  return broadcastPatch.call(this);
};
const { goOn } = Survival.prototype;
Survival.prototype.goOn = function (this: Survival, past): void {
  for (const { name } of past.world.ships.values())
    if (name === "Thrower") throw new TypeError("a restore that fails");
  goOn.call(this, past);
};
await import("../../server/main.ts");
