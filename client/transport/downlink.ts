/**
 * Fetches the bytes that the server sends: in a streamed answer or, where a proxy buffers streams, by
 * polling. Three polls are in flight at a time, so that one waits at the server while the answers to the
 * others travel. Bytes are ordered by their offset.
 */
import { DOWN, type Down, OFFSET_BYTES, readOffset, writeDown } from "../../shared/httpTransport.ts";
import { Refused } from "../../shared/refused.ts";
import { type Carrier, NotNow } from "./carrier.ts";

/** Polls in flight: see AT_ONCE in uplink.ts. */
const POLLS = 3;
/** Pause before a failed request is repeated, ms. */
const RETRY_AFTER = 150;
/** The connection counts as lost after this many successive rounds of requests that failed. */
const FAILURES = 3;

export interface DownlinkEvents {
  /** Bytes have arrived, in order. */
  bytes(bytes: Uint8Array): void;
  /** The server no longer has the connection, or cannot be reached. */
  lost(): void;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export class Downlink {
  readonly #carrier: Carrier;
  readonly #on: DownlinkEvents;
  #received = 0;
  /** Bytes that arrived before their predecessors, by offset. */
  readonly #early = new Map<number, Uint8Array>();
  #requests = new AbortController();
  /** Whether an answer to a poll was lost. */
  #isMissing = false;
  /**
   * Number of successive rounds that failed: a fault of the network fails all requests in flight, and counts
   * once. Requests after the pause belong to the next round.
   */
  #failures = 0;
  #round = 0;
  /** Resolves when the failed requests of a round may be repeated. */
  #pause: Promise<unknown> | undefined;

  constructor(carrier: Carrier, on: DownlinkEvents) {
    this.#carrier = carrier;
    this.#on = on;
  }

  /** Offset up to which all bytes have arrived. */
  get received(): number {
    return this.#received;
  }

  stream(): void {
    void this.#keep(this.#restart(), (signal) => this.#readStream(signal));
  }

  poll(): void {
    const signal = this.#restart();
    this.#isMissing = true;
    for (let i = 0; i < POLLS; i++) void this.#keep(signal, (signal) => this.#readPoll(signal));
  }

  stop(): void {
    this.#requests.abort();
  }

  #restart(): AbortSignal {
    this.#requests.abort();
    this.#requests = new AbortController();
    this.#early.clear();
    return this.#requests.signal;
  }

  async #keep(signal: AbortSignal, read: (signal: AbortSignal) => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      const round = this.#round;
      try {
        await read(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Refused) return this.#on.lost();
        if (!(error instanceof NotNow || error instanceof TypeError || error instanceof DOMException))
          throw error;
        this.#isMissing = true;
        if (round === this.#round) this.#failRound();
        if (this.#failures === FAILURES) return this.#on.lost();
        await this.#pause;
      }
    }
  }

  #failRound(): void {
    this.#round++;
    this.#failures++;
    this.#pause = pause(RETRY_AFTER * (0.5 + Math.random()));
  }

  async #readStream(signal: AbortSignal): Promise<void> {
    const reader = (await this.#ask(DOWN.stream, signal)).body!.getReader();
    let head = new Uint8Array(0);
    let offset: number | undefined;
    for (let next = await reader.read(); !next.done && !signal.aborted; next = await reader.read()) {
      let bytes: Uint8Array = next.value;
      if (offset === undefined) {
        head = new Uint8Array([...head, ...bytes]);
        if (head.length < OFFSET_BYTES) continue;
        offset = readOffset(head);
        bytes = head.subarray(OFFSET_BYTES);
      }
      this.#take(offset, bytes);
      offset += bytes.length;
    }
    // A proxy has ended the stream.
    if (!signal.aborted) await pause(RETRY_AFTER * Math.random());
  }

  async #readPoll(signal: AbortSignal): Promise<void> {
    const how = this.#isMissing ? DOWN.pollAgain : DOWN.poll;
    this.#isMissing = false;
    const bytes = new Uint8Array(await (await this.#ask(how, signal)).arrayBuffer());
    if (signal.aborted || bytes.length < OFFSET_BYTES) return;
    this.#take(readOffset(bytes), bytes.subarray(OFFSET_BYTES));
  }

  #ask(how: Down, signal: AbortSignal): Promise<Response> {
    return this.#carrier.down(writeDown(this.#carrier.secret, this.#received, how), signal);
  }

  #take(offset: number, bytes: Uint8Array): void {
    this.#failures = 0;
    if (bytes.length > 0) this.#early.set(offset, bytes);
    for (let isNext = true; isNext; ) {
      isNext = false;
      for (const [at, part] of this.#early) {
        if (at > this.#received) continue;
        this.#early.delete(at);
        const fresh = part.subarray(this.#received - at);
        if (fresh.length === 0) continue;
        this.#received += fresh.length;
        this.#on.bytes(fresh);
        isNext = true;
      }
    }
  }
}
