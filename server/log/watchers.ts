/**
 * The live watchers of one match. Each has an open answer, to which every chunk is written when it is due.
 * All get the same bytes, which are created once. Hundreds of writes would delay a step, so they are spread
 * over several turns of the event loop.
 */
import type { ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import type { LivePart } from "./liveChunk.ts";
import type { LiveLog } from "./liveLog.ts";

/** Time for writes in one turn of the event loop, ms. */
const A_TURN = 0.5;
/**
 * Most bytes that may wait for a watcher, and how long some may wait, ms: a watcher that reads too slowly is
 * disconnected, and starts again.
 */
const WAITING = { bytes: 8 * 2 ** 20, ms: 15_000 } as const;

interface Watcher {
  readonly response: ServerResponse;
  /** Number of the next chunk. */
  next: number;
  /** The part of the chunk that it got last. */
  part: LivePart | undefined;
  /** When nothing waited for it, by performance.now(). */
  drained: number;
}

export interface WatchersOptions {
  /** Called with the number of bytes written. */
  onSent(bytes: number): void;
  onSlow(): void;
}

export class Watchers {
  readonly #log: LiveLog;
  readonly #on: WatchersOptions;
  readonly #all = new Set<Watcher>();
  #isSending = false;

  constructor(log: LiveLog, on: WatchersOptions) {
    this.#log = log;
    this.#on = on;
  }

  get size(): number {
    return this.#all.size;
  }

  /** @param next number of the first chunk @param part whose beginning the watcher already has */
  add(response: ServerResponse, next: number, part: LivePart | undefined): void {
    const watcher = { response, next, part, drained: performance.now() };
    this.#all.add(watcher);
    response.once("close", () => this.#all.delete(watcher));
    void this.send();
  }

  /** Writes the chunks that are due. Ends all answers when there are no more. Never rejects. */
  async send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      // Read first, because the next chunk may become due during the write.
      const { isPublished, published } = this.#log;
      await this.#send(published);
      if (isPublished) this.end();
    } catch {
      // Without memory for the compression, watchers have to reconnect.
      this.end();
    } finally {
      this.#isSending = false;
    }
  }

  end(): void {
    for (const { response } of this.#all) response.end();
  }

  async #send(published: number): Promise<void> {
    let turn = performance.now();
    for (const watcher of this.#all) {
      for (; watcher.next <= published && this.#all.has(watcher); watcher.next++) {
        const chunk = this.#log.at(watcher.next);
        if (chunk === undefined) {
          watcher.response.end();
          break;
        }
        if (chunk.packed === undefined) {
          await chunk.pack();
          turn = performance.now();
        }
        if (watcher.part !== chunk.part) this.#write(watcher, chunk.part.head);
        watcher.part = chunk.part;
        this.#write(watcher, chunk.packed!);
      }
      if (performance.now() - turn < A_TURN) continue;
      await setImmediate();
      turn = performance.now();
    }
  }

  #write(watcher: Watcher, bytes: Buffer): void {
    const { response } = watcher;
    if (response.writableEnded || response.destroyed) return;
    const now = performance.now();
    if (response.writableLength === 0) watcher.drained = now;
    if (response.writableLength > WAITING.bytes || now - watcher.drained > WAITING.ms) {
      response.destroy();
      this.#on.onSlow();
      return;
    }
    response.write(bytes);
    this.#on.onSent(bytes.length);
  }
}
