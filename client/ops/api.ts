/** What the console asks of the server besides its live feed. */
import type { OrderAnswer, Whoami } from "../../shared/operators.ts";

/** The server said no; in words for who asked. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The order may have been carried out, or may be yet. */
export class Unknown extends Refused {}

/** How long an answer is waited for, ms; the feed has a watch of its own. */
const ANSWER = 10_000;

export class OpsApi {
  /**
   * Shown with each request where the browser keeps no cookie, so where a login cannot last. It is kept here and nowhere
   * else: it ends with the page.
   */
  #shown: { readonly [name: string]: string } = {};

  /** Whether the login ends with this page. */
  get isForThisPageOnly(): boolean {
    return "authorization" in this.#shown;
  }

  /** @throws Refused */
  whoami = async (): Promise<Whoami> => (await this.#ask("whoami")) as Whoami;

  /** @param name as the operator wants to be called @throws Refused */
  async login(token: string, name: string): Promise<void> {
    const shown = { authorization: `Bearer ${token}`, "x-operator": encodeURIComponent(name) };
    this.#shown = {};
    await this.#post("login", {}, shown);
    // The answer carried a session as a cookie. A browser that blocks site data does not say so; it just does not send it.
    if (!(await this.whoami()).acts) this.#shown = shown;
  }

  async logout(): Promise<void> {
    this.#shown = {};
    await this.#post("logout", {});
  }

  /** @param name of the order @returns what was done @throws Refused when it is not done, Unknown when nobody can say */
  async order(name: string, body: unknown): Promise<string> {
    try {
      return ((await this.#post(name, body)) as OrderAnswer).done!;
    } catch (error) {
      const { status, message } = error as Refused;
      if (status === 504) throw new Unknown(status, message);
      if (status === 0) throw new Unknown(status, `${message}; it may still happen: see the events`);
      throw error;
    }
  }

  /** @returns the live feed, as it comes @throws Refused */
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
      // Beside the page, wherever that is.
      return await fetch(route, { ...options, headers: { ...this.#shown, ...options.headers } });
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
