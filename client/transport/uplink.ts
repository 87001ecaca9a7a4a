/**
 * Sends frames in batches: at once while few requests are on the way, else together with what follows until one of them is
 * answered. A batch whose request failed is sent again; the server takes each once, by its number.
 */
import { MOST_BODY, readOffset, UP_HEAD, writeUp } from "../../shared/httpTransport.ts";
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
  #underWay = 0;
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
    if (this.#underWay < AT_ONCE[this.by]) this.#flush();
  }

  /** Tells what has come down, when nothing else is on the way to tell it. */
  acknowledge(): void {
    if (this.#underWay === 0) this.#flush();
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
    void this.#carry(writeUp(this.#carrier.secret, this.#batch++, acknowledged, frames));
  }

  async #carry(batch: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#underWay++;
    for (;;)
      try {
        const answer = new Uint8Array(await (await this.#carrier.up(batch)).arrayBuffer());
        this.#underWay--;
        if (this.#isStopped) return;
        this.#on.answered(readOffset(answer));
        if (this.#frames.length > 0) this.#flush();
        return;
      } catch (error) {
        if (this.#isStopped) return;
        if (error instanceof Refused) return this.#on.lost();
        await new Promise((resolve) => setTimeout(resolve, AGAIN * (0.5 + Math.random())));
        if (this.#isStopped) return;
      }
  }
}
