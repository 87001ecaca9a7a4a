/**
 * The protocol between the server's thread and an I/O thread: two rings of records, and shared numbers that
 * only one of them writes. A connection has a slot, its place in the tables of both threads, which is used
 * again once `closed` was read.
 *
 *   server's thread ── data · end · destroy · pause · resume · mark ──▶ I/O thread
 *                   ◀── data · ended · failed · finished · closed ─────
 */

/** To the I/O thread. */
export const TO = {
  /** Bytes to be written to a connection. */
  data: 1,
  /** No more bytes follow: shut the connection down once all are written. */
  end: 2,
  /** Close the connection now. */
  destroy: 3,
  /** Stop, or go on, reading from it. */
  pause: 4,
  resume: 5,
  /** The end of a batch of writes; the stamp is the time of its first write. No slot. */
  mark: 6,
} as const;

/** From the I/O thread. */
export const FROM = {
  /** Bytes that were read from a connection; the stamp is the time of the read. */
  data: 1,
  /** The client has ended its side. */
  ended: 2,
  /** The connection is broken: a system error, by its code. */
  failed: 3,
  /** An `end` was carried out. */
  finished: 4,
  /** The answer to `destroy`: the slot is free. */
  closed: 5,
} as const;

/** Connections of one I/O thread at most. */
export const SLOTS = 8192;

/** Sizes of the rings, bytes. */
export const RING = { out: 4 * 1024 * 1024, in: 2 * 1024 * 1024 } as const;

/** Of the thread, in `figures`: 64-bit floats. */
export const FIGURE = {
  /** Counts up as long as its event loop turns. */
  beat: 0,
  /** CPU time, µs. */
  cpu: 1,
  /** See `systemThreadId`. */
  thread: 2,
  /**
   * Number of batches that were written completely; the words behind it hold how long the latest ones took.
   */
  writes: 3,
  latencies: 4,
} as const;
/** Latencies that are kept: a power of two. */
export const LATENCIES = 256;
export const FIGURES_BYTES = 8 * (FIGURE.latencies + LATENCIES);

/** What an I/O thread is started with. */
export interface IoThreadData {
  /** Of the Unix socket that connections come over; see server/framework/handOver.ts. */
  readonly path: string;
  readonly out: SharedArrayBuffer;
  readonly in: SharedArrayBuffer;
  readonly figures: SharedArrayBuffer;
  /** By slot, bytes since the connection was handed over, modulo 2^32: those that the system has taken … */
  readonly taken: SharedArrayBuffer;
  /**
   * … and those that it has not taken although they were written: the client does not read, or its link is
   * slow.
   */
  readonly blocked: SharedArrayBuffer;
  /** First byte of messages that the server's thread does not need before its next step. */
  readonly patient: number;
}

/** Number of readings of both clocks, to find one that was not interrupted. */
const READINGS = 50;

const sharedClock = (): number => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
};

/**
 * @param shared that all threads of the process have
 * @param own that each thread has with a beginning of its own
 * @returns ms to be added to what `own` says in this thread, for what `shared` says
 */
export function clockOffset(shared = sharedClock, own = (): number => performance.now()): number {
  let offset = Number.NEGATIVE_INFINITY;
  // A thread that loses its core between the two readings gets too small an offset, by ms: the largest is the
  // right one.
  for (let reading = 0; reading < READINGS; reading++) offset = Math.max(offset, shared() - own());
  return offset;
}
