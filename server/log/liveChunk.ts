/**
 * One second of a match's log, as watchers get it: segments that belong together, in the same bytes as in a
 * file. A watcher can start with a chunk that starts with a checkpoint.
 */
import { promisify } from "node:util";
import { zstdCompress } from "node:zlib";
import {
  bodyOf,
  COMPRESSION,
  fileHead,
  type LogHeader,
  SEGMENT,
  segment as segmentOf,
} from "../../shared/log/format.ts";
import type { RawSegment } from "./segmentSink.ts";

/** The log of one owner of a match. */
export interface LivePart {
  readonly epoch: number;
  /** Head of the file, and its header: the first bytes of a log. */
  readonly head: Buffer;
}

export function livePart(header: LogHeader): LivePart {
  const body = bodyOf(header);
  const { header: type } = SEGMENT;
  const bytes = segmentOf({ type, compression: COMPRESSION.none, size: body.length, from: 0, to: 0 }, body);
  return { epoch: header.epoch, head: Buffer.concat([fileHead(), bytes]) };
}

const compress = promisify(zstdCompress);

export class LiveChunk {
  readonly part: LivePart;
  /** Tick of the world after its last step. */
  readonly to: number;
  /** Whether it starts with a checkpoint. */
  readonly begins: boolean;
  /** Whether it is the end of the part. */
  readonly ends: boolean;
  /** When watchers may get it, by performance.now(). */
  readonly due: number;
  /** Size in memory, bytes. */
  readonly size: number;
  /** The compressed bytes, once `pack` has resolved. */
  packed: Buffer | undefined;
  #packing: Promise<Buffer> | undefined;
  #segments: readonly RawSegment[];

  constructor(part: LivePart, segments: readonly RawSegment[], due: number, packed?: Buffer) {
    const last = segments.at(-1)!;
    this.part = part;
    this.to = last.to;
    this.begins = segments.some(({ type }) => type === SEGMENT.checkpoint);
    this.ends = last.type === SEGMENT.end;
    this.due = due;
    this.packed = packed;
    this.#segments = segments;
    this.size = packed?.length ?? segments.reduce((sum, { body }) => sum + body.length, 0);
  }

  /** Compresses it in the thread pool, once for all watchers. */
  pack(): Promise<Buffer> {
    this.#packing ??= this.packed ? Promise.resolve(this.packed) : this.#pack();
    return this.#packing;
  }

  async #pack(): Promise<Buffer> {
    const all: Uint8Array[] = [];
    for (const { type, from, to, body } of this.#segments) {
      const small = await compress(body);
      const [compression, bytes] =
        small.length < body.length ? [COMPRESSION.zstd, small] : [COMPRESSION.none, body];
      all.push(segmentOf({ type, compression, size: body.length, from, to }, bytes));
    }
    this.packed = Buffer.concat(all);
    this.#segments = this.#segments.map((one) => ({ ...one, body: NOTHING }));
    return this.packed;
  }
}

const NOTHING = new Uint8Array();
