/** A parsed match log: one file. The logs of a match that moved are ordered by `inOrder`. */
import { BadLog } from "./bytes.ts";
import {
  type CheckpointBody,
  type Decompress,
  type LogHeader,
  open,
  type Placed,
  type ScannedLog,
  SEGMENT,
  scan,
  scanFrom,
  valueIn,
} from "./format.ts";

export class MatchLog {
  readonly header: LogHeader;
  /** The segments after the header. */
  readonly segments: Placed[];
  ending: ScannedLog["ending"];
  /** Length of the complete segments, bytes. */
  length: number;
  /** The log may grow: a replay waits for more at its end. */
  isGrowing = false;
  #bytes: Uint8Array;
  readonly #decompress: Decompress;

  /** @throws BadLog when it is not a log, or its header is incomplete */
  constructor(bytes: Uint8Array, decompress: Decompress) {
    this.#bytes = bytes;
    this.#decompress = decompress;
    const { segments, ending, whole } = scan(bytes);
    const [first, ...others] = segments;
    if (first === undefined || first.type !== SEGMENT.header)
      throw new BadLog(`it is no match log: its header is ${ending === "cut" ? "cut off" : "damaged"}`);
    this.header = valueIn(this.open(first)) as LogHeader;
    this.segments = [...others];
    this.ending = ending;
    this.length = whole;
  }

  /** Replaces everything after the complete segments. @param bytes that follow them */
  append(bytes: Uint8Array): void {
    const size = this.length + bytes.length;
    if (size > this.#bytes.length) {
      const larger = new Uint8Array(2 * size);
      larger.set(this.#bytes.subarray(0, this.length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.length);
    const { segments, whole, ending } = scanFrom(this.#bytes.subarray(0, size), this.length);
    this.segments.push(...segments);
    this.length = whole;
    this.ending = ending;
  }

  /** @throws BadLog when it is damaged */
  open(one: Placed): Uint8Array {
    try {
      return open(this.#bytes, one, this.#decompress);
    } catch (cause) {
      throw new BadLog(`the segment at byte ${one.at} (ticks ${one.from} to ${one.to}) is damaged`, {
        cause,
      });
    }
  }

  checkpoint(one: Placed): CheckpointBody {
    const body = valueIn(this.open(one)) as CheckpointBody;
    if (!Array.isArray(body?.seated)) throw new BadLog(`the checkpoint at byte ${one.at} is damaged`);
    return body;
  }

  /** The first checkpoint. */
  get first(): Placed | undefined {
    return this.segments.find(({ type }) => type === SEGMENT.checkpoint);
  }

  /** Tick of the first checkpoint, and the last tick of the log; both 0 without a checkpoint. */
  get from(): number {
    return this.first?.from ?? 0;
  }

  get to(): number {
    return this.segments.at(-1)?.to ?? 0;
  }
}

/**
 * @returns the logs of one match in the order of its owners
 * @throws BadLog when they are of different matches
 */
export function inOrder(logs: readonly MatchLog[]): MatchLog[] {
  const [first] = logs;
  for (const { header } of logs)
    if (header.match !== first!.header.match)
      throw new BadLog(`they are of different matches: ${first!.header.match} and ${header.match}`);
  return [...logs].sort((a, b) => a.header.epoch - b.header.epoch || a.from - b.from);
}
