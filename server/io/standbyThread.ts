/**
 * A thread without connections that was started in advance: it replaces the next thread that ends, at once.
 */
import { EventLoopWatch, type WatchedThread } from "./eventLoopWatch.ts";

/** A thread, as this module uses it. */
export interface StandbyLink extends WatchedThread {
  readonly isReady: boolean;
  /** Leads to a call of `lost`. */
  end(why: unknown): void;
}

export interface StandbyOptions<L> {
  start(): L;
  /** Called when it has ended before it was needed. @param pause ms until the next start */
  onLost(why: unknown, pause: number): void;
  /** ms between two checks. */
  every: number;
  /** A start takes no longer, ms. */
  starting: number;
}

/**
 * From the end of one to the start of the next, ms: longer after each that is lost, until one is used or has
 * stood by for the longest pause.
 */
const PAUSE = { shortest: 1000, longest: 60_000 } as const;

export class StandbyThread<L extends StandbyLink> {
  readonly #options: StandbyOptions<L>;
  #link: L | undefined;
  #watch: EventLoopWatch;
  /** Checks until it is started. */
  #startIn: number;
  /** The next pause, ms. */
  #pause: number = PAUSE.shortest;
  /** Checks since it was started, or has become ready. */
  #checks = 0;
  #wasReady = false;

  constructor(options: StandbyOptions<L>) {
    this.#options = options;
    this.#watch = new EventLoopWatch(options.every);
    this.#startIn = this.#checksIn(PAUSE.shortest);
  }

  /**
   * Must be called regularly.
   * @param mayStart false while another thread starts: the machine may be too slow for both
   */
  check(mayStart: boolean): void {
    const link = this.#link;
    if (link !== undefined) this.#checkLink(link);
    else if (mayStart && --this.#startIn <= 0) {
      this.#watch = new EventLoopWatch(this.#options.every);
      this.#checks = 0;
      this.#wasReady = false;
      this.#link = this.#options.start();
    }
  }

  /** @returns the thread, which is no standby any more; undefined when none is ready */
  take(): L | undefined {
    const link = this.#link;
    if (!link?.isReady) return undefined;
    this.#pause = PAUSE.shortest;
    this.#rest(PAUSE.shortest);
    return link;
  }

  get isStarting(): boolean {
    return this.#link?.isReady === false;
  }

  /** @returns whether it was this thread that has ended */
  lost(link: L, why: unknown): boolean {
    if (link !== this.#link) return false;
    const hasStood = this.#wasReady && this.#checks >= this.#checksIn(PAUSE.longest);
    const pause = hasStood ? PAUSE.shortest : this.#pause;
    this.#pause = Math.min(2 * pause, PAUSE.longest);
    this.#rest(pause);
    this.#options.onLost(why, pause);
    return true;
  }

  end(why: unknown): void {
    this.#link?.end(why);
  }

  #checkLink(link: L): void {
    if (link.isReady && !this.#wasReady) {
      this.#wasReady = true;
      this.#checks = 0;
    }
    this.#checks++;
    this.#watch.check(link);
    const { starting } = this.#options;
    if (!link.isReady) {
      if (this.#checks > this.#checksIn(starting))
        link.end(new Error(`it has not started within ${starting / 1000} s`));
    } else if (this.#watch.isHung(link)) link.end(new Error("its event loop stands still"));
  }

  #rest(pause: number): void {
    this.#link = undefined;
    this.#startIn = this.#checksIn(pause);
  }

  #checksIn(ms: number): number {
    return ms / this.#options.every;
  }
}
