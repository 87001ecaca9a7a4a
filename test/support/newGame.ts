/** What the test of a game needs: a match that was stored and restored, and a seat on a server of its own. */
import { deserialize, serialize } from "node:v8";
import { onTestFinished } from "vitest";
import type { Storage } from "../../shared/rules.ts";
import { startLocally } from "./localServer.ts";
import { type StockSeat, stockSeat } from "./stockSeat.ts";

/** @returns the world as another process restores it from a checkpoint */
export const restored = <World>({ storage }: { storage: Storage<World> }, world: World): World =>
  storage.restore(deserialize(serialize(storage.save(world))));

/**
 * Starts a server until the test ends.
 * @param room its name
 * @returns a player in it that uses only the stock SDK
 */
export async function seatIn<State extends { tick: number }>(room: string): Promise<StockSeat<State>> {
  const server = await startLocally({});
  const seat = await stockSeat<State>(server.url, room);
  onTestFinished(async () => {
    await seat.room.leave();
    await server.stop();
  });
  return seat;
}
