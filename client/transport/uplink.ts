/**
 * Sends frames in batches: at once while few requests are in flight, otherwise together with later frames
 * when a request is answered. A failed batch is sent again; the server accepts each batch number once.
 */
import { MOST_BATCHES, MOST_BODY, readOffset, UP_HEAD, writeUp } from "../../shared/httpTransport.ts";
import { Refused } from "../../shared/refused.ts";
import type { Carrier } from "./carrier.ts";

/**
 * Batches in flight. A browser opens six HTTP/1.1 connections to a server: a stream needs one of them, polls
 * need three.
 */
const AT_ONCE = { stream: 4, polling: 3 } as const;
/** Pause before a batch is sent again, ms. */
const RETRY_AFTER = 150;
/** The last batches are sent again for this long, ms: without the close frame, the server keeps the seat. */
const ENDING = 2000;

export interface UplinkEvents {
  /** @returns offset up to which all bytes of the server have arrived */
  received(): number;
  /** @param written offset up to which the server has written to the stream */
  answered(written: number): void;
  /** The server no longer has the connection. */
  lost(): void;
}

export class Uplink {
  readonly #carrier: Carrier;
  readonly #on: UplinkEvents;
  #frames: Uint8Array[] = [];
  #batch = 0;
  /** Numbers of the unanswered batches, oldest first. */
  readonly #underWay = new Set<number>();
  #isStopped = false;
  /** When the last batches are given up, by performance.now(); undefined before `end`. */
  #endsBy: number | undefined;
  /** How the bytes of the server are fetched. */
  by: "stream" | "polling" = "stream";
  /** Offset that was last acknowledged to the server. */
  acknowledged = 0;

  constructor(carrier: Carrier, on: UplinkEvents) {
    this.#carrier = carrier;
    this.#on = on;
  }

  send(frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#flushIfFree();
  }

  /** Acknowledges received bytes, unless a request in flight already does. */
  acknowledge(): void {
    if (this.#underWay.size === 0) this.#flush();
  }

  /**
   * Sends waiting frames even if many requests are in flight: the page may be closed before they are
   * answered.
   */
  hurry(): void {
    while (this.#frames.length > 0 && this.#mayFlush(MOST_BATCHES)) this.#flush();
  }

  /** Sends waiting frames and a last one, and nothing afterwards; `stop` does not interrupt that. */
  end(frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#endsBy = performance.now() + ENDING;
    this.hurry();
  }

  /** Sends nothing more. */
  stop(): void {
    if (this.#endsBy === undefined) this.#isStopped = true;
  }

  #flushIfFree(): void {
    if (this.#frames.length > 0 && this.#mayFlush(AT_ONCE[this.by])) this.#flush();
  }

  /** The server buffers no batch that is far ahead of a missing one. */
  #mayFlush(atOnce: number): boolean {
    const [oldest = this.#batch] = this.#underWay;
    return this.#underWay.size < atOnce && this.#batch - oldest < MOST_BATCHES && !this.#isStopped;
  }

  #flush(): void {
    if (this.#isStopped) return;
    let size = UP_HEAD;
    const fits = this.#frames.findIndex((frame) => {
      size += frame.length;
      return size > MOST_BODY;
    });
    const frames = this.#frames.splice(0, fits < 0 ? this.#frames.length : Math.max(1, fits));
    const acknowledged = this.#on.received();
    this.acknowledged = acknowledged;
    const batch = this.#batch++;
    void this.#carry(batch, writeUp(this.#carrier.secret, batch, acknowledged, frames));
  }

  async #carry(batch: number, body: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#underWay.add(batch);
    for (;;)
      try {
        const answer = new Uint8Array(await (await this.#carrier.up(body)).arrayBuffer());
        this.#underWay.delete(batch);
        if (this.#isStopped) return;
        if (this.#endsBy !== undefined) return this.hurry();
        this.#on.answered(readOffset(answer));
        this.#flushIfFree();
        return;
      } catch (error) {
        if (this.#endsBy !== undefined && (error instanceof Refused || performance.now() > this.#endsBy))
          this.#isStopped = true;
        if (this.#isStopped) return;
        if (error instanceof Refused) return this.#on.lost();
        await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER * (0.5 + Math.random())));
        if (this.#isStopped) return;
      }
  }
}
