/**
 * A server that stops itself (SIGSTOP) while it opens a room. After SIGUSR2 the process claims the next room
 * and stops before it lists the room and answers for it; SIGCONT wakes it. Another SIGUSR2 disarms the fault.
 * See stopping.ts.
 *
 * STOPS, if set, is a folder: no more than two of the processes that share it stop.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ClusterDriver } from "../../server/cluster/driver.ts";
import { GameRoom } from "../../server/rooms/gameRoom.ts";
import { ARMED, DISARMED } from "./stopping.ts";

/** Time from the request for the room to the claim, ms: the claim is young when the request is given up. */
const LATE = 300;

/** @returns whether this process is one of the two */
function mayStop(folder: string | undefined): boolean {
  if (folder === undefined) return true;
  for (const name of ["first", "second"])
    try {
      writeFileSync(join(folder, name), "", { flag: "wx" });
      return true;
    } catch {
      // Another process has taken this place.
    }
  return false;
}

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
    if (mayStop(process.env.STOPS)) process.kill(process.pid, "SIGSTOP");
  }
  return insert.call(this, room);
};
await import("../../server/main.ts");
