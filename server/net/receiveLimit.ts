/**
 * Limits what one connection may send. An honest client sends sixty frames a second, and after a stall ten
 * seconds' worth at once; a client that sends more is flooding, and is disconnected.
 */
import { TokenBucket } from "./tokenBucket.ts";

/** Limits of frames. A client that was stalled for 5 s sends 300 at once. */
const FRAMES = { burst: 600, rate: 90 } as const;
/** A frame counts once more for each of this many bytes. */
const BYTES_A_FRAME = 64;
/**
 * Limits of bytes outside short unfragmented messages: fragments, control frames, and everything that is read
 * with them.
 */
const BYTES = { burst: 48 * 1024, rate: 16 * 1024 } as const;

const seconds = (ms = performance.now()): number => ms / 1000;

export class ReceiveLimit {
  readonly #frames: TokenBucket;
  readonly #bytes = new TokenBucket(BYTES.burst, BYTES.rate, seconds());

  /** @param frames limits; benchmarks play faster than real time */
  constructor(frames: { burst: number; rate: number } = FRAMES) {
    this.#frames = new TokenBucket(frames.burst, frames.rate, seconds());
  }

  /**
   * @param length of the frame, bytes
   * @param at when it arrived, ms of `performance.now`; absent: now
   * @returns whether it may be handled
   */
  takeFrame(length: number, at?: number): boolean {
    return this.#frames.take(seconds(at), 1 + Math.floor(length / BYTES_A_FRAME));
  }

  /** @param length of the bytes that arrived together @returns whether they may be handled */
  takeBytes(length: number): boolean {
    // A single read of the system may be larger than the whole burst: that alone is no offence.
    return this.#bytes.take(seconds(), Math.min(length, BYTES.burst));
  }
}
