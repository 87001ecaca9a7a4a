/** The address on which this process listens, and the one that it publishes. */
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import { formatAddress } from "../shared/address.ts";
import type { ProcessAddress } from "./cluster/ledger.ts";
import type { MatchMaker } from "./framework/framework.ts";
import type { Log } from "./ops/log.ts";

export type Networks = NodeJS.Dict<readonly NetworkInterfaceInfo[]>;

/** @returns HOST; otherwise all IPv4 addresses, or all addresses on a machine without IPv4 */
export function listenHost(given: string | undefined, networks: Networks = networkInterfaces()): string {
  if (given !== undefined) return given;
  return routableAddress(networks, "IPv4") === undefined && routableAddress(networks, "IPv6") !== undefined
    ? "::"
    : "0.0.0.0";
}

/**
 * @param bound address on which the server listens, according to the socket
 * @returns the host under which other processes reach it: the first address that leads out of this machine
 */
export function reachableHost(bound: string, networks: Networks): string {
  if (bound === "0.0.0.0") return routableAddress(networks, "IPv4") ?? "127.0.0.1";
  // A socket on `::` also accepts IPv4 connections.
  if (bound === "::") return routableAddress(networks, "IPv4") ?? routableAddress(networks, "IPv6") ?? "::1";
  return bound;
}

function routableAddress(networks: Networks, family: "IPv4" | "IPv6"): string | undefined {
  const usable = (network: NetworkInterfaceInfo) =>
    network.family === family && !network.internal && !isLinkLocal(network);
  return Object.values(networks)
    .flat()
    .find((network) => network !== undefined && usable(network))?.address;
}

/** fe80::/10 and 169.254/16 are valid on one link only. */
const isLinkLocal = ({ address }: NetworkInterfaceInfo): boolean =>
  /^(?:fe[89ab][\da-f]:|169\.254\.)/i.test(address);

/**
 * Reads the address once, when the server begins to listen: reading it needs a file descriptor, and the lease
 * of a room must not depend on a free one.
 * @param publicAddress PUBLIC_ADDRESS
 * @returns what this process publishes about itself; without `address` before it listens
 */
export function ownAddress(
  matchMaker: MatchMaker,
  publicAddress: string | undefined,
  http: HttpServer,
  log: Log,
): () => ProcessAddress {
  const own = (address: string): ProcessAddress => ({
    id: matchMaker.processId,
    address,
    public: publicAddress ?? "",
  });
  let known: ProcessAddress | undefined;
  http.once("listening", () => {
    const { address, port } = http.address() as AddressInfo;
    known = own(formatAddress(reachableHost(address, networksNow(log)), port));
  });
  return () => known ?? own("");
}

function networksNow(log: Log): Networks {
  try {
    return networkInterfaces();
  } catch (err) {
    log.error({ err }, "the machine's addresses cannot be read: this process publishes a loopback address");
    return {};
  }
}
