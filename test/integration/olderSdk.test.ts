/** A client of an older stock SDK of this series (`sdk-older` in package.json) beside one of the newest. */
import { createRequire } from "node:module";
import { Client, type Room } from "sdk-older";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BUTTON } from "../../games/skirmish/shared/input.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import { untilAdmitted } from "../support/overload.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/** A close code after which the SDK comes back. */
const CLOSE_LOST = 4010;

const versionOf = (name: string): string =>
  (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;
const shipIn = ({ state, sessionId }: Room<unknown, ArenaState>) => state?.ships?.get(sessionId);

/** Waits until the player has its ship. */
async function entered(room: Room<unknown, ArenaState>): Promise<void> {
  room.onMessage("*", () => {});
  await until(() => shipIn(room)?.own !== undefined, "the own ship");
}

/**
 * Flies to the right, or to the left in the right half of the arena, and fires, until its ship has moved and
 * its inputs are acknowledged.
 */
async function fly(room: Room<unknown, ArenaState>): Promise<void> {
  const input = room.input();
  const { x } = shipIn(room)!.own!;
  const moveX = x < room.state.size / 2 ? 127 : -127;
  await until(() => {
    Object.assign(input.data as object, { moveX, buttons: BUTTON.fire });
    input.send();
    return input.lastProcessed > 0 && Math.abs(shipIn(room)!.own!.x - x) > 40;
  }, "the ship to move");
}

it("[RE4] an older stock SDK joins, plays and returns to its seat", async () => {
  const [older, newest] = [versionOf("sdk-older"), versionOf("@colyseus/sdk")];
  expect(older.localeCompare(newest, "en", { numeric: true }), `${older}, ${newest}`).toBe(-1);

  const room = await untilAdmitted(() =>
    new Client(server.url).joinOrCreate<ArenaState>("arena", { name: "Old" }),
  );
  await entered(room);
  const { id } = shipIn(room)!;
  const other = await stockPlayer(server.url, "New");
  expect(other.room.roomId).toBe(room.roomId);
  await fly(room);

  // The connection breaks, and the SDK returns by itself, even within the first seconds.
  room.reconnection.minUptime = 0;
  const back = new Promise<void>((resolve) => room.onReconnect(resolve));
  room.connection.close(CLOSE_LOST);
  await back;
  await entered(room);
  expect(shipIn(room)!.id).toBe(id);
  await fly(room);

  // A process that starts anew has the token only.
  room.reconnection.enabled = false;
  const token = room.reconnectionToken;
  const lost = new Promise<unknown>((resolve) => room.onLeave(resolve));
  room.connection.close(CLOSE_LOST);
  await lost;
  const again = await new Client(server.url).reconnect<ArenaState>(token);
  await entered(again);
  expect([shipIn(again)!.id, again.roomId]).toEqual([id, room.roomId]);
  await fly(again);
  await Promise.all([again.leave(), other.room.leave()]);
});
