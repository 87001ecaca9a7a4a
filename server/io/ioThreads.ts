/**
 * Threads that read and write the connections of clients, so that a large room has its core for itself
 * (IO_THREADS). A connection is handed over once its upgrade was admitted, to the thread that has the fewest;
 * all above it stays where it is.
 *
 *   client ══ I/O thread ══ rings in shared memory ══ ThreadSocket ── ws ── room
 *
 * A thread that ends, or whose event loop no longer turns, is replaced by one that was started for this and
 * waits; its connections are closed, and their clients return as after any loss of a connection.
 */
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { EventLoopWatch } from "./eventLoopWatch.ts";
import { IoLink } from "./ioLink.ts";
import { SocketFolder } from "./socketFolder.ts";
import { StandbyThread } from "./standbyThread.ts";

/** Time between two checks of the threads, ms. */
const CHECK_EVERY = 50;
/** Checks until the next attempt to replace a thread that ended right after its start: 1 s. */
const AGAIN = 20;
/** A start takes no longer, ms. */
const START = 10_000;
/**
 * A client waits no longer for a thread that takes the place of another one, ms. The rooms' thread keeps a
 * connection that it once has, so a client that did not wait would cost it much for long.
 */
const RESTART = 5000;
/** Longest wait for unwritten bytes at the end of the process, ms. */
const FLUSH = 500;
/** Time between two checks of a condition that is awaited, ms. */
const AWAIT_EVERY = 5;

export interface IoThreadsOptions {
  count: number;
  /** See `IoThreadData`. */
  patient: number;
  events: IoThreadsEvents;
}

export interface IoThreadsEvents {
  /** @param thread 1…count @param sockets that it had */
  ended(thread: number, why: unknown, sockets: number): void;
  /** The standby thread has ended, or has not started. @param pause ms until the next start */
  standbyLost(why: unknown, pause: number): void;
  /** @param ms from the first write of a batch to the last one of the system */
  wrote(thread: number, ms: number): void;
  /** A handler of a client's bytes has thrown. */
  faulted(fault: unknown): void;
}

/** The threads cannot be started. */
export class NoIoThreads extends Error {}

/** One thread, and its replacements when it ends. */
interface Place {
  link: IoLink;
  readonly watch: EventLoopWatch;
  /** Checks until it is started again. */
  again: number;
  /** Of those before it, s of CPU time. */
  cpu: number;
}

/** What an operator sees of a thread. */
export interface IoThreadFigures {
  sockets: number;
  /** CPU time, s. */
  cpu: number;
  /** Bytes that it has not begun to write. */
  backlog: number;
  /** How long its oldest unwritten bytes have waited, ms. */
  delay: number;
}

export class IoThreads {
  readonly #options: IoThreadsOptions;
  readonly #places: Place[];
  readonly #standby: StandbyThread<IoLink>;
  readonly #folder = new SocketFolder();
  readonly #timer: NodeJS.Timeout;
  #isReceiving = false;
  #hasEnded = false;

