/**
 * Keeps the live feed alive: when the stream ends, or is silent although it looks open, the page requests it again with the id
 * of the last event. (It uses `fetch` because an `EventSource` cannot send a header, and not every browser keeps cookies.)
 */
import { parseFeed } from "../../shared/eventStream.ts";
import type { OpsEvent, Snapshot } from "../../shared/operators.ts";
import { type OpsApi, Refused } from "./api.ts";

export type FeedState = "connecting" | "live" | "lost";

export interface FeedEvents {
  onSnapshot(snapshot: Snapshot): void;
  /** @param id ids grow in the order of all events */
  onLog(id: string, event: OpsEvent): void;
  onState(state: FeedState): void;
  /** The server refuses the feed. */
  onRefused(): void;
}

/**
 * A stream that is silent for this long is dead, ms: the server sends something every second, but opening a stream may take
 * long.
 */
const SILENCE = { open: 5000, opening: 20_000 } as const;
/** Time between two checks, ms. */
const AGAIN = 1000;

export class LiveFeed {
  readonly #api: Pick<OpsApi, "events">;
  readonly #events: FeedEvents;
  #line: AbortController | undefined;
  #room: string | undefined;
  #latest = "";
  #heardAt = 0;
  #silence: number = SILENCE.opening;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(api: Pick<OpsApi, "events">, events: FeedEvents) {
    this.#api = api;
    this.#events = events;
  }

  /** Starts the feed, or continues it after the last event. @param room room whose players the feed must include */
  open(room: string | undefined): void {
    this.#room = room;
    this.#events.onState("connecting");
    this.#connect();
    this.#timer ??= setInterval(() => {
      if (performance.now() - this.#heardAt > this.#silence) this.#connect();
    }, AGAIN);
  }

  close(): void {
    this.#line?.abort();
    this.#line = undefined;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #connect(): void {
    this.#line?.abort();
    this.#heardAt = performance.now();
    this.#silence = SILENCE.opening;
    const line = new AbortController();
    this.#line = line;
    this.#read(line).catch((error) => {
      if (this.#line !== line) return;
      this.#events.onState("lost");
      // The next check then requests the feed again.
      this.#silence = 0;
      if (error instanceof Refused && error.status !== 0) this.#events.onRefused();
    });
  }

  /** Reads the stream to its end. @throws always: the error that ended the stream, or one that says that it has ended */
  async #read(line: AbortController): Promise<void> {
    const query = new URLSearchParams();
    if (this.#room !== undefined) query.set("room", this.#room);
    if (this.#latest !== "") query.set("after", this.#latest);
    const stream = await this.#api.events(query, line.signal);
    for await (const { name, id, data } of parseFeed(pieces(stream))) {
      if (this.#line !== line) break;
      this.#heardAt = performance.now();
      this.#silence = SILENCE.open;
      if (name === "snapshot") {
        this.#events.onState("live");
        this.#events.onSnapshot(JSON.parse(data));
      } else if (name === "log") {
        this.#latest = id ?? this.#latest;
        this.#events.onLog(this.#latest, JSON.parse(data));
      }
    }
    throw new Error("the feed has ended");
  }
}

/** Decodes a stream as text. (It uses a reader because streams are not iterable in all supported browsers.) */
async function* pieces(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield decoder.decode(value, { stream: true });
  }
}
