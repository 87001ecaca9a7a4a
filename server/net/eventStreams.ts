/**
 * Answers that stay open as Server-Sent Events; their number is limited for the process and for each client
 * network.
 */
import type { Writable } from "node:stream";
import type { Request, Response } from "express";
import { CONCURRENT, ConcurrencyLimit, RATES } from "./limits.ts";
import { type RefusalCounter, RequestLimit } from "./requestLimit.ts";

/** Most streams of a kind in a process; further pages poll. */
const STREAMS = 2000;
/** A page that has not read the end of its stream after this time is disconnected, ms. */
const ENDING = 5000;
/** A stream without a change gets `ALIVE_EVENT` after this time, ms, so that a dead one is noticed. */
export const ALIVE = 10_000;
export const ALIVE_EVENT = Buffer.from("event: alive\ndata:\n\n");

/** The answer to a page. */
export type Page = Pick<Writable, "write" | "end" | "destroy" | "once" | "writableLength">;

export class EventStreams {
  readonly #limit: RequestLimit;
  readonly #held = new ConcurrencyLimit(CONCURRENT.watchers);
  #count = 0;

  constructor(counter: RefusalCounter) {
    this.#limit = new RequestLimit(RATES.watch, counter);
  }

  /**
   * @param isCrowded whether what the stream would tell has enough streams
   * @returns whether the answer is an open stream now; otherwise the request was refused, and is answered
   */
  open(request: Request, response: Response, isCrowded = false): boolean {
    const sender = this.#limit.admit(request, response);
    if (sender === undefined) return false;
    const { network, share } = sender;
    const isFull = isCrowded || this.#count >= STREAMS;
    if (isFull || !this.#held.take(network, share)) {
      this.#limit.refuse(response, isFull ? "too_many_watchers" : "too_many_requests", 30);
      return false;
    }
    this.#count++;
    response.once("close", () => {
      this.#count--;
      this.#held.release(network);
    });
    response.writeHead(200, {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-store, no-transform",
      // After its end the page asks again, maybe another process.
      Connection: "close",
      // nginx would buffer it.
      "X-Accel-Buffering": "no",
    });
    return true;
  }
}

/** Ends a stream; the page asks again. */
export function endStream(page: Page): void {
  page.end();
  const timer = setTimeout(() => page.destroy(), ENDING).unref();
  page.once("close", () => clearTimeout(timer));
}
