/** Asks the ops routes of whoever answers: the address that was given first, then the processes it told of. */
import type { Status } from "../../server/ops/operations.ts";

const ANSWER = 3000;

/** The server said no, or nothing; in words for who asked. */
export class Refused extends Error {}

export class OpsApi {
  readonly #url: string;
  readonly #token: string | undefined;
  #others: string[] = [];

  constructor(url: string, token: string | undefined) {
    this.#url = url.replace(/\/$/, "");
    this.#token = token;
  }

  /** @throws Refused */
  async status(): Promise<Status> {
    const status = (await this.#ask("status")) as Status;
    const { protocol } = new URL(this.#url);
    this.#others = status.processes.flatMap((one) =>
      one.public === "" ? [] : [`${protocol}//${one.public}`],
    );
    return status;
  }

  /** @throws Refused */
  async post(route: "drain" | "kick", body: { [name: string]: string }): Promise<void> {
    await this.#ask(route, body);
  }

  async #ask(route: string, body?: unknown): Promise<unknown> {
    let fault = "";
    for (const url of new Set([this.#url, ...this.#others])) {
      let response: Response;
      try {
        response = await fetch(`${url}/ops/${route}`, {
          method: body === undefined ? "GET" : "POST",
          headers: {
            "content-type": "application/json",
            ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
          },
          signal: AbortSignal.timeout(ANSWER),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      } catch {
        fault ||= `nobody answers at ${url}`;
        continue;
      }
      const answer = (await response.json().catch(() => ({}))) as { error?: string };
      if (response.ok) return answer;
      const reason = answer.error ?? `status ${response.status}`;
      // Another process may be able to say more.
      if (response.status === 503) fault = `${url}: ${reason}`;
      else throw new Refused(response.status === 401 ? `${reason}: set OPS_TOKEN to the server's` : reason);
    }
    throw new Refused(fault);
  }
}
