/** A thread that was started ahead and has no connections: it takes the place of the next one that ends, at once. */
import type { IoLink } from "./ioLink.ts";

export class StandbyThread {
  readonly #start: () => IoLink;
  #link: IoLink | undefined;
  /** Looks until it is started. */
  #startIn: number;
  readonly #pause: number;

  /** @param pause looks between the end of one and the start of the next */
  constructor(start: () => IoLink, pause: number) {
    this.#start = start;
    this.#pause = pause;
    this.#startIn = pause;
  }

  /** To be called regularly while no other thread starts: those are waited for. */
  look(): void {
    if (this.#link === undefined && --this.#startIn <= 0) this.#link = this.#start();
  }

  /** @returns the thread, which is nobody's standby any more; undefined: none is ready */
  take(): IoLink | undefined {
    const link = this.#link;
    if (!link?.isReady) return undefined;
    this.#rest();
    return link;
  }

  /** @returns whether it was this thread that has ended */
  hasLost(link: IoLink): boolean {
    if (link !== this.#link) return false;
    this.#rest();
    return true;
  }

  end(why: unknown): void {
    this.#link?.end(why);
  }

  #rest(): void {
    this.#link = undefined;
    this.#startIn = this.#pause;
  }
}
