/** Requests to the ops routes: at the given address first, then at the other processes of the cluster. */
import { userInfo } from "node:os";
import { urlOf } from "../../shared/address.ts";
import { findReplay } from "../../shared/log/findReplay.ts";
import type { ReplayEntry, ReplayPage } from "../../shared/log/replays.ts";
import type { OrderAnswer, PlayerFigures, Status, WatchedRoom } from "../../shared/operators.ts";
import type { OpenReport } from "../../shared/playerReports.ts";

/**
 * Time limit for an answer, ms. It is generous because over a long link TLS alone takes three round trips.
 */
const ANSWER = 15_000;

export type Order =
  | "drain"
  | "undrain"
  | "kick"
  | "mute"
  | "notice"
  | "close"
  | "pin"
  | "unpin"
  | "delete"
  | "resolve";

/** The server refused a request, or did not answer. The message is for the operator. */
export class Refused extends Error {}

/** The outcome of an order is unknown: it may have been carried out, or may still be. */
export class Unknown extends Refused {}

/** Errors after which the request may still have arrived. */
const BROKEN = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "UND_ERR_SOCKET", "UND_ERR_HEADERS_TIMEOUT"]);
const mayHaveArrived = ({ name, cause }: Error): boolean =>
  name === "TimeoutError" || BROKEN.has((cause as { code?: string } | undefined)?.code ?? "");

export class OpsApi {
  readonly #url: string;
  readonly #token: string | undefined;
  #others: string[] = [];

  constructor(url: string, token: string | undefined) {
    this.#url = url.replace(/\/+$/, "");
    this.#token = token;
  }

  /** @throws Refused */
  async status(): Promise<Status> {
    const status = (await this.#ask("status")) as Status;
    const { protocol } = new URL(this.#url);
    this.#others = status.processes.flatMap((one) =>
      one.public === "" ? [] : [urlOf(protocol, one.public)],
    );
    return status;
  }

  /** @throws Refused */
  async room(id: string): Promise<{ room: WatchedRoom; players: PlayerFigures[] }> {
    const answer = await this.#ask(`rooms/${encodeURIComponent(id)}`);
    return answer as { room: WatchedRoom; players: PlayerFigures[] };
  }

  /**
   * Asks all processes, which may have folders of their own.
   * @returns matches, the newest first, each with the address of a process that has its log. @throws Refused
   */
  async replays(query: URLSearchParams): Promise<(ReplayEntry & { url: string })[]> {
    // The status lists the other processes; without it only this one is asked.
    await this.status().catch(() => {});
    const found = new Map<string, ReplayEntry & { url: string }>();
    let fault: unknown;
    let answers = 0;
    for (const url of new Set([this.#url, ...this.#others]))
      try {
        const response = await fetch(`${url}/api/replays?${query}`, { signal: AbortSignal.timeout(ANSWER) });
        const { replays } = (await response.json()) as ReplayPage;
        answers++;
        for (const one of replays) if (!found.has(one.id)) found.set(one.id, { ...one, url });
      } catch (error) {
        fault = error;
      }
    if (answers === 0) throw new Refused(`no server answers at ${this.#url}`, { cause: fault });
    return [...found.values()].sort((a, b) => b.started - a.started);
  }

  /** @returns open reports of players, the newest first. @throws Refused */
  async reports(): Promise<OpenReport[]> {
    return (await this.#ask("reports")) as OpenReport[];
  }

  /**
   * @returns addresses of processes that have the logs of these matches, by match; matches whose log no
   * process has are left out
   */
  async replayUrls(matches: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
    if (matches.size === 0) return new Map();
    const latest = await this.replays(new URLSearchParams({ limit: "200" }));
    const found = new Map(latest.map(({ id, url }) => [id, url]));
    for (const match of matches) {
      if (found.has(match)) continue;
      const url = await findReplay(match, [...new Set([this.#url, ...this.#others])], ANSWER);
      if (url !== undefined) found.set(match, url);
    }
    return found;
  }

  /**
   * Gives an order once: if it is unknown whether it has arrived, no other process is asked.
   * @returns what was done, as text
   * @throws Refused when it was not done, Unknown when the outcome is unknown
   */
  async post(route: Order, body: { [name: string]: string | undefined }): Promise<string> {
    return ((await this.#ask(route, body)) as OrderAnswer).done!;
  }

  /** @param after id of the last known event. @returns the text of an event stream. @throws Refused */
  async feed(after: string | undefined): Promise<AsyncIterable<string>> {
    const response = await this.#fetch("events", {
      headers: { ...this.#headers, ...(after && { "last-event-id": after }) },
    });
    return response.body!.pipeThrough(new TextDecoderStream());
  }

  get #headers(): { [name: string]: string } {
    return {
      "content-type": "application/json",
      // Operators share the token, so the log uses this name.
      "x-operator": encodeURIComponent(nameOfUser()),
      ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
    };
  }

  async #ask(route: string, body?: unknown): Promise<unknown> {
    const response = await this.#fetch(route, {
      method: body === undefined ? "GET" : "POST",
      headers: this.#headers,
      signal: AbortSignal.timeout(ANSWER),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return await response.json();
  }

  /** @throws Refused */
  async #fetch(route: string, options: RequestInit): Promise<Response> {
    let fault = "";
    for (const url of new Set([this.#url, ...this.#others])) {
      let response: Response;
      try {
        response = await fetch(`${url}/ops/${route}`, options);
      } catch (error) {
        if (options.method === "POST" && mayHaveArrived(error as Error))
          throw new Unknown(
            `${url} has not answered; the order may still be carried out: see \`npm run ops -- events\``,
          );
        fault ||= `no server answers at ${url}`;
        continue;
      }
      if (response.ok) return response;
      const answer = (await response.json().catch(() => ({}))) as { error?: string };
      const reason = answer.error ?? `status ${response.status}`;
      // Another process may still be able to answer.
      if (response.status === 503) fault = `${url}: ${reason}`;
      else if (response.status === 504) throw new Unknown(reason);
      else throw new Refused(response.status === 401 ? `${reason}: set OPS_TOKEN to the server's` : reason);
    }
    throw new Refused(fault);
  }
}

/** @returns the name of the system user; "" when the system has no name for it */
function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}
