/** A client of the operators' routes: orders, logins, and the feed. */
import { expect } from "vitest";
import { parseFeed, type ServerSentEvent } from "../../shared/eventStream.ts";
import type { OpsEvent } from "../../shared/operators.ts";

type Headers = { [name: string]: string };

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
