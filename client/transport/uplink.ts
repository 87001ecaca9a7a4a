/**
 * Sends frames in batches: at once while few requests are on the way, else together with what follows until one of them is
 * answered. A batch whose request failed is sent again; the server takes each once, by its number.
 */
import { MOST_BATCHES, MOST_BODY, readOffset, UP_HEAD, writeUp } from "../../shared/httpTransport.ts";
import { type Carrier, Refused } from "./carrier.ts";

/** Batches on the way. A browser opens six connections to a server that speaks HTTP/1.1: a stream needs one of them, polls need three. */
const AT_ONCE = { stream: 4, polling: 3 } as const;
/** Before a batch is sent again, ms. */
const AGAIN = 150;

export interface UplinkEvents {
  /** @returns offset up to which everything has come down */
  received(): number;
  /** @param written offset up to which the server has written to the stream */
  answered(written: number): void;
  /** The server does not have the connection any more. */
  lost(): void;
}

export class Uplink {
  readonly #carrier: Carrier;
  readonly #on: UplinkEvents;
  #frames: Uint8Array[] = [];
  #batch = 0;
  /** Numbers of the batches without an answer, the oldest first. */
  readonly #underWay = new Set<number>();
  #isStopped = false;
  /** How what comes down is fetched. */
  by: "stream" | "polling" = "stream";
  /** Offset that the server knows to have come. */
  acknowledged = 0;

  constructor(carrier: Carrier, on: UplinkEvents) {
    this.#carrier = carrier;
    this.#on = on;
  }

  send(frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#flushIfFree();
  }

  /** Tells what has come down, when nothing else is on the way to tell it. */
  acknowledge(): void {
    if (this.#underWay.size === 0) this.#flush();
  }

  /** Sends what waits, whatever is on the way: the page may be closed before there is an answer. */
  hurry(): void {
    if (this.#frames.length > 0) this.#flush();
  }

  /** Sends what waits and a last frame, whatever is on the way, and nothing after it. */
  end(frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#flush();
    this.stop();
  }

  /** Sends nothing more. */
  stop(): void {
    this.#isStopped = true;
  }

  /** The server takes no batch that is far ahead of one which it lacks. */
  #flushIfFree(): void {
    const [oldest = this.#batch] = this.#underWay;
    const isFree = this.#underWay.size < AT_ONCE[this.by] && this.#batch - oldest < MOST_BATCHES;
    if (isFree && this.#frames.length > 0) this.#flush();
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
        this.#on.answered(readOffset(answer));
        this.#flushIfFree();
        return;
      } catch (error) {
        if (this.#isStopped) return;
        if (error instanceof Refused) return this.#on.lost();
        await new Promise((resolve) => setTimeout(resolve, AGAIN * (0.5 + Math.random())));
        if (this.#isStopped) return;
      }
  }
}
