/**
 * Hands the chunks that are not due yet to the next owner of a match: the owner that leaves stores them in
 * Redis for as long as the next one may need to start. Only a match with watchers stores any.
 *
 *   live:ROOM   chunks as plain data
 */
import type { Redis } from "ioredis";
import { BadLog, ByteReader } from "../../shared/log/bytes.ts";
import { bodyOf, SEGMENT } from "../../shared/log/format.ts";
import { readValue } from "../../shared/log/values.ts";
import { LiveChunk, type LivePart } from "./liveChunk.ts";
import type { RawSegment } from "./segmentSink.ts";

/** How long the chunks are kept in Redis, s. */
const KEPT = 30;
/** A larger tail is not stored, bytes: watchers then start again. */
const MOST = 8 * 2 ** 20;

export interface LiveTails {
  /** @param chunks of the owner that leaves, in order */
  leave(room: string, chunks: readonly LiveChunk[]): Promise<void>;
  /**
   * @param tick at which the asking owner has started: it takes only the chunks up to there
   * @param delay ms @returns chunks of the previous owners; undefined: there are none (yet)
   */
  take(room: string, tick: number, delay: number): Promise<LiveChunk[] | undefined>;
}

interface LeftChunk {
  readonly epoch: number;
  readonly head: Uint8Array;
  readonly bytes: Uint8Array;
  readonly begins: boolean;
  readonly ends: boolean;
  readonly to: number;
  /** Time until it is due, ms. */
  readonly wait: number;
}

const keyOf = (room: string): string => `live:${room}`;

export function redisTails(redis: Redis): LiveTails {
  return {
    async leave(room, chunks) {
      const left: LeftChunk[] = [];
      for (const chunk of chunks) {
        const bytes = new Uint8Array(await chunk.pack());
        const { begins, ends, to, part } = chunk;
        const wait = Math.max(0, Math.ceil(chunk.due - performance.now()));
        left.push({ epoch: part.epoch, head: new Uint8Array(part.head), bytes, begins, ends, to, wait });
      }
      const body = Buffer.from(bodyOf(left));
      if (body.length <= MOST) await redis.setex(keyOf(room), KEPT, body);
    },
    async take(room, tick, delay) {
      const body = await redis.getBuffer(keyOf(room));
      if (body === null) return undefined;
      const left = leftIn(new Uint8Array(body));
      if (left.at(-1)?.to !== tick) return undefined;
      const parts = new Map<number, LivePart>();
      return left.map((one) => {
        const of = parts.get(one.epoch) ?? { epoch: one.epoch, head: Buffer.from(one.head) };
        parts.set(one.epoch, of);
        const due = performance.now() + Math.min(one.wait, delay);
        return new LiveChunk(of, shapeOf(one), due, Buffer.from(one.bytes));
      });
    },
  };
}

/** @throws BadLog when another version has written it */
function leftIn(body: Uint8Array): LeftChunk[] {
  const left = readValue(new ByteReader(body)) as LeftChunk[];
  if (!Array.isArray(left) || left.some(({ bytes }) => !(bytes instanceof Uint8Array)))
    throw new BadLog("the log tail for watchers cannot be read");
  return left;
}

/** Segments without their bodies, which are compressed. */
function shapeOf({ begins, ends, to }: LeftChunk): RawSegment[] {
  const of = (type: RawSegment["type"]): RawSegment => ({ type, from: to, to, body: new Uint8Array() });
  return [...(begins ? [of(SEGMENT.checkpoint)] : []), of(ends ? SEGMENT.end : SEGMENT.ticks)];
}
