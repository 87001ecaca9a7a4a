/**
 * A server that stops (SIGSTOP) in the middle of opening a room: after SIGUSR2 the next room it opens is claimed, but not listed
 * and not answered for before somebody wakes the process (SIGCONT). Another SIGUSR2 takes that back. See stopping.ts.
 */
import { setTimeout as wait } from "node:timers/promises";
import { ClusterDriver } from "../../server/cluster/driver.ts";
import { GameRoom } from "../../server/rooms/gameRoom.ts";
import { ARMED, DISARMED } from "./stopping.ts";

/** The claim is made so long after the request for the room, ms: it is young when the request is given up. */
const LATE = 300;

let stops = false;
function set(now: boolean): void {
  stops = now;
  console.log(now ? ARMED : DISARMED);
}
process.on("SIGUSR2", () => set(!stops));
const { onCreate } = GameRoom.prototype;
GameRoom.prototype.onCreate = async function (this: GameRoom, options) {
  if (stops) await wait(LATE);
  return await onCreate.call(this, options);
};
const { insert } = ClusterDriver.prototype;
ClusterDriver.prototype.insert = function (this: ClusterDriver, room) {
  if (stops) {
    set(false);
    process.kill(process.pid, "SIGSTOP");
  }
  return insert.call(this, room);
};
await import("../../server/main.ts");
