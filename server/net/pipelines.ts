/**
 * Pipelined requests: those that arrive before the previous one on the same connection was answered. A client
 * that has the whole answer may send its next request before the server has ended that answer (a file's end
 * is noticed only after its last byte), so one request waits. No browser or proxy sends more, and one read
 * may contain thousands.
 */
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * A connection with more pipelined requests than this is cut: Node keeps them until the first one is
 * answered.
 */
const UNANSWERED = 32;

/** State of one connection. */
interface Pipeline {
  /** The latest request that was started has its answer. */
  isAnswered: boolean;
  /** Starts the one request that waits. */
  waiting: (() => void) | undefined;
  /** Number of requests that were not started. */
  refused: number;
}

export class Pipelines {
  /**
   * (Keyed by socket: a request object that a socket references stays in memory after the close until the
   * next full collection.)
   */
  readonly #of = new WeakMap<Socket, Pipeline>();

  /** A request is started. */
  begin(socket: Socket, response: ServerResponse): void {
    const pipeline = this.#of.get(socket) ?? { isAnswered: false, waiting: undefined, refused: 0 };
    this.#of.set(socket, pipeline);
    pipeline.isAnswered = false;
    response.once("close", () => {
      pipeline.isAnswered = true;
      const { waiting } = pipeline;
      pipeline.waiting = undefined;
      if (!socket.destroyed) waiting?.();
    });
  }

  /** Whether a request of this connection waits for its answer. */
  isWaiting(socket: Socket): boolean {
    return this.#of.get(socket)?.isAnswered === false;
  }

  /**
   * Another request has arrived meanwhile. @param take starts it; called when the previous one is answered
   * @returns what happens to it: one waits, the next is refused, further ones are dropped
   */
  next(socket: Socket, take: () => void): "wait" | "refuse" | "drop" | "cut" {
    const pipeline = this.#of.get(socket)!;
    if (pipeline.waiting === undefined && pipeline.refused === 0) {
      pipeline.waiting = take;
      return "wait";
    }
    if (pipeline.refused++ === 0) return "refuse";
    return pipeline.refused > UNANSWERED ? "cut" : "drop";
  }
}
