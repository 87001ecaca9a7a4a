/** The one look at the start whether packages are inside as the adapters of this folder know them. */
import { clientInsides } from "./client.ts";
import { ipcInsides } from "./ipc.ts";
import { matchMakerInsides } from "./matchMaker.ts";
import { type Inside, missingIn, UnfitFramework } from "./members.ts";
import { nodeHandleInsides } from "./nodeHandle.ts";
import { redisInsides } from "./redis.ts";
import { reservationInsides } from "./reservations.ts";
import { roomInsides } from "./room.ts";
import { schemaInsides } from "./schema.ts";
import { wsInsides } from "./wsSocket.ts";

/** All that the adapters use. */
export const insides = (): Inside[] => [
  ...nodeHandleInsides(),
  ...wsInsides(),
  ...clientInsides(),
  ...roomInsides(),
  ...reservationInsides(),
  ...matchMakerInsides(),
  ...ipcInsides(),
  ...redisInsides(),
  ...schemaInsides(),
];

/** What to do about it. */
const REMEDY =
  "install the versions that package-lock.json names with `npm ci`, and run the server with `npm start`; to update a package, see CONTRIBUTING.md";

/**
 * To be called before anything else uses the framework.
 * @throws UnfitFramework naming each member that is missing, the package, its version, and what to do
 */
export function checkFramework(all: readonly Inside[] = insides()): void {
  const missing = all.flatMap(missingIn);
  if (missing.length > 0) throw new UnfitFramework(`${missing.join("; ")}: ${REMEDY}`);
}
