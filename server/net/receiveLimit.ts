/**
 * How much one connection may send. An honest client sends sixty frames a second, and after a stall what it has saved up in ten;
 * more is a flood, and it is cut off.
 */
import { TokenBucket } from "./tokenBucket.ts";

/** Frames. A client that was stalled for 5 s sends 300 at once. */
const FRAMES = { burst: 600, rate: 90 } as const;
/** A frame counts as another one for every so many bytes. */
const BYTES_A_FRAME = 64;
/** Bytes of what does not come as whole short messages: fragments, control frames, and all that is read with them. */
const BYTES = { burst: 48 * 1024, rate: 16 * 1024 } as const;

const seconds = (): number => performance.now() / 1000;

export class ReceiveLimit {
  readonly #frames: TokenBucket;
  readonly #bytes = new TokenBucket(BYTES.burst, BYTES.rate, seconds());

  /** @param frames measurements play faster than time passes */
  constructor(frames: { burst: number; rate: number } = FRAMES) {
    this.#frames = new TokenBucket(frames.burst, frames.rate, seconds());
  }

  /** @param length bytes of a frame @returns whether it may be read */
  takeFrame(length: number): boolean {
    return this.#frames.take(seconds(), 1 + Math.floor(length / BYTES_A_FRAME));
  }

  /** @param length bytes that came over the wire together @returns whether they may be read */
  takeBytes(length: number): boolean {
    // A chunk of the system's is larger than the whole burst now and then: that alone is no offence.
    return this.#bytes.take(seconds(), Math.min(length, BYTES.burst));
  }
}
