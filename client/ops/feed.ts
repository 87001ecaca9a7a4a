/**
 * The live feed, kept alive. The browser comes back by itself when the feed breaks off, with the id of the last event; where it
 * gives up (an answer that is none), or hears nothing although the line looks open, the page asks anew, with that id.
 */
import type { OpsEvent, Snapshot } from "../../shared/operators.ts";

export type FeedState = "connecting" | "live" | "lost";

export interface FeedEvents {
  onSnapshot(snapshot: Snapshot): void;
  /** @param id in the order of all events */
  onLog(id: string, event: OpsEvent): void;
  onState(state: FeedState): void;
  /** The server does not want to tell any more. */
  onRefused(): void;
}

/** A line that is silent for this long is dead, ms: something is told every second. */
const SILENCE = 5000;
const AGAIN = 1000;

export class LiveFeed {
  readonly #events: FeedEvents;
  #source: EventSource | undefined;
  #room: string | undefined;
  #latest = "";
  #heardAt = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(events: FeedEvents) {
    this.#events = events;
  }

  /** Begins, or goes on right after the last event. @param room whose players are wanted, too */
  open(room: string | undefined): void {
    this.#room = room;
    this.#events.onState("connecting");
    this.#connect();
    this.#timer ??= setInterval(() => {
      if (performance.now() - this.#heardAt > SILENCE) this.#connect();
    }, AGAIN);
  }

  close(): void {
    this.#source?.close();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #connect(): void {
    this.#source?.close();
    this.#heardAt = performance.now();
    const query = new URLSearchParams();
    if (this.#room !== undefined) query.set("room", this.#room);
    if (this.#latest !== "") query.set("after", this.#latest);
    const source = new EventSource(`/ops/events?${query}`);
    this.#source = source;
    source.addEventListener("snapshot", ({ data }) => {
      this.#heardAt = performance.now();
      this.#events.onState("live");
      this.#events.onSnapshot(JSON.parse(data));
    });
    source.addEventListener("log", ({ data, lastEventId }) => {
      this.#heardAt = performance.now();
      this.#latest = lastEventId;
      this.#events.onLog(lastEventId, JSON.parse(data));
    });
    source.addEventListener("error", () => {
      this.#events.onState("lost");
      if (source.readyState !== EventSource.CLOSED) return;
      // The browser has given up: in a second it is asked for anew.
      this.#heardAt = performance.now() - SILENCE;
      this.#events.onRefused();
    });
  }
}
