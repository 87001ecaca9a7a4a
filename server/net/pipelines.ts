/**
 * Pipelined requests: those that come before the one before them on the same connection was answered. No browser or proxy sends them,
 * and one read may hold thousands.
 */
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** A connection with more pipelined requests than this is cut: Node keeps them until the first one is answered. */
const UNANSWERED = 32;

/** Of one connection. */
interface Pipeline {
  /** The latest request that was taken up has its answer. */
  isAnswered: boolean;
  /** Requests that came before that. */
  unanswered: number;
}

export class Pipelines {
  /** (Not the request object: what a socket references stays in memory after the close until the next full collection.) */
  readonly #of = new WeakMap<Socket, Pipeline>();

  /** A request is taken up. */
  begin(socket: Socket, response: ServerResponse): void {
    const pipeline: Pipeline = { isAnswered: false, unanswered: 0 };
    this.#of.set(socket, pipeline);
    response.once("finish", () => {
      pipeline.isAnswered = true;
    });
  }

  /** Whether a request of this connection waits for its answer. */
  isWaiting(socket: Socket): boolean {
    return this.#of.get(socket)?.isAnswered === false;
  }

  /** Another request has come meanwhile. @returns what becomes of it: the first is refused, others are dropped */
  next(socket: Socket): "refuse" | "drop" | "cut" {
    const pipeline = this.#of.get(socket)!;
    if (pipeline.unanswered++ === 0) return "refuse";
    return pipeline.unanswered > UNANSWERED ? "cut" : "drop";
  }
}
