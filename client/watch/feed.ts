/**
 * Fetches the log of a running match over plain HTTP: as one streamed answer or, where a proxy buffers it, by
 * polling every second. When the match migrates or the connection breaks, it continues from the same position
 * at the match's present process.
 */
import { addressIn, urlOf } from "../../shared/address.ts";
import type { LogStream } from "../../shared/log/logStream.ts";
import { RoundTrip } from "../session/roundTrip.ts";
import { WhereQuery } from "../session/whereQuery.ts";
import { words } from "../strings/index.ts";

/**
 * An answer without bytes for this long, ms, is buffered by a proxy, or broken: the server sends some each
 * second.
 */
const SILENT = 8000;
/** Pause between two polls, ms. */
const POLL = 1000;
/** Pause between two attempts, ms: the first one, and the longest. */
const RETRY_AFTER = { first: 300, longest: 3000 } as const;
/**
 * While bytes arrive, the list of processes is refreshed after `first` and then at this interval, ms, because
 * the present process may end.
 */
const PEERS = { first: 8000, every: 60_000 } as const;
/** Longest wait that the client grants to a server's `Retry-After`, s. */
const MOST = 10;
/** A match counts as over after this many successive answers that there is no such room. */
const OVERS = 2;

/** Why no bytes arrive, in words for the viewer. */
export interface FeedState {
  readonly type: "live" | "waiting" | "lost" | "refused";
  readonly text: string;
}

/** Answer of the server while the match cannot be watched yet. */
interface Waiting {
  readonly waiting: string;
  /** See `UNSHOWN_REASONS`; absent from an older server. */
  readonly reason?: string;
  readonly seconds: number;
}

export interface FeedOptions {
  /** Address of the server, without a final slash. */
  readonly root: string;
  readonly room: string;
  readonly stream: LogStream;
  /** Replaces `SILENT`, ms. */
  readonly silent?: number;
  onState(state: FeedState): void;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export class WatchFeed {
  readonly #on: FeedOptions;
  readonly #where: WhereQuery;
  /** Address of the room's process. */
  #address: string;
  #isPolling = false;
  #isStopped = false;
  /** Whether bytes have arrived with the present method, streaming or polling. */
  #hasCome = false;
  /** When the list of processes is refreshed next, by performance.now(). */
  #due = Number.POSITIVE_INFINITY;

  constructor(options: FeedOptions) {
    this.#on = options;
    this.#address = options.root;
    this.#where = new WhereQuery(options.room, options.root, new RoundTrip());
  }

  /** Resolves when the match is over, or does not exist. @throws BadLog when the bytes are no log */
  async run(): Promise<void> {
    const { stream } = this.#on;
    let [overs, failures] = [0, 0];
    while (!stream.isOver && !this.#isStopped && overs < OVERS) {
      const found = await this.#locate();
      this.#due = performance.now() + PEERS.first;
      overs = found === "over" ? overs + 1 : 0;
      // A room that has ended still serves the rest of its log.
      const brought = await this.#ask();
      if (brought) overs = 0;
      failures = brought ? 0 : failures + 1;
      if (stream.isOver || overs >= OVERS) break;
      await pause(
        Math.min(RETRY_AFTER.longest, RETRY_AFTER.first * 2 ** Math.min(failures, 6)) * (0.5 + Math.random()),
      );
    }
    stream.end();
  }

  /** Fetches nothing more. */
  stop(): void {
    this.#isStopped = true;
  }

  async #locate(): Promise<"over" | "there" | "unknown"> {
    const [asked, answer] = await this.#where.askAll(() => true);
    if (answer === "over") return "over";
    if (typeof answer !== "object") return "unknown";
    this.#where.know(answer.peers);
    const { protocol } = new URL(this.#on.root);
    this.#address = urlOf(protocol, answer.address || addressIn(asked));
    return "there";
  }

  /** @returns whether bytes have arrived */
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
      // A proxy may buffer an answer that does not end.
      if (error.name === "AbortError" && !this.#hasCome) this.#isPolling = !this.#isPolling;
      if (error.name === "AbortError") this.#hasCome = false;
      this.#on.onState({ type: "lost", text: words.watch.lost });
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
    return fetch(`${this.#address}/api/watch/${encodeURIComponent(room)}?${query}`, { signal });
  }

  async #wait(response: Response): Promise<void> {
    const { waiting, reason, seconds } = (await response.json()) as Waiting;
    this.#on.onState({ type: "waiting", text: words.watch.unshown(reason, waiting, seconds) });
    await pause(Math.min(seconds, MOST) * 1000);
  }

  /** @returns whether the same process may be asked again */
  async #refused(response: Response): Promise<boolean> {
    const { error = words.watch.answers(response.status), reason } = (await response
      .json()
      .catch(() => ({}))) as { error?: string; reason?: string };
    this.#on.onState({ type: "refused", text: words.watch.unshown(reason, error) });
    if (response.status === 404) return false;
    await pause(Math.min(Number(response.headers.get("Retry-After") ?? 1), MOST) * 1000);
    return true;
  }

  /** @returns whether bytes have arrived */
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

/** Aborts a request when no bytes arrive for some time. */
class Silence {
  readonly #controller = new AbortController();
  readonly #ms: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param ms longest time without bytes */
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
