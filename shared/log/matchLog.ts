/** A match log that was read: one file, and those of a match that moved in their order. */
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
  /** Behind the header. */
  readonly segments: Placed[];
  ending: ScannedLog["ending"];
  /** Bytes that are whole segments. */
  length: number;
  /** More may be appended: a replay waits for it at the end. */
  isGrowing = false;
  #bytes: Uint8Array;
  readonly #decompress: Decompress;

  /** @throws BadLog when it is no log, or not even its header is there */
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

  /** What was behind its whole segments is replaced. @param bytes that follow on them */
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

  /** Its first checkpoint. */
  get first(): Placed | undefined {
    return this.segments.find(({ type }) => type === SEGMENT.checkpoint);
  }

  /** Tick of its first checkpoint, and the last tick that it is of; both 0 when it has none. */
  get from(): number {
    return this.first?.from ?? 0;
  }

  get to(): number {
    return this.segments.at(-1)?.to ?? 0;
  }
}

/** @returns the logs of one match in the order of its owners @throws BadLog when they are of different ones */
export function inOrder(logs: readonly MatchLog[]): MatchLog[] {
  const [first] = logs;
  for (const { header } of logs)
    if (header.match !== first!.header.match)
      throw new BadLog(`they are of different matches: ${first!.header.match} and ${header.match}`);
  return [...logs].sort((a, b) => a.header.epoch - b.header.epoch || a.from - b.from);
}
