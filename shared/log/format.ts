/**
 * The file of a match log. docs/match-log.md describes it.
 *
 *   "MLOG" version ┌ segment ┐ ┌ segment ┐ ┌ segment ┐ …
 *                  │ header  │ │checkpnt.│ │ ticks   │
 *
 * A segment stands by itself: its head says how long it is, which ticks it is of, and has a checksum of itself and one of what
 * follows. So a file that was cut off anywhere is read up to there, a flipped bit is found, and an index follows from the heads.
 */
import { BadLog, ByteReader, ByteWriter } from "./bytes.ts";
import { crc32 } from "./crc32.ts";
import { readValue, writeValue } from "./values.ts";

/** Raised when an older reader would misread what a newer writer writes. */
export const FORMAT_VERSION = 1;
/** Raised when the engine itself makes other ticks of the same rules and inputs. */
export const ENGINE_VERSION = 1;

/** "MLOG" */
const MAGIC = 0x474f4c4d;
export const FILE_HEAD = 8;

/** `header` comes first; `checkpoint` before any `ticks`, and after each `hole`; `end` last, where a match ended or moved. */
export const SEGMENT = { header: 1, checkpoint: 2, ticks: 3, hole: 4, end: 5 } as const;
export type SegmentType = (typeof SEGMENT)[keyof typeof SEGMENT];

export const COMPRESSION = { none: 0, zstd: 1 } as const;
export type Compression = (typeof COMPRESSION)[keyof typeof COMPRESSION];

export interface SegmentHead {
  readonly type: SegmentType;
  readonly compression: Compression;
  /** Bytes that follow the head, and what they are without compression. */
  readonly length: number;
  readonly size: number;
  /** Of ticks: the world's tick before the first and after the last. Of a checkpoint both are its tick; of a hole what is missing. */
  readonly from: number;
  readonly to: number;
}

/** Bytes of a head: type and compression, two that are 0, then 32 bits each: length, size, from, to, checksum of what follows, its own. */
export const SEGMENT_HEAD = 28;

/** What a log is of. */
export interface LogHeader {
  /** See `ENGINE_VERSION`. */
  readonly engine: number;
  readonly game: string;
  readonly gameVersion: number;
  /** Name of the room, as in "arena". */
  readonly mode: string;
  readonly settings: unknown;
  /** Of a match that began here. */
  readonly seed: number | undefined;
  readonly room: string;
  /** The same for all logs of a match, in whichever processes it was. */
  readonly match: string;
  /** Of the owner that wrote this log: the logs of a match follow each other by it. */
  readonly epoch: number;
  /**
   * Of a match whose owner died: tick up to which its steps were made again from what Redis had. The log begins before, at the
   * checkpoint; logs of the owner before may have more ticks, or fewer.
   */
  readonly recovered?: number;
  /** When this log began, ms since 1970. */
  readonly started: number;
  readonly tickRate: number;
  /** Name and type of each field of an input, in their order. */
  readonly inputs: readonly (readonly [name: string, wire: string])[];
}

export interface CheckpointBody {
  /** What `Storage.save` returns. */
  readonly world: unknown;
  /** Keys of the players that have a seat, in their order. */
  readonly seated: readonly string[];
}

/** Why a log is complete. `moved`: the match goes on in another process. */
export type EndReason = "over" | "moved";

export function fileHead(): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter(FILE_HEAD);
  out.u32(MAGIC);
  out.u32(FORMAT_VERSION);
  return out.take();
}

/** @param body as it is to be written, compressed or not */
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

/** @returns plain data as the body of a segment */
export function bodyOf(value: unknown): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  writeValue(out, value);
  return out.take();
}

/** Where a segment stands in a log. */
export interface Placed extends SegmentHead {
  readonly at: number;
}

export interface ScannedLog {
  readonly segments: readonly Placed[];
  /** Bytes that are whole segments. */
  readonly whole: number;
  /** `cut`: the last segment is not all there. */
  readonly ending: "whole" | "cut" | "damaged";
}

/** Reads the heads of a log: an index of it. What a segment holds is checked when it is opened. @throws BadLog when it is no log */
export function scan(bytes: Uint8Array): ScannedLog {
  const begin = new ByteReader(bytes);
  if (begin.left < FILE_HEAD) throw new BadLog("it is no match log: it is too short");
  if (begin.u32() !== MAGIC) throw new BadLog("it is no match log");
  const version = begin.u32();
  if (version !== FORMAT_VERSION)
    throw new BadLog(`its format is version ${version}; this program reads version ${FORMAT_VERSION}`);
  return scanFrom(bytes, FILE_HEAD);
}

/** @param from where a segment begins @returns as `scan` does */
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

/** @returns the head of a segment, or what is wrong with it */
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

/** Undoes the compression that is zstd. @param size of what it returns */
export type Decompress = (bytes: Uint8Array, size: number) => Uint8Array;

/** @returns what a segment holds @throws BadLog when it is damaged */
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
