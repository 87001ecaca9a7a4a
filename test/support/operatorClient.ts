/** A client of the operators' routes: orders, logins, and the feed. */
import { expect } from "vitest";
import { parseFeed, type ServerSentEvent } from "../../shared/eventStream.ts";
import type { OpsEvent, OrderAnswer } from "../../shared/operators.ts";
import { until } from "./until.ts";

type Headers = { [name: string]: string };

/**
 * Statuses of an order that was carried out, or may be: an answer that does not come in time says no more (OP9).
 * For an order whose effect the test sees.
 */
export const GIVEN = [200, 504];

export class OperatorClient {
  /** Of the holder of the token. */
  readonly bearer: Headers;
  readonly #url: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.bearer = { authorization: `Bearer ${token}` };
  }

  get = (route: string, headers = this.bearer) => fetch(`${this.#url}/ops/${route}`, { headers });

  post = (route: string, body: unknown, headers = this.bearer) =>
    fetch(`${this.#url}/ops/${route}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });

  /**
   * Gives an order, again while the process is cut off from Redis: then it is not done (OP9).
   * @returns the answer: not 503
   */
  order = async (name: string, body: object): Promise<[status: number, answer: OrderAnswer]> => {
    let given: Response | undefined;
    await until(async () => {
      given = await this.post(name, body);
      return given.status !== 503;
    }, `an answer to the order "${name}"`);
    return [given!.status, (await given!.json()) as OrderAnswer];
  };

  /**
   * Gives an order, and waits until it is carried out. If the answer comes late, only the feed has the outcome
   * (OP9). That of a notice to all it never has then.
   * @returns what was done, in words
   */
  carryOut = async (name: string, body: object): Promise<string> => {
    const [status, { done, error }] = await this.order(name, body);
    if (status !== 504) expect([status, error]).toEqual([200, undefined]);
    if (done !== undefined) return done;
    let words: string | undefined;
    await until(async () => {
      const events = await this.history();
      const id = events.find(({ text, reason }) => `${text}: ${reason}` === error)?.order;
      words = events.find(({ order, outcome }) => id && order === id && outcome === "done")?.text;
      return words;
    }, `the order to be carried out that was answered: ${error}`);
    return words!;
  };

  /** @returns the header that sets the cookie */
  logIn = async (name = "Grace"): Promise<string> => {
    const answer = await this.post("login", {}, { ...this.bearer, "x-operator": encodeURIComponent(name) });
    expect(answer.status).toBe(200);
    return answer.headers.get("set-cookie")!;
  };

  /** Reads the feed until it contains the expected events. */
  feed = async (
    until: (events: ServerSentEvent[]) => boolean,
    headers: Headers = {},
    query = "",
  ): Promise<ServerSentEvent[]> => {
    const stop = new AbortController();
    const answer = await fetch(`${this.#url}/ops/events${query}`, {
      headers: { ...this.bearer, ...headers },
      signal: stop.signal,
    });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    const events: ServerSentEvent[] = [];
    for await (const one of parseFeed(answer.body!.pipeThrough(new TextDecoderStream()))) {
      events.push(one);
      if (until(events)) break;
    }
    stop.abort();
    return events;
  };

  /** @returns all events so far, in the order of the feed */
  history = async (): Promise<OpsEvent[]> => logs(await this.feed(hasSnapshot, {}, "?after=0-0"));
}

export const cookieOf = (setCookie: string) => setCookie.split(";")[0]!;
export const errorOf = async (answer: Response) => [
  answer.status,
  ((await answer.json()) as { error: string }).error,
];
export const hasSnapshot = (events: ServerSentEvent[]) => events.some(({ name }) => name === "snapshot");
/** @returns the logged events of the feed, with their ids */
export const logs = (events: ServerSentEvent[]) =>
  events.flatMap(({ name, id, data }) =>
    name === "log" ? [{ id: id!, ...(JSON.parse(data) as OpsEvent) }] : [],
  );
