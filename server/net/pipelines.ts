/**
 * Requests that come before the one before them on the same connection was answered. A client that has the whole answer may send its
 * next request before the server has ended that answer (a file's end is found after its last byte): that request waits. No browser or
 * proxy sends more, and one read may hold thousands.
 */
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** A connection with more pipelined requests than this is cut: Node keeps them until the first one is answered. */
const UNANSWERED = 32;

/** Of one connection. */
interface Pipeline {
  /** The latest request that was taken up has its answer. */
  isAnswered: boolean;
  /** Serves the one request that waits. */
  waiting: (() => void) | undefined;
  /** Requests that were not taken up. */
  refused: number;
}

export class Pipelines {
  /** (Not the request object: what a socket references stays in memory after the close until the next full collection.) */
  readonly #of = new WeakMap<Socket, Pipeline>();

  /** A request is taken up. */
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
   * Another request has come meanwhile. @param take takes it up; called when the one before is answered
   * @returns what becomes of it: one waits, the next is refused, further ones are dropped
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
