/** Limits of routes: a request beyond one is counted, and answered with the time to wait. */
import type { Request, Response } from "express";
import { LOCAL_SHARE, type Rate, RateLimiter, type Sender } from "./limits.ts";
import { peerOf } from "./peer.ts";
import { refusalBody } from "./refusalAnswers.ts";
import { REQUEST_REFUSALS, type RequestRefusal } from "./refusals.ts";

/** Counts refusals by reason. */
export interface RefusalCounter {
  readonly rejected: { inc(labels: { reason: RequestRefusal }): void };
}

export class RequestLimit {
  readonly #asked: RateLimiter;
  readonly #counter: RefusalCounter;

  /** @param rate of the requests of one client network */
  constructor(rate: Rate, counter: RefusalCounter) {
    this.#asked = new RateLimiter(rate);
    this.#counter = counter;
  }

  /** @returns undefined: the request was refused, and is answered */
  admit(request: Request, response: Response): Sender | undefined {
    const { network, isLocal } = peerOf(request);
    const share = isLocal ? LOCAL_SHARE : 1;
    const wait = Math.ceil(this.#asked.take(network, share));
    if (wait === 0) return { network, share };
    this.refuse(response, "too_many_requests", wait);
    return undefined;
  }

  /** Answers with the reason. @param seconds after which the client may ask again */
  refuse(response: Response, reason: RequestRefusal, seconds: number): void {
    this.#counter.rejected.inc({ reason });
    response.setHeader("Retry-After", seconds);
    response.status(REQUEST_REFUSALS[reason]).type("json").send(refusalBody(reason, seconds));
  }
}
