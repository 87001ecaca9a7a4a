/**
 * A server in which a player's name breaks the match: `Hanger` and `Fatal` hang every step from the 90th tick
 * on; `Thrower` makes every restore fail; `Stumbler` makes every step fail from the 90th tick of its ship on.
 * SIGUSR2 switches the faults of the steps off and on, except `Fatal`.
 */
import { skirmishServer } from "../../games/skirmish/server/index.ts";
import type { World } from "../../games/skirmish/server/world.ts";
import type { GameWorld, Player } from "../../server/game.ts";
import { GameRoom } from "../../server/rooms/gameRoom.ts";
import { Survival } from "../../server/rooms/survival.ts";

const playersOf = (world: GameWorld): Iterable<Player> => skirmishServer.players(world as World).values();
const { broadcastPatch } = GameRoom.prototype;
const since = 90;
let later = false;
process.on("SIGUSR2", () => {
  later = !later;
  console.log(later ? "nothing breaks here for now" : "the steps break");
});
GameRoom.prototype.broadcastPatch = function (this: GameRoom): boolean {
  // The framework's timer runs while the room is being created: then there is no match yet.
  if (this.state === undefined) return broadcastPatch.call(this);
  for (const { name } of playersOf(this.world)) {
    if (this.world.tick < since) continue;
    if (name === "Fatal") for (;;);
    if (later) continue;
    if (name === "Hanger") for (;;);
    if (name === "Stumbler") throw new Error("a step that fails");
  }
  return broadcastPatch.call(this);
};
const { restore } = Survival.prototype;
Survival.prototype.restore = function (this: Survival, restored): void {
  for (const { name } of playersOf(restored.world))
    if (name === "Thrower") throw new TypeError("a restore that fails");
  restore.call(this, restored);
};
await import("../../server/main.ts");