  /** @throws NoIoThreads when no Unix socket can be made */
  constructor(options: IoThreadsOptions) {
    this.#options = options;
    this.#standby = new StandbyThread({
      start: () => this.#start(),
      onLost: options.events.standbyLost,
      every: CHECK_EVERY,
      starting: START,
    });
    // Descriptors are handed over differently there.
    if (process.platform === "win32")
      throw new NoIoThreads("IO_THREADS: there are no I/O threads on Windows; set it to 0");
    try {
      this.#folder.make();
    } catch (error) {
      throw new NoIoThreads(
        `IO_THREADS: the threads need a folder for sockets, and ${(error as Error).message}; name one that can be written in TMPDIR`,
      );
    }
    this.#places = Array.from({ length: options.count }, () => this.#place(this.#start(), 0));
    this.#timer = setInterval(() => this.#check(), CHECK_EVERY).unref();
  }

  /** Resolves once all threads take connections. @throws NoIoThreads */
  async ready(): Promise<void> {
    if (await this.#within(START, () => this.#places.every(({ link }) => link.isReady))) return;
    throw new NoIoThreads(`IO_THREADS: the threads have not started within ${START / 1000} s`);
  }

  /** Whether some thread takes a connection at this moment. */
  get isReady(): boolean {
    return this.#places.some(({ link }) => link.hasRoom);
  }

  /**
   * Resolves once one does, or when none is about to: this thread has the connections that come until then.
   * Only so many are on their way to a thread at once, so most of a crowd waits here for a moment.
   * @param limit ms
   */
  async settled(limit = RESTART): Promise<void> {
    await this.#within(limit, () => this.isReady || this.#places.every(({ again }) => again > 1));
  }

  /**
   * @param socket that `ws` is about to get, with `head` read of it
   * @returns what it gets: another one when a thread has the connection now
   */
  take(socket: Socket, head: Buffer): { socket: Duplex; head: Buffer } {
    const ready = this.#places.filter(({ link }) => link.hasRoom).map(({ link }) => link);
    // A thread may refuse: a connection that has just ended cannot be handed over, and all slots of the thread
    // may be in use.
    for (const link of ready.sort((a, b) => a.sockets - b.sockets)) {
      const taken = link.take(socket);
      if (taken === undefined) continue;
      const { read } = taken;
      return { socket: taken.socket, head: read.length > 0 ? Buffer.concat([head, read]) : head };
    }
    return { socket, head };
  }

  /** Takes the bytes that the threads have read. Must be called before each step. */
  receive(): void {
    // What is received may lead here again.
    if (this.#isReceiving) return;
    this.#isReceiving = true;
    for (const { link } of this.#places) link.receive();
    this.#isReceiving = false;
  }

  /** How long the oldest unwritten bytes of any thread have waited, ms: 0 when all is written. */
  get delay(): number {
    let longest = 0;
    for (const { link } of this.#places) longest = Math.max(longest, link.delay);
    return longest;
  }

  get figures(): IoThreadFigures[] {
    return this.#places.map(({ link, cpu }) => ({
      ...{ sockets: link.sockets, cpu: cpu + link.cpu, backlog: link.backlog, delay: link.delay },
    }));
  }

  /** The process is about to end: blocks until all is written, at most `FLUSH` ms. */
  flush(): void {
    const nothing = new Int32Array(new SharedArrayBuffer(4));
    const end = performance.now() + FLUSH;
    for (const { link } of this.#places) link.flush();
    while (this.#places.some(({ link }) => link.isReady && link.backlog > 0) && performance.now() < end)
      Atomics.wait(nothing, 0, 0, 1);
    this.#folder.remove();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#hasEnded = true;
    for (const { link } of this.#places) link.end("the server ends");
    this.#standby.end("the server ends");
    this.#folder.remove();
  }

  async #within(limit: number, isSo: () => boolean): Promise<boolean> {
    for (const end = performance.now() + limit; !isSo(); await wait(AWAIT_EVERY))
      if (performance.now() > end) return false;
    return true;
  }

  #start(): IoLink {
    const link: IoLink = new IoLink(this.#folder.newSocket(), this.#options.patient, {
      faulted: this.#options.events.faulted,
      ended: (why) => this.#onEnd(link, why),
    });
    return link;
  }

  get #isStarting(): boolean {
    return this.#standby.isStarting || this.#places.some(({ link, again }) => again === 0 && !link.isReady);
  }

  /** @param cpu of those before it, s */
  #place(link: IoLink, cpu: number): Place {
    return { link, watch: new EventLoopWatch(CHECK_EVERY), again: 0, cpu };
  }

  #onEnd(link: IoLink, why: unknown): void {
    if (this.#hasEnded) return;
    if (this.#standby.lost(link, why)) return;
    const index = this.#places.findIndex((place) => place.link === link);
    const place = this.#places[index]!;
    this.#options.events.ended(index + 1, why, link.sockets);
    const standby = this.#standby.take();
    if (standby !== undefined) this.#places[index] = this.#place(standby, place.cpu + link.cpu);
    // A thread that never turned would end again at once.
    else place.again = link.beat > 1 ? 1 : AGAIN;
  }

  #check(): void {
    this.receive();
    for (const [index, place] of this.#places.entries()) {
      const { link } = place;
      if (place.again > 0) {
        if (--place.again === 0) this.#places[index] = this.#place(this.#start(), place.cpu + link.cpu);
        continue;
      }
      link.takeLatencies((ms) => this.#options.events.wrote(index + 1, ms));
      place.watch.check(link);
      const isHung = link.isReady ? place.watch.isHung(link) : place.watch.still > START / CHECK_EVERY;
      if (isHung) link.end(new Error("its event loop stands still"));
    }
    this.#standby.check(this.#places.every(({ link }) => link.isReady));
    if (!this.#isStarting) this.#folder.remove();
  }
}
