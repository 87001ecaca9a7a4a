/** Asks the ops routes of whoever answers: the address that was given first, then the processes it told of. */
import { userInfo } from "node:os";
import { urlOf } from "../../shared/address.ts";
import type { OrderAnswer, PlayerFigures, Status, WatchedRoom } from "../../shared/operators.ts";

/** Who does not answer within this time, ms, is passed over: over a long link TLS alone takes three round trips. */
const ANSWER = 15_000;

export type Order = "drain" | "undrain" | "kick" | "mute" | "notice" | "close";

/** The server said no, or nothing; in words for who asked. */
export class Refused extends Error {}

/** The order may have been carried out, or may be yet. */
export class Unknown extends Refused {}

/** Errors after which a request may have arrived all the same. */
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
   * Gives an order, once: where it is not known whether it has arrived, nobody else is asked.
   * @returns what was done, in words @throws Refused when it is not done, Unknown when nobody can say
   */
  async post(route: Order, body: { [name: string]: string | undefined }): Promise<string> {
    return ((await this.#ask(route, body)) as OrderAnswer).done!;
  }

  /** @param after id of the last event that is known @returns text/event-stream, as it comes @throws Refused */
  async feed(after: string | undefined): Promise<AsyncIterable<string>> {
    const response = await this.#fetch("events", {
      headers: { ...this.#headers, ...(after && { "last-event-id": after }) },
    });
    return response.body!.pipeThrough(new TextDecoderStream());
  }

  get #headers(): { [name: string]: string } {
    return {
      "content-type": "application/json",
      // For the log: who has the token tells who it is.
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
          throw new Unknown(`${url} has not answered; it may still happen: see \`npm run ops -- events\``);
        fault ||= `nobody answers at ${url}`;
        continue;
      }
      if (response.ok) return response;
      const answer = (await response.json().catch(() => ({}))) as { error?: string };
      const reason = answer.error ?? `status ${response.status}`;
      // Another process may be able to say more.
      if (response.status === 503) fault = `${url}: ${reason}`;
      else if (response.status === 504) throw new Unknown(reason);
      else throw new Refused(response.status === 401 ? `${reason}: set OPS_TOKEN to the server's` : reason);
    }
    throw new Refused(fault);
  }
}

/** A system may not know who runs this. */
function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}
