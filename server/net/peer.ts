/**
 * The client of a request: the address of the socket or, behind trusted proxies, the last address in the
 * chain that is no trusted proxy. Untrusted headers are removed before anything reads them.
 */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import { parseAddress } from "../../shared/address.ts";
import { isHost } from "./requestHead.ts";

export interface Peer {
  /** IP address; IPv4 in its own notation even over an IPv6 socket. */
  address: string;
  /** The key of limits: the address, or its /64 network with IPv6. */
  network: string;
  /** The request comes from this machine, not through a proxy: bots, benchmarks, the operator. */
  isLocal: boolean;
  /** The page was loaded over TLS, according to a trusted proxy. */
  isSecure: boolean;
  /**
   * host[:port] under which the client addressed the server: from Host, and from X-Forwarded-Host of trusted
   * proxies.
   */
  hosts: readonly string[];
  /** X-Forwarded-Host from a peer that is not a trusted proxy: only for the log. */
  disbelieved?: string | undefined;
}

/** Headers in which proxies describe the client. Some parts of the framework would trust them from anyone. */
const FORWARDED = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-real-ip",
  "x-client-ip",
] as const;

/** Stored on the request itself. */
const PEER = Symbol("peer");
type Noted = IncomingMessage & { [PEER]?: Peer };

/** @returns the client that `Peers.note` found. @throws when the request has not passed the HTTP front */
export function peerOf(request: IncomingMessage): Peer {
  const peer = (request as Noted)[PEER];
  if (peer === undefined) throw new Error("the request bypassed the HTTP front");
  return peer;
}

/** Networks in which an operator's own proxies usually are. */
const PRIVATE = ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1", "fc00::/7"] as const;

/** What follows from an address alone. */
interface AddressFacts extends Pick<Peer, "address" | "network"> {
  isLoopback: boolean;
  /** Whether it is a trusted proxy: its connections carry the requests of many clients. */
  isTrusted: boolean;
}

/** Most addresses that are cached: a client presents its own at each connection, request and upgrade. */
const REMEMBERED = 2000;

export class Peers {
  readonly #trusted = new BlockList();
  readonly #private = new BlockList();
  /** Keyed by the address of a socket, as Node writes it; oldest first. */
  readonly #known = new Map<string, AddressFacts>();
  readonly #onProxy: (address: string) => void;
  #isReported = false;

