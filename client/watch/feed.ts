/**
 * Brings the log of a match that is running, over plain HTTP: an answer that goes on, or, where a proxy holds such answers back, a
 * question a second. When the match moves to another process, or the connection breaks, it goes on there from where it was.
 */
import { addressIn, urlOf } from "../../shared/address.ts";
import type { LogStream } from "../../shared/log/logStream.ts";
import { RoundTrip } from "../session/roundTrip.ts";
import { WhereQuery } from "../session/whereQuery.ts";

/** ms: an answer that brings nothing for so long is held back, or broken. Something comes each second. */
const SILENT = 8000;
/** Between two questions, ms. */
const POLL = 1000;
/** Between two attempts, ms: at first, at most. */
const AGAIN = { first: 300, longest: 3000 } as const;
/** While something comes the list of processes is asked for after so long, and then every so often, ms: this one may die. */
const PEERS = { first: 8000, every: 60_000 } as const;
/** A server that asks for more is asked again all the same, s. */
const MOST = 10;
/** A match is over when so many questions in a row have heard that there is no such room. */
const OVERS = 2;

/** Why nothing comes, in words. */
export interface FeedState {
  readonly type: "live" | "waiting" | "lost" | "refused";
  readonly text: string;
}

export interface FeedOptions {
  /** Address of the server, without a final slash. */
  readonly root: string;
  readonly room: string;
  readonly stream: LogStream;
  /** See `SILENT`, ms. */
  readonly silent?: number;
  onState(state: FeedState): void;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export class WatchFeed {
  readonly #on: FeedOptions;
  readonly #where: WhereQuery;
  /** Where the room is. */
  #way: string;
  #isPolling = false;
  #isStopped = false;
  /** Something has come by the present way of asking. */
  #hasCome = false;
  /** When the list of processes is asked for again, by performance.now(). */
  #due = Number.POSITIVE_INFINITY;

  constructor(options: FeedOptions) {
    this.#on = options;
    this.#way = options.root;
    this.#where = new WhereQuery(options.room, options.root, new RoundTrip());
  }

  /** Resolves when the match is over, or there is none. @throws BadLog when what comes is no log */
  async run(): Promise<void> {
    const { stream } = this.#on;
    let [overs, failures] = [0, 0];
    while (!stream.isOver && !this.#isStopped && overs < OVERS) {
      const word = await this.#locate();
      this.#due = performance.now() + PEERS.first;
      overs = word === "over" ? overs + 1 : 0;
      // A room that has ended is told to its end.
      const brought = await this.#ask();
      if (brought) overs = 0;
      failures = brought ? 0 : failures + 1;
      if (stream.isOver || overs >= OVERS) break;
      await pause(Math.min(AGAIN.longest, AGAIN.first * 2 ** Math.min(failures, 6)) * (0.5 + Math.random()));
    }
    stream.end();
  }

  /** Brings nothing more. */
  stop(): void {
    this.#isStopped = true;
  }

  async #locate(): Promise<"over" | "there" | "unknown"> {
    const [way, answer] = await this.#where.askAll(() => true);
    if (answer === "over") return "over";
    if (typeof answer !== "object") return "unknown";
    this.#where.know(answer.peers);
    const { protocol } = new URL(this.#on.root);
    this.#way = urlOf(protocol, answer.address || addressIn(way));
    return "there";
  }

  /** @returns whether something came */
  async #ask(): Promise<boolean> {
    const { stream } = this.#on;
    stream.cut();
    let came = false;
    let silence: Silence | undefined;
    try {
      do {
        silence = new Silence(this.#on.silent ?? SILENT);
        const response = await this.#fetch(silence.signal);
        if (response.status === 202) await this.#wait(response);
        else if (response.ok) came = (await this.#read(response, silence)) || came;
        else if (!(await this.#refused(response))) break;
        silence.end();
        if (this.#isPolling) await pause(POLL);
      } while (this.#isPolling && !this.#isStopped && !stream.isOver);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
      // A proxy may hold back what does not end.
      if (error.name === "AbortError" && !this.#hasCome) this.#isPolling = !this.#isPolling;
      if (error.name === "AbortError") this.#hasCome = false;
      this.#on.onState({ type: "lost", text: "The connection is lost. Trying again …" });
    } finally {
      silence?.end();
    }
    return came;
  }

  #fetch(signal: AbortSignal): Promise<Response> {
    const { room, stream } = this.#on;
    const query = new URLSearchParams();
    const { position } = stream;
    if (position !== undefined) query.set("after", `${position.epoch}.${position.tick}`);
    if (this.#isPolling) query.set("poll", "");
    return fetch(`${this.#way}/api/watch/${encodeURIComponent(room)}?${query}`, { signal });
  }

  async #wait(response: Response): Promise<void> {
    const { waiting, seconds } = (await response.json()) as { waiting: string; seconds: number };
    this.#on.onState({ type: "waiting", text: waiting });
    await pause(Math.min(seconds, MOST) * 1000);
  }

  /** @returns whether it may be asked again there */
  async #refused(response: Response): Promise<boolean> {
    const { error } = (await response.json().catch(() => ({}))) as { error?: string };
    this.#on.onState({ type: "refused", text: error ?? `the server answers ${response.status}` });
    if (response.status === 404) return false;
    await pause(Math.min(Number(response.headers.get("Retry-After") ?? 1), MOST) * 1000);
    return true;
  }

  /** @returns whether something came */
  async #read({ body }: Response, silence: Silence): Promise<boolean> {
    const reader = body?.getReader();
    let came = false;
    for (let next = await reader?.read(); next && !next.done; next = await reader!.read()) {
      silence.broken();
      came = true;
      this.#hasCome = true;
      this.#on.stream.push(next.value);
      this.#on.onState({ type: "live", text: "" });
      if (performance.now() < this.#due) continue;
      this.#due = performance.now() + PEERS.every;
      void this.#locate();
    }
    return came;
  }
}

/** Ends a request when nothing comes for some time. */
class Silence {
  readonly #controller = new AbortController();
  readonly #ms: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param ms time */
  constructor(ms: number) {
    this.#ms = ms;
    this.broken();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  broken(): void {
    this.end();
    this.#timer = setTimeout(() => this.#controller.abort(), this.#ms);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
