/** A server with slow rooms: SIGUSR2 switches on and off that every patch takes longer than a tick. */
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
  // Blocks the thread without using CPU time, which other tests need.
  if (slow) Atomics.wait(sleeper, 0, 0, TOO_LONG);
  return broadcastPatch.call(this);
};
await import("../../server/main.ts");
