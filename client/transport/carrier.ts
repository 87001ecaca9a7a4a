/** The HTTP requests of one connection: see shared/httpTransport.ts. */
import type { OpenAnswer, OpenRequest } from "../../shared/httpTransport.ts";
import { Refused } from "../../shared/refused.ts";

/** The server, or a proxy in front of it, cannot answer at present. */
export class NotNow extends Error {}

export class Carrier {
  /** Address of the socket, as in http://localhost:2567/PROCESS/ROOM */
  readonly #address: string;
  readonly #query: string;
  readonly #authorization: string | undefined;
  secret = new Uint8Array(0);

  /** @param url of a socket @param authorization header with the player's credentials */
  constructor(url: string, authorization: string | undefined) {
    const { protocol, host, pathname, search } = new URL(url);
    this.#address = `${protocol.replace(/^ws/, "http")}//${host}${pathname}`;
    this.#query = search.slice(1);
    this.#authorization = authorization;
  }

  /** @throws Refused when that is permanent, NotNow, TypeError */
  async open(): Promise<void> {
    const request: OpenRequest = {
      query: this.#query,
      ...(this.#authorization !== undefined && { authorization: this.#authorization }),
    };
    const response = await this.#post("open", JSON.stringify(request));
    const { secret } = (await response.json()) as OpenAnswer;
    this.secret = Uint8Array.from(secret.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  }

  /**
   * Completes even if the page is closed meanwhile, because it may carry the message that a player leaves.
   * @throws Refused, NotNow, TypeError
   */
  up(body: Uint8Array<ArrayBuffer>): Promise<Response> {
    return this.#post("up", body, { keepalive: true });
  }

  /** @throws Refused, NotNow, TypeError; the reason with which `signal` is aborted */
  down(body: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<Response> {
    return this.#post("down", body, { signal });
  }

  async #post(
    what: string,
    body: string | Uint8Array<ArrayBuffer>,
    more: RequestInit = {},
  ): Promise<Response> {
    const response = await fetch(`${this.#address}/http/${what}`, { method: "POST", body, ...more });
    if (response.ok) return response;
    const { error } = (await response.json().catch(() => ({}))) as { error?: string };
    const { status } = response;
    if (status === 429 || status >= 500) throw new NotNow(`${error ?? status}`);
    throw new Refused(status, `${error ?? status}`);
  }
}
