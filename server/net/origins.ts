/** Which pages may use this server. Programs other than browsers send no origin. */
import type { IncomingMessage } from "node:http";
import { hostOf } from "../../shared/address.ts";
import { isLoopback, type Peer, peerOf } from "./peer.ts";

/** What was compared when a page was refused. */
export interface Comparison {
  /** Absent: the request had no Origin, and one is required. */
  origin: string | undefined;
  /** host[:port] under which the client addressed the server. */
  hosts: readonly string[];
  /** X-Forwarded-Host from a peer that is not a trusted proxy. */
  disbelieved?: string | undefined;
}

/** `https://*.play.example`: every name below that one. */
interface Wildcard {
  protocol: string;
  /** Begins with a dot. */
  ending: string;
  port: string;
}

export class Origins {
  readonly #exact: ReadonlySet<string>;
  readonly #wildcards: readonly Wildcard[];
  readonly #needed: boolean;
  readonly #onRefused: (what: Comparison) => void;

  /**
   * @param allowed origins besides the server's own, as `readOrigin` returns them
   * @param needed whether requests without an Origin are refused: then only browsers are admitted
   * @param onRefused called for every refused page
   */
  constructor(allowed: readonly string[], needed: boolean, onRefused: (what: Comparison) => void = () => {}) {
    this.#exact = new Set(allowed);
    this.#wildcards = allowed.flatMap((one) => wildcardOf(one) ?? []);
    this.#needed = needed;
    this.#onRefused = onRefused;
  }

  /** @param request has passed `Peers.note` @returns whether the page that sent it may use the server */
  allows(request: IncomingMessage): boolean {
    const { origin } = request.headers;
    const peer = peerOf(request);
    const isAllowed = origin === undefined ? !this.#needed : this.allowsPage(origin, peer);
    if (!isAllowed) this.#onRefused(comparisonOf(origin, peer));
    return isAllowed;
  }

  /** @param at how the client addressed the server */
  allowsPage(origin: string, at: Pick<Peer, "hosts" | "isSecure">): boolean {
    if (this.#exact.has(origin)) return true;
    const page = pageOf(origin);
    if (page === undefined) return false;
    if (isOwn(page, at) || this.#wildcards.some((one) => isBelow(page, one))) return true;
    // One process on this machine may serve the page, and another may host the match: their ports differ.
    return isHere(hostOf(page.host)) && at.hosts.some((host) => isHere(hostOf(host)));
  }
}

/**
 * Whether this server served the page that sent a request: same host and port, default ports written or not.
 * @param request has passed `Peers.note`, and has an Origin
 */
export function isFromOwnPage(request: IncomingMessage): boolean {
  const page = pageOf(request.headers.origin ?? "");
  return page !== undefined && isOwn(page, peerOf(request));
}

/** @param request has passed `Peers.note` */
export const comparisonOf = (origin: string | undefined, { hosts, disbelieved }: Peer): Comparison => ({
  origin: origin?.slice(0, 200),
  hosts,
  ...(disbelieved === undefined ? {} : { disbelieved }),
});

/** @returns a log line: what was compared, and what to do if the page is the operator's own */
export function explainRefusal({ origin, hosts, disbelieved }: Comparison): string {
  if (origin === undefined)
    return "request refused: it names no Origin, and REQUIRE_ORIGIN=on lets only browsers in";
  const compared = `page refused: its origin ${origin} is neither in ALLOWED_ORIGINS nor the server's own (${hosts.join(" or ")})`;
  if (disbelieved === undefined) return compared;
  return `${compared}; X-Forwarded-Host: ${disbelieved} was ignored, because the proxy is not in TRUST_PROXY`;
}

/**
 * Reads one part of ALLOWED_ORIGINS: an origin as in https://play.example, with `*.` for all names below it,
 * or that of an app's pages as in capacitor://localhost.
 * @returns the origin as browsers send it; undefined when no page can have it
 */
export function readOrigin(part: string): string | undefined {
  const wildcard = /^(https?:\/\/)\*\.(.*)$/i.exec(part);
  if (wildcard !== null) {
    const url = originOf(`${wildcard[1]}${wildcard[2]}`);
    // A whole top-level domain belongs to no operator.
    if (url === undefined || !/^[a-z0-9-]+(?:\.[a-z0-9-]*[a-z][a-z0-9-]*)+$/.test(url.hostname))
      return undefined;
    return url.origin.replace("://", "://*.");
  }
  if (/^https?:/i.test(part)) return originOf(part)?.origin;
  return APP.test(part) ? part.toLowerCase() : undefined;
}

/**
 * Apps serve their pages under their own schemes. The excluded schemes belong to browsers, and identify no
 * author.
 */
const APP =
  /^(?!(?:wss?|ftp|file|data|blob|about|javascript):)[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+(?::\d{1,5})?$/i;

/** @returns undefined when the text is no plain origin */
function originOf(text: string): URL | undefined {
  if (!URL.canParse(text) || text.includes("*")) return undefined;
  const url = new URL(text);
  const { username, password, pathname, search, hash } = url;
  return [username, password, search, hash].every((part) => part === "") && pathname === "/"
    ? url
    : undefined;
}

const pageOf = (origin: string): URL | undefined =>
  /^https?:\/\//.test(origin) && URL.canParse(origin) ? new URL(origin) : undefined;

/** Default ports may be written or not. */
function isOwn(page: URL, { hosts, isSecure }: Pick<Peer, "hosts" | "isSecure">): boolean {
  // A page that was loaded without TLS may have been altered in transit.
  if (isSecure && page.protocol === "http:") return false;
  return hosts.some((host) => {
    const own = `${page.protocol}//${host}`;
    return URL.canParse(own) && new URL(own).host === page.host;
  });
}

function wildcardOf(origin: string): Wildcard | undefined {
  if (!origin.includes("://*.")) return undefined;
  const { protocol, hostname, port } = new URL(origin.replace("*.", ""));
  return { protocol, ending: `.${hostname}`, port };
}

const isBelow = (page: URL, { protocol, ending, port }: Wildcard): boolean =>
  page.protocol === protocol && page.port === port && page.hostname.endsWith(ending);

const isHere = (name: string): boolean => name === "localhost" || isLoopback(name);
