/** The console's requests to the server. */
import type { ReplayEntry, ReplayPage } from "../../shared/log/replays.ts";
import type { OrderAnswer, Whoami } from "../../shared/operators.ts";
import type { OpenReport } from "../../shared/playerReports.ts";
import { Refused } from "../../shared/refused.ts";

/** The outcome of an order is unknown: it may have been carried out, or may be carried out later. */
export class Unknown extends Refused {}

/** Time limit for an answer, ms; the live feed has its own watchdog. */
const ANSWER = 10_000;

export class OpsApi {
  /**
   * Headers with the operator's token, sent with each request if the browser keeps no cookies. They are
   * stored only here, so such a login ends with the page.
   */
  #credentials: { readonly [name: string]: string } = {};

  /** Whether the login ends with this page. */
  get isForThisPageOnly(): boolean {
    return "authorization" in this.#credentials;
  }

  /** @throws Refused */
  whoami = async (): Promise<Whoami> => (await this.#ask("whoami")) as Whoami;

  /** @param name name of the operator, for the log. @throws Refused */
  async login(token: string, name: string): Promise<void> {
    const credentials = { authorization: `Bearer ${token}`, "x-operator": encodeURIComponent(name) };
    this.#credentials = {};
    await this.#post("login", {}, credentials);
    // The answer sets a session cookie. A browser that blocks site data drops it without an error.
    if (!(await this.whoami()).acts) this.#credentials = credentials;
  }

  async logout(): Promise<void> {
    this.#credentials = {};
    await this.#post("logout", {});
  }

  /**
   * Sends an order.
   * @returns a description of what was done
   * @throws Refused when it was not done; Unknown when the outcome is unknown
   */
  async order(name: string, body: unknown): Promise<string> {
    try {
      return ((await this.#post(name, body)) as OrderAnswer).done!;
    } catch (error) {
      const { status, message } = error as Refused;
      if (status === 504) throw new Unknown(status, message);
      if (status === 0)
        throw new Unknown(status, `${message}; the order may still be carried out: see the events`);
      throw error;
    }
  }

  /**
   * @param who name or session id of a player; "" for all matches
   * @returns the newest matches.
   * @throws Refused
   */
  async replays(who: string, limit: number): Promise<readonly ReplayEntry[]> {
    const of = async (query: { [name: string]: string }): Promise<readonly ReplayEntry[]> => {
      const asked = new URLSearchParams({ ...query, limit: String(limit) });
      return ((await this.#ask(`../api/replays?${asked}`)) as ReplayPage).replays;
    };
    if (who === "") return of({});
    const found = await of({ player: who });
    return found.length > 0 ? found : of({ session: who });
  }

  /** @returns open reports of players, the newest first. @throws Refused */
  reports = async (): Promise<readonly OpenReport[]> => (await this.#ask("reports")) as OpenReport[];

  /** @returns the stream of the live feed. @throws Refused */
  async events(query: URLSearchParams, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#fetch(`events?${query}`, { signal });
    if (response.ok && response.body !== null) return response.body;
    throw await refusalOf(response);
  }

  #post(route: string, body: unknown, headers: { [name: string]: string } = {}): Promise<unknown> {
    return this.#ask(route, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  }

  /** @throws Refused */
  async #ask(route: string, options: RequestInit = {}): Promise<unknown> {
    const response = await this.#fetch(route, { signal: AbortSignal.timeout(ANSWER), ...options });
    if (!response.ok) throw await refusalOf(response);
    return response.json().catch(() => ({}));
  }

  async #fetch(route: string, options: RequestInit): Promise<Response> {
    try {
      // A relative address, because the console may be under a path prefix.
      return await fetch(route, { ...options, headers: { ...this.#credentials, ...options.headers } });
    } catch {
      throw new Refused(0, "the server does not answer");
    }
  }
}

async function refusalOf(response: Response): Promise<Refused> {
  const { error } = (await response.json().catch(() => ({}))) as { error?: string };
  const wait = response.headers.get("retry-after");
  const later = wait === null ? "" : `: try again in ${wait} s`;
  return new Refused(response.status, `${error ?? `status ${response.status}`}${later}`);
}
