/**
 * The file format of a match log; docs/match-log.md describes it.
 *
 *   "MLOG" version ┌ segment ┐ ┌ segment ┐ ┌ segment ┐ …
 *                  │ header  │ │checkpnt.│ │ ticks   │
 *
 * Segments are independent: the head of each has its length, its ticks, a checksum of the head and one of the
 * body. So a truncated file can be read up to its end, a flipped bit is detected, and the heads alone give an
 * index.
 */
import { BadLog, ByteReader, ByteWriter } from "./bytes.ts";
import { crc32 } from "./crc32.ts";
import { readValue, writeValue } from "./values.ts";

/** Raise it when an older reader would misread the files of a newer writer. */
export const FORMAT_VERSION = 1;
/** Raise it when a change of the engine makes the same rules and inputs give other results. */
export const ENGINE_VERSION = 1;

/** "MLOG" */
const MAGIC = 0x474f4c4d;
export const FILE_HEAD = 8;

/**
 * `header` is first; a `checkpoint` precedes the first `ticks` and follows each `hole`; `end` is last if the
 * match ended or moved.
 */
export const SEGMENT = { header: 1, checkpoint: 2, ticks: 3, hole: 4, end: 5 } as const;
export type SegmentType = (typeof SEGMENT)[keyof typeof SEGMENT];

export const COMPRESSION = { none: 0, zstd: 1 } as const;
export type Compression = (typeof COMPRESSION)[keyof typeof COMPRESSION];

export interface SegmentHead {
  readonly type: SegmentType;
  readonly compression: Compression;
  /** Size of the body in the file, and without compression, bytes. */
  readonly length: number;
  readonly size: number;
  /**
   * Of `ticks`: the world's tick before the first and after the last step. Of a checkpoint: both its tick. Of
   * a hole: the missing ticks.
   */
  readonly from: number;
  readonly to: number;
}

/**
 * Bytes of a head: type, compression, two zeros, then 32 bits each: length, size, from, to, checksum of the
 * body, checksum of the head.
 */
export const SEGMENT_HEAD = 28;

/** The contents of a header. */
export interface LogHeader {
  /** See `ENGINE_VERSION`. */
  readonly engine: number;
  readonly game: string;
  readonly gameVersion: number;
  /** Name of the room, as in "arena". */
  readonly mode: string;
  readonly settings: unknown;
  /** Seed of the world, when the match began in this log. */
  readonly seed: number | undefined;
  readonly room: string;
  /** Id of the match; the same for the logs of all its owners. */
  readonly match: string;
  /** Epoch of the owner that wrote this log: it orders the logs of a match. */
  readonly epoch: number;
  /**
   * After a crash of the previous owner: the tick up to which this owner replayed the steps that Redis had.
   * The log begins earlier, at the checkpoint; the log of the previous owner may have more ticks, or fewer.
   */
  readonly recovered?: number;
  /** When this log began, ms since 1970. */
  readonly started: number;
  readonly tickRate: number;
  /** Name and type of each field of an input, in order. */
  readonly inputs: readonly (readonly [name: string, wire: string])[];
}

export interface CheckpointBody {
  /** The result of `Storage.save`. */
  readonly world: unknown;
  /** Keys of the players with a seat, in the order of their seats. */
  readonly seated: readonly string[];
}

/** Why a log is complete. `moved`: the match continues in another process. */
export type EndReason = "over" | "moved";

export function fileHead(): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter(FILE_HEAD);
  out.u32(MAGIC);
  out.u32(FORMAT_VERSION);
  return out.take();
}

/** @param body the bytes for the file, compressed or not */
export function segment(head: Omit<SegmentHead, "length">, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter(SEGMENT_HEAD + body.length);
  out.u8(head.type);
  out.u8(head.compression);
  out.skip(2);
  for (const word of [body.length, head.size, head.from, head.to, crc32(body)]) out.u32(word);
  out.u32(crc32(out.peek()));
  out.raw(body);
  return out.take();
}

/** @returns plain data, encoded as the body of a segment */
export function bodyOf(value: unknown): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  writeValue(out, value);
  return out.take();
}

/** The place of a segment in a log. */
export interface Placed extends SegmentHead {
  readonly at: number;
}

export interface ScannedLog {
  readonly segments: readonly Placed[];
  /** Length of the complete segments, bytes. */
  readonly whole: number;
  /** `cut`: the last segment is incomplete. */
  readonly ending: "whole" | "cut" | "damaged";
}

const NO_LOG = { reason: "no_log" } as const;

/**
 * Reads the heads of a log, which give an index. Bodies are checked when they are opened.
 * @throws BadLog when it is not a log
 */
export function scan(bytes: Uint8Array): ScannedLog {
  const begin = new ByteReader(bytes);
  if (begin.left < FILE_HEAD) throw new BadLog("it is no match log: it is too short", NO_LOG);
  if (begin.u32() !== MAGIC) throw new BadLog("it is no match log", NO_LOG);
  const version = begin.u32();
  if (version !== FORMAT_VERSION)
    throw new BadLog(`its format is version ${version}; this program reads version ${FORMAT_VERSION}`, {
      reason: "other_version",
    });
  return scanFrom(bytes, FILE_HEAD);
}

/** @param from position of a segment @returns see `scan` */
export function scanFrom(bytes: Uint8Array, from: number): ScannedLog {
  const segments: Placed[] = [];
  let at = from;
  while (at < bytes.length) {
    const head = headAt(bytes, at);
    if (typeof head === "string") return { segments, whole: at, ending: head };
    const next = at + SEGMENT_HEAD + head.length;
    if (next > bytes.length) return { segments, whole: at, ending: "cut" };
    segments.push({ ...head, at });
    at = next;
  }
  return { segments, whole: at, ending: "whole" };
}

/** @returns the head of a segment, or its fault */
export function headAt(bytes: Uint8Array, at: number): SegmentHead | "cut" | "damaged" {
  if (at + SEGMENT_HEAD > bytes.length) return "cut";
  const from = new ByteReader(bytes.subarray(at, at + SEGMENT_HEAD));
  const [type, compression] = [from.u8(), from.u8()];
  from.raw(2);
  const [length, size, first, last] = [from.u32(), from.u32(), from.u32(), from.u32()];
  from.u32();
  if (from.u32() !== crc32(bytes.subarray(at, at + SEGMENT_HEAD - 4))) return "damaged";
  return {
    type: type as SegmentType,
    compression: compression as Compression,
    ...{ length, size, from: first, to: last },
  };
}

/** Decompresses zstd. @param size of the result, bytes */
export type Decompress = (bytes: Uint8Array, size: number) => Uint8Array;

/** @returns the body of a segment @throws BadLog when it is damaged */
export function open(bytes: Uint8Array, { at, length, size, compression }: Placed, decompress: Decompress) {
  const body = bytes.subarray(at + SEGMENT_HEAD, at + SEGMENT_HEAD + length);
  const checksum = new ByteReader(bytes.subarray(at + SEGMENT_HEAD - 8)).u32();
  if (checksum !== crc32(body)) throw new BadLog("its checksum is wrong");
  if (compression === COMPRESSION.none) return body;
  if (compression !== COMPRESSION.zstd) throw new BadLog(`an unknown compression, ${compression}`);
  const opened = decompress(body, size);
  if (opened.length !== size) throw new BadLog("it is not as long as its head says");
  return opened;
}

/** @throws BadLog */
export const valueIn = (body: Uint8Array): unknown => readValue(new ByteReader(body));