  /**
   * @param proxies addresses and networks (CIDR) whose headers are trusted; see TRUST_PROXY in env.ts
   * @param onProxy called once when a proxy in a private network forwards requests and is not trusted
   */
  constructor(proxies: readonly string[], onProxy: (address: string) => void = () => {}) {
    for (const proxy of proxies) addNetwork(this.#trusted, proxy);
    for (const network of PRIVATE) addNetwork(this.#private, network);
    this.#onProxy = onProxy;
  }

  /** @param remoteAddress of a socket */
  of(remoteAddress: string): AddressFacts {
    const known = this.#known.get(remoteAddress);
    if (known !== undefined) return known;
    const address = plain(remoteAddress);
    const facts: AddressFacts = {
      address,
      network: networkOf(address),
      isLoopback: isLoopback(address),
      isTrusted: isIn(this.#trusted, address),
    };
    if (this.#known.size >= REMEMBERED) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(remoteAddress, facts);
    return facts;
  }

  /** Determines the client and removes the proxies' headers. Must be called once per request. */
  note(request: IncomingMessage): Peer {
    const { headers } = request;
    const facts = this.of(request.socket.remoteAddress ?? "");
    const peer = FORWARDED.some((name) => headers[name] !== undefined)
      ? this.#forwarded(headers, facts)
      : {
          address: facts.address,
          network: facts.network,
          isLocal: facts.isLoopback,
          isSecure: false,
          hosts: hostsOf(headers.host),
        };
    (request as Noted)[PEER] = peer;
    return peer;
  }

  /** The client of a request with headers of proxies. */
  #forwarded(headers: IncomingHttpHeaders, { address: socketAddress, isTrusted }: AddressFacts): Peer {
    const { address, hops } = isTrusted
      ? this.#walk(headers["x-forwarded-for"], socketAddress)
      : { address: socketAddress, hops: 0 };
    const headerOf = (name: string) => forwardedValue(headers[name], hops);
    const forwardedHost = forwardedValue(headers["x-forwarded-host"], Math.max(1, hops));
    const isSecure = headerOf("x-forwarded-proto")?.toLowerCase() === "https";
    const hosts = hostsOf(headers.host, isTrusted ? forwardedHost : undefined, headerOf("x-forwarded-port"));
    for (const name of FORWARDED) delete headers[name];
    if (!isTrusted && !this.#isReported && isIn(this.#private, socketAddress)) {
      this.#isReported = true;
      this.#onProxy(socketAddress);
    }
    return {
      address,
      network: networkOf(address),
      isLocal: false,
      isSecure,
      hosts,
      ...(isTrusted || forwardedHost === undefined || !isHost(forwardedHost)
        ? {}
        : { disbelieved: forwardedHost }),
    };
  }

  /**
   * Follows the chain outwards from the nearest hop while every hop is trusted. Anything but an address ends
   * it.
   * @returns the address behind the last trusted proxy, and the number of proxies
   */
  #walk(chain: string | string[] | undefined, nearest: string): { address: string; hops: number } {
    let [address, hops] = [nearest, 1];
    for (const hop of String(chain ?? "")
      .split(",")
      .reverse()) {
      const next = addressOfHop(hop.trim());
      if (isIP(next) === 0) break;
      address = next;
      if (!isIn(this.#trusted, address)) break;
      hops++;
    }
    return { address, hops };
  }
}

/** Some load balancers append the client's port to its address. */
const addressOfHop = (hop: string): string => plain(isIP(hop) === 0 ? (parseAddress(hop)?.host ?? "") : hop);

/**
 * Reads a header that each proxy appends to, or replaces.
 * @param hops number of trusted proxies
 * @returns the value of the outermost trusted proxy; undefined when there is none
 */
function forwardedValue(list: string | string[] | undefined, hops: number): string | undefined {
  if (list === undefined || hops === 0) return undefined;
  const parts = String(list)
    .split(",")
    .map((part) => part.trim());
  return parts[Math.max(0, parts.length - hops)] || undefined;
}

function hostsOf(host = "", forwarded?: string, port?: string): string[] {
  if (forwarded === undefined && port === undefined) return isHost(host) ? [host] : [];
  const hosts = [host, forwarded ?? ""].filter(isHost);
  // Some proxies send the port in a separate header.
  const withPort = hosts
    .filter((one) => !/:\d+$/.test(one))
    .map((one) => `${one}:${port}`)
    .filter((one) => port !== undefined && isHost(one));
  return [...new Set([...hosts, ...withPort])];
}

/** @throws when it is neither an address nor a network */
export function addNetwork(list: BlockList, network: string): void {
  const [address, bits] = network.split("/") as [string, string?];
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  if (bits === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(bits), family);
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? "ipv6" : "ipv4");
}

export const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");

/** Numbers only: `127.evil.example` is a name, and may point anywhere. */
export const isLoopback = (address: string): boolean =>
  address === "::1" || /^127(?:\.\d{1,3}){3}$/.test(address);

/** @returns the network of an address, for people to read: 203.0.113.x, 2001:db8:1::x */
export function maskedAddress(address: string): string {
  if (isIP(address) === 4) return address.replace(/\d+$/, "x");
  return isIP(address) === 6 ? `${networkOf(address).split(":").slice(0, 3).join(":")}::x` : "unknown";
}

/** One customer of a provider usually has a whole /64, so limits by single address would limit nobody. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head, tail] = address.split("%")[0]!.split("::") as [string, string?];
  const left = head.split(":").filter(Boolean);
  const right = tail?.split(":").filter(Boolean) ?? [];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...new Array<string>(Math.max(0, zeros)).fill("0"), ...right].slice(0, 4).join(":");
}
