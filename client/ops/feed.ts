/**
 * The live feed. When the stream ends or is silent for too long, the page requests it again with the id of
 * the last event. It uses `fetch`, because an `EventSource` cannot send the headers that a browser without
 * cookies needs.
 */
import { parseFeed } from "../../shared/eventStream.ts";
import type { OpsEvent, Snapshot } from "../../shared/operators.ts";
import { Refused } from "../../shared/refused.ts";
import type { OpsApi } from "./api.ts";

export type FeedState = "connecting" | "live" | "lost";

export interface FeedEvents {
  onSnapshot(snapshot: Snapshot): void;
  /** @param id increases with each event */
  onLog(id: string, event: OpsEvent): void;
  onState(state: FeedState): void;
  /** The server refuses the feed. */
  onRefused(): void;
}

/**
 * A stream that is silent for this long counts as dead, ms. The server sends every second, but the first
 * answer may be slow.
 */
const SILENCE = { open: 5000, opening: 20_000 } as const;
/** Time between two checks, ms. */
const CHECK_EVERY = 1000;

export class LiveFeed {
  readonly #api: Pick<OpsApi, "events">;
  readonly #events: FeedEvents;
  #request: AbortController | undefined;
  #room: string | undefined;
  #latest = "";
  #receivedAt = 0;
  #silence: number = SILENCE.opening;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(api: Pick<OpsApi, "events">, events: FeedEvents) {
    this.#api = api;
    this.#events = events;
  }

  /**
   * Starts the feed, or continues it after the last event.
   * @param room the feed includes the players of this room
   */
  open(room: string | undefined): void {
    this.#room = room;
    this.#events.onState("connecting");
    this.#connect();
    this.#timer ??= setInterval(() => {
      if (performance.now() - this.#receivedAt > this.#silence) this.#connect();
    }, CHECK_EVERY);
  }

  close(): void {
    this.#request?.abort();
    this.#request = undefined;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #connect(): void {
    this.#request?.abort();
    this.#receivedAt = performance.now();
    this.#silence = SILENCE.opening;
    const request = new AbortController();
    this.#request = request;
    this.#read(request).catch((error) => {
      if (this.#request !== request) return;
      this.#events.onState("lost");
      // The next check requests the feed again.
      this.#silence = 0;
      if (error instanceof Refused && error.status !== 0) this.#events.onRefused();
    });
  }

  /**
   * Reads the stream to its end.
   * @throws always: the error that ended the stream, or an error after its regular end
   */
  async #read(request: AbortController): Promise<void> {
    const query = new URLSearchParams();
    if (this.#room !== undefined) query.set("room", this.#room);
    if (this.#latest !== "") query.set("after", this.#latest);
    const stream = await this.#api.events(query, request.signal);
    for await (const { name, id, data } of parseFeed(pieces(stream))) {
      if (this.#request !== request) break;
      this.#receivedAt = performance.now();
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

/** Decodes a stream as text. It uses a reader, because not all supported browsers can iterate a stream. */
async function* pieces(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield decoder.decode(value, { stream: true });
  }
}
