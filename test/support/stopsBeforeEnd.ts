/** A server that stops itself (SIGSTOP) when its rooms are about to end with it. SIGCONT wakes it. */
import { GameRoom } from "../../server/rooms/gameRoom.ts";

const { onBeforeShutdown } = GameRoom.prototype;
GameRoom.prototype.onBeforeShutdown = async function (this: GameRoom) {
  process.kill(process.pid, "SIGSTOP");
  return await onBeforeShutdown.call(this);
};
await import("../../server/main.ts");
