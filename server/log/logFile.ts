/**
 * The file of one log. Segments that are lost, because the disk is full or too slow, become a hole. A hole
 * names its first and last tick, and a replay continues at the next checkpoint. A partly written segment is
 * truncated.
 */
import { type FileHandle, mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  bodyOf,
  COMPRESSION,
  fileHead,
  type LogHeader,
  SEGMENT,
  segment as segmentOf,
} from "../../shared/log/format.ts";
import type { LogDisk } from "./logDisk.ts";
import { LOG_SUFFIX } from "./logName.ts";
import { type LoggedPlayer, PlayerList } from "./playerList.ts";
import { type RawSegment, type SegmentSink, SINK } from "./segmentSink.ts";

/** Number of names that are tried when a file exists: the Redis that counted epochs has lost its data. */
const NAMES = 10;

export class LogFile implements SegmentSink {
  readonly #disk: LogDisk;
  readonly #folder: string;
  readonly #header: LogHeader;
  readonly #players = new PlayerList();
  #handle: FileHandle | undefined;
  /** Size of the whole segments in the file, bytes. */
  written = 0;
  /** Tick from which on segments are missing. */
  #lostFrom: number | undefined;
  #isOver = false;
  /**
   * Segments before the first tick, held back so that a room that is opened and closed at once leaves no
   * file.
   */
  #begun: RawSegment[] | undefined = [];
  /** Number of failed writes. */
  failures = 0;
  path: string;

  constructor(disk: LogDisk, folder: string, header: LogHeader) {
    this.#disk = disk;
    this.#folder = folder;
    this.#header = header;
    this.path = this.#named("");
  }

  get state(): SegmentSink["state"] {
    if (this.#lostFrom === undefined) return SINK.open;
    return this.#disk.hasRoom ? SINK.lost : SINK.full;
  }

  joined(player: LoggedPlayer): void {
    this.#players.add(player);
  }

  put(segment: RawSegment): void {
    if (this.#begun !== undefined) {
      this.#begun.push(segment);
      if (segment.type !== SEGMENT.ticks) return;
      const begun = this.#begun;
      this.#begun = undefined;
      for (const one of begun) this.put(one);
      return;
    }
    const from = this.#lostFrom;
    if (from !== undefined) {
      if (segment.type === SEGMENT.ticks) {
        this.#lose(segment.from, undefined);
        return;
      }
      this.#lostFrom = undefined;
    }
    this.#queue(segment, from);
  }

  /**
   * @param compressed its body
   * @param hole tick from which on segments before it are missing; the hole and the segment are written
   * together, or neither
   * @returns number of bytes written @throws when the disk refuses them
   */
  async write(segment: RawSegment, compressed: Buffer, hole: number | undefined): Promise<number> {
    const { type, from, to, body } = segment;
    const isSmaller = compressed.length < body.length;
    const compression = isSmaller ? COMPRESSION.zstd : COMPRESSION.none;
    const head = { type, compression, size: body.length, from, to };
    const bytes = segmentOf(head, isSmaller ? compressed : body);
    const before = this.written;
    this.#handle ??= await this.#create();
    // First, so that readers of a log know its players.
    await this.#players.flush(this.path);
    if (this.written === 0) await this.#append(Buffer.concat([fileHead(), this.#headerSegment()]));
    await this.#append(hole === undefined ? bytes : Buffer.concat([holeOf(hole, from), bytes]));
    if (type === SEGMENT.end) await this.#close();
    return this.written - before;
  }

  /** A segment could not be written: those queued behind it are useless. */
  failed({ from, type }: RawSegment, hole: number | undefined, cause: unknown): void {
    this.failures++;
    this.#lose(hole ?? from, cause);
    if (type === SEGMENT.end) void this.#close().catch(() => {});
  }

  #queue(segment: RawSegment, hole: number | undefined): void {
    if (this.#isOver) return;
    if (segment.type === SEGMENT.end) this.#isOver = true;
    if (this.#disk.queue({ file: this, segment, hole, failures: this.failures })) return;
    this.#lose(hole ?? segment.from, undefined);
  }

  #lose(from: number, cause: unknown): void {
    this.#lostFrom = Math.min(this.#lostFrom ?? from, from);
    this.#disk.lost(this, cause);
  }

  async #append(bytes: Uint8Array): Promise<void> {
    try {
      let at = 0;
      while (at < bytes.length) at += (await this.#handle!.write(bytes, at)).bytesWritten;
      this.written += bytes.length;
    } catch (error) {
      // Only a file on a disk can be truncated.
      await this.#handle!.truncate(this.written).catch(() => {});
      throw error;
    }
  }

  async #create(): Promise<FileHandle> {
    await mkdir(this.#folder, { recursive: true });
    for (let times = 1; ; times++) {
      this.path = this.#named(times === 1 ? "" : `-${times}`);
      try {
        return await this.#disk.openFile(this.path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST" || times === NAMES) throw error;
      }
    }
  }

  async #close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  #named(suffix: string): string {
    const { match, epoch } = this.#header;
    return join(this.#folder, `${match}.${epoch}${suffix}${LOG_SUFFIX}`);
  }

  #headerSegment(): Uint8Array {
    const body = bodyOf(this.#header);
    return segmentOf(
      { type: SEGMENT.header, compression: COMPRESSION.none, size: body.length, from: 0, to: 0 },
      body,
    );
  }
}

const holeOf = (from: number, to: number): Uint8Array =>
  segmentOf({ type: SEGMENT.hole, compression: COMPRESSION.none, size: 0, from, to }, new Uint8Array());
