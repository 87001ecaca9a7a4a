/** Which pages may talk to this server. Programs that are no browsers say no origin at all. */
import type { IncomingMessage } from "node:http";
import { isLoopback } from "./peer.ts";

export class Origins {
  readonly #allowed: ReadonlySet<string>;
  readonly #needed: boolean;

  /**
   * @param allowed besides the server's own pages, as in https://play.example
   * @param needed whether who says no origin is refused: then only browsers get in
   */
  constructor(allowed: readonly string[], needed: boolean) {
    this.#allowed = new Set(allowed);
    this.#needed = needed;
  }

  /** @returns whether the page that sent this request may have what it asks for */
  allows({ headers: { origin, host } }: IncomingMessage): boolean {
    if (origin === undefined) return !this.#needed;
    return this.allowsPage(origin, host ?? "");
  }

  /** @param host the server's own, as the request names it */
  allowsPage(origin: string, host: string): boolean {
    if (this.#allowed.has(origin)) return true;
    if (!/^https?:\/\//.test(origin) || !URL.canParse(origin)) return false;
    const page = new URL(origin);
    // Pages of this machine may be served by one process and play on another: ports differ then.
    return page.host === host.toLowerCase() || (isHere(page.hostname) && isHere(nameOf(host)));
  }
}

const nameOf = (host: string): string => host.replace(/:\d+$/, "");
const isHere = (name: string): boolean =>
  name === "localhost" || isLoopback(name.replace(/^\[(.*)\]$/, "$1"));
