/** Checks at startup that packages have the members that the adapters of this folder use. */
import { clientInsides } from "./client.ts";
import { handOverInsides } from "./handOver.ts";
import { ipcInsides } from "./ipc.ts";
import { matchMakerInsides } from "./matchMaker.ts";
import { type Inside, missingIn, type Package, UnfitFramework, versionOf } from "./members.ts";
import { nodeHandleInsides } from "./nodeHandle.ts";
import { redisInsides } from "./redis.ts";
import { reservationInsides } from "./reservations.ts";
import { roomInsides } from "./room.ts";
import { schemaInsides } from "./schema.ts";
import { tunnelInsides } from "./tunnel.ts";
import { wsInsides } from "./wsSocket.ts";

/** Creates objects of a package for the check. */
export type Probe = readonly [adapter: string, of: Package, look: () => Inside[]];

/** The probes of all adapters. */
export const PROBES: readonly Probe[] = [
  ["nodeHandle.ts", "node", nodeHandleInsides],
  ["handOver.ts", "node", handOverInsides],
  ["tunnel.ts", "node", tunnelInsides],
  ["wsSocket.ts", "ws", wsInsides],
  ["client.ts", "@colyseus/ws-transport", clientInsides],
  ["room.ts", "@colyseus/core", roomInsides],
  ["reservations.ts", "@colyseus/core", reservationInsides],
  ["matchMaker.ts", "@colyseus/core", matchMakerInsides],
  ["ipc.ts", "@colyseus/core", ipcInsides],
  ["redis.ts", "ioredis", redisInsides],
  ["schema.ts", "@colyseus/schema", schemaInsides],
];

/** What the operator has to do. */
const REMEDY =
  "install the versions that package-lock.json names with `npm ci`, and run the server with `npm start`; to update a package, see CONTRIBUTING.md";

/**
 * Must be called before anything else uses the framework.
 * @throws UnfitFramework naming each member that is missing, the package, its version, and what to do
 */
export function checkFramework(probes: readonly Probe[] = PROBES): void {
  const missing = probes.flatMap(wrongWith);
  if (missing.length > 0) throw new UnfitFramework(`${missing.join("; ")}: ${REMEDY}`);
}

function wrongWith([adapter, of, look]: Probe): string[] {
  try {
    return look().flatMap(missingIn);
  } catch (error) {
    // A member that the probe itself uses is missing.
    const { message } = error as Error;
    return [`${of} ${versionOf(of)}: server/framework/${adapter} cannot look into it (${message})`];
  }
}
