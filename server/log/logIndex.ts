/**
 * The index of one log file, from the heads of its segments: its match, its ticks, its holes, and how it
 * ends. When a file grows, only the new part is read. The index of a complete file is stored beside it, so
 * that a starting server need not read all logs.
 */
import { createReadStream } from "node:fs";
import { type FileHandle, open, readFile, rename, stat, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { z } from "zod";
import { BadLog } from "../../shared/log/bytes.ts";
import {
  type EndReason,
  headAt,
  SEGMENT,
  SEGMENT_HEAD,
  type SegmentHead,
  valueIn,
} from "../../shared/log/format.ts";
import { MatchLog } from "../../shared/log/matchLog.ts";
import { type KeptLog, type LogFacts, logFacts } from "./keptLog.ts";
import { INDEX_SUFFIX } from "./logName.ts";

/** Size of one read, bytes: heads of many segments of a usual match. */
const WINDOW = 32 * 1024;
/** A file that was not written for this long, ms, is complete. Longer than any WATCH_DELAY. */
export const QUIET = 5 * 60_000;
/** Number of segments whose ends are kept, because readers may not see the latest ones. */
const REMEMBERED = 400;

const stored = z.object({ size: z.number(), found: logFacts });

export class LogIndex implements KeptLog {
  readonly path: string;
  found: LogFacts | undefined;
  fault: string | undefined;
  size = 0;
  modified = 0;
  isSettled = false;
  readonly #ends: { to: number; at: number }[] = [];

  constructor(path: string) {
    this.path = path;
  }

  get name(): string {
    return basename(this.path);
  }

  get here(): number {
    return this.size;
  }

  /**
   * Reads new parts.
   * @param now ms since 1970
   * @throws when the file cannot be read, for example because it is gone
   */
  async refresh(now: number): Promise<void> {
    if (this.isSettled) return;
    const { size, mtimeMs } = await stat(this.path);
    const isQuiet = now - mtimeMs > QUIET;
    if (this.size === 0 && isQuiet && (await this.#recall(size, mtimeMs))) return;
    const isNew = size !== this.size || (this.found ?? this.fault) === undefined;
    this.size = size;
    this.modified = mtimeMs;
    if (isNew) await this.#read();
    if (!isQuiet) return;
    this.isSettled = true;
    if (this.found !== undefined) await this.#keep(this.found);
  }

  upTo(tick: number): number {
    const { found } = this;
    if (found === undefined) return 0;
    if (tick >= found.to) return found.whole;
    return this.#ends.findLast(({ to }) => to <= tick)?.at ?? 0;
  }

  read(start: number, end: number): AsyncIterable<Uint8Array> {
    return createReadStream(this.path, { start, end: end - 1 });
  }

  async #read(): Promise<void> {
    const file = await open(this.path, "r");
    try {
      const window = new Window(file);
      this.found ??= await this.#begin(window);
      if (this.found !== undefined) await this.#readFurther(window, this.found);
    } finally {
      await file.close();
    }
  }

  async #begin(window: Window): Promise<LogFacts | undefined> {
    try {
      const { header } = new MatchLog(await window.at(0, WINDOW), (bytes) => zstdDecompressSync(bytes));
      const { seed, match, epoch, started, game, gameVersion, engine, mode, tickRate } = header;
      this.fault = undefined;
      const head = await window.at(8, SEGMENT_HEAD);
      const { length } = headAt(head, 0) as SegmentHead;
      return logFacts.parse({
        header: {
          ...{
            match,
            epoch,
            started,
            game,
            gameVersion,
            engine,
            mode,
            tickRate,
            isStart: seed !== undefined,
          },
        },
        ...{ from: 0, to: 0, whole: 8 + SEGMENT_HEAD + length, holes: [] },
      });
    } catch (error) {
      if (!(error instanceof BadLog || error instanceof z.ZodError)) throw error;
      this.fault = error instanceof BadLog ? error.message : "its header is not as it should be";
      return undefined;
    }
  }

  async #readFurther(window: Window, found: LogFacts): Promise<void> {
    if (found.damaged !== undefined) return;
    while (found.end === undefined) {
      const at = found.whole;
      const head = headAt(await window.at(at, SEGMENT_HEAD), 0);
      const next = typeof head === "string" ? at : at + SEGMENT_HEAD + head.length;
      if (head === "damaged") found.damaged = `epoch ${found.header.epoch} from byte ${at} on`;
      if (typeof head === "string" || next > this.size) return;
      const { type, from, to } = head;
      if (this.#ends.length === 0 && found.to === 0) found.from = from;
      if (type === SEGMENT.hole) found.holes.push({ from, to });
      if (type === SEGMENT.end) found.end = reasonIn(await window.at(at + SEGMENT_HEAD, head.length));
      found.to = to;
      found.whole = next;
      this.#ends.push({ to, at: next });
      if (this.#ends.length > REMEMBERED) this.#ends.shift();
    }
  }

  /** @returns whether an index is stored beside the file, and belongs to it */
  async #recall(size: number, modified: number): Promise<boolean> {
    try {
      const known = stored.parse(JSON.parse(await readFile(this.path + INDEX_SUFFIX, "utf8")));
      if (known.size !== size) return false;
      this.found = known.found;
    } catch {
      return false;
    }
    this.size = size;
    this.modified = modified;
    this.isSettled = true;
    return true;
  }

  /** Without the stored index the log is read again at the next start, so a read-only folder is no error. */
  async #keep(found: LogFacts): Promise<void> {
    const path = this.path + INDEX_SUFFIX;
    const draft = `${path}.${process.pid}`;
    try {
      await writeFile(draft, JSON.stringify({ size: this.size, found }));
      await rename(draft, path);
    } catch {}
  }
}

function reasonIn(body: Uint8Array): EndReason {
  try {
    return valueIn(body) === "moved" ? "moved" : "over";
  } catch {
    return "over";
  }
}

/** Reads a file in large pieces. */
class Window {
  readonly #file: FileHandle;
  #from = 0;
  #bytes: Uint8Array = new Uint8Array();

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** @returns `count` bytes from `from` on; fewer at the end of the file */
  async at(from: number, count: number): Promise<Uint8Array> {
    const start = from - this.#from;
    if (start < 0 || start + count > this.#bytes.length) {
      const { buffer, bytesRead } = await this.#file.read(new Uint8Array(WINDOW), 0, WINDOW, from);
      this.#from = from;
      this.#bytes = buffer.subarray(0, bytesRead);
    }
    return this.#bytes.subarray(from - this.#from, from - this.#from + count);
  }
}
