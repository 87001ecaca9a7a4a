/** A server whose rooms can be made slow: each SIGUSR2 lets every patch take longer than a tick, or no longer. */
import { GameRoom } from "../../server/rooms/gameRoom.ts";

/** ms; a tick is 33. */
const TOO_LONG = 45;

let slow = false;
process.on("SIGUSR2", () => {
  slow = !slow;
});
const { broadcastPatch } = GameRoom.prototype;
const sleeper = new Int32Array(new SharedArrayBuffer(4));
GameRoom.prototype.broadcastPatch = function (this: GameRoom): boolean {
  // Stands still without taking the machine's time from other tests.
  if (slow) Atomics.wait(sleeper, 0, 0, TOO_LONG);
  return broadcastPatch.call(this);
};
await import("../../server/main.ts");
