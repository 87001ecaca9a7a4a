/** Where this process listens, and where it tells others that it answers. */
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import { formatAddress } from "../shared/address.ts";
import type { Address } from "./cluster/ledger.ts";
import type { MatchMaker } from "./framework/framework.ts";
import type { Log } from "./ops/log.ts";

export type Networks = NodeJS.Dict<readonly NetworkInterfaceInfo[]>;

/** @returns HOST; else all IPv4 addresses, or on a machine that has none, all addresses */
export function listenHost(given: string | undefined, networks: Networks = networkInterfaces()): string {
  if (given !== undefined) return given;
  return outward(networks, "IPv4") === undefined && outward(networks, "IPv6") !== undefined
    ? "::"
    : "0.0.0.0";
}

/**
 * @param bound what the server listens on, as the socket says
 * @returns the host under which other processes reach it: of all addresses the first that leads out of this machine
 */
export function answeringHost(bound: string, networks: Networks): string {
  if (bound === "0.0.0.0") return outward(networks, "IPv4") ?? "127.0.0.1";
  // A socket on `::` takes IPv4 connections, too.
  if (bound === "::") return outward(networks, "IPv4") ?? outward(networks, "IPv6") ?? "::1";
  return bound;
}

function outward(networks: Networks, family: "IPv4" | "IPv6"): string | undefined {
  const usable = (network: NetworkInterfaceInfo) =>
    network.family === family && !network.internal && !isLinkLocal(network);
  return Object.values(networks)
    .flat()
    .find((network) => network !== undefined && usable(network))?.address;
}

/** fe80::/10 and 169.254/16: they mean something on one link only. */
const isLinkLocal = ({ address }: NetworkInterfaceInfo): boolean =>
  /^(?:fe[89ab][\da-f]:|169\.254\.)/i.test(address);

/**
 * The address is worked out once, when the server listens: to ask for it costs a file descriptor, and the lease of a room must
 * not depend on there being one.
 * @param open PUBLIC_ADDRESS
 * @returns what this process tells of itself; without `address` before it listens
 */
export function ownAddress(
  matchMaker: MatchMaker,
  open: string | undefined,
  http: HttpServer,
  log: Log,
): () => Address {
  const own = (address: string): Address => ({ id: matchMaker.processId, address, public: open ?? "" });
  let known: Address | undefined;
  http.once("listening", () => {
    const { address, port } = http.address() as AddressInfo;
    known = own(formatAddress(answeringHost(address, networksNow(log)), port));
  });
  return () => known ?? own("");
}

function networksNow(log: Log): Networks {
  try {
    return networkInterfaces();
  } catch (err) {
    log.error({ err }, "the machine's addresses cannot be read: other processes are told a loopback address");
    return {};
  }
}
