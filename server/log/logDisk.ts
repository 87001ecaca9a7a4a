/**
 * Writes the logs of all matches of a server outside their steps. The thread pool compresses and writes, one
 * operation at a time for all logs together: a hanging disk blocks one thread of the pool, and DNS and pages
 * keep the others.
 *
 *   put ─▶ queue, bounded in bytes ─▶ compress ─▶ append
 *            └─ no room, or the disk is full ─▶ lost: counted, and a hole in the log
 */
import { type FileHandle, open } from "node:fs/promises";
import { promisify } from "node:util";
import { zstdCompress } from "node:zlib";
import type { LogHeader } from "../../shared/log/format.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { LogFile } from "./logFile.ts";
import type { RawSegment } from "./segmentSink.ts";

export interface DiskLimits {
  /** Most bytes of all logs that may wait for the disk. */
  readonly queued: number;
  /** Pause after a failure, ms. */
  readonly pause: number;
  /** Longest time that a stopping process waits for its logs, ms. */
  readonly timeout: number;
}
/** Opens a new file. @throws as fs.open does */
export type OpenFile = (path: string) => Promise<FileHandle>;
const LIMITS: DiskLimits = { queued: 16 * 2 ** 20, pause: 5000, timeout: 3000 };

/** A queued segment. */
export interface Job {
  readonly file: LogFile;
  readonly segment: RawSegment;
  /** See `LogFile.write`. */
  readonly hole: number | undefined;
  /** Number of failures of its file when it was queued. */
  readonly failures: number;
}

const compress = promisify(zstdCompress);

export class LogDisk {
  readonly #folder: string;
  readonly #telemetry: Pick<Telemetry, "log" | "metrics">;
  readonly #limits: DiskLimits;
  readonly openFile: OpenFile;
  #queue: Job[] = [];
  #bytes = 0;
  #work: Promise<void> | undefined;
  /** When the next attempt may start, ms. */
  #again = 0;
  /** Whether anything was lost since the latest success. */
  #inTrouble = false;

  /** @param folder is made when the first log is written */
  constructor(
    folder: string,
    telemetry: Pick<Telemetry, "log" | "metrics">,
    limits = LIMITS,
    openFile: OpenFile = (path) => open(path, "ax"),
  ) {
    this.#folder = folder;
    this.#telemetry = telemetry;
    this.#limits = limits;
    this.openFile = openFile;
  }

  open(header: LogHeader): LogFile {
    return new LogFile(this, this.#folder, header);
  }

  /**
   * Whether a log with a hole may continue: only when half of the room is free, so that it does not
   * alternate.
   */
  get hasRoom(): boolean {
    return this.#bytes <= this.#limits.queued / 2 && performance.now() >= this.#again;
  }

  /** @returns false when there is no room */
  queue(job: Job): boolean {
    const bytes = this.#bytes + job.segment.body.length;
    if (bytes > this.#limits.queued) return false;
    this.#bytes = bytes;
    this.#queue.push(job);
    this.#work ??= this.#run();
    return true;
  }

  /** Counts a segment that is not written, and logs that once. */
  lost(file: LogFile, cause: unknown): void {
    this.#telemetry.metrics.logSegments.inc({ result: "lost" });
    if (this.#inTrouble) return;
    this.#inTrouble = true;
    const { log } = this.#telemetry;
    log.warn({ file: file.path, err: cause }, "match logs have holes: the disk is full, or too slow");
  }

  /** Waits for the queue. @returns false when the disk hangs: then the process cannot exit normally */
  async end(): Promise<boolean> {
    const { promise: late, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(resolve, this.#limits.timeout, false);
    const isDone = await Promise.race([late, (this.#work ?? Promise.resolve()).then(() => true)]);
    clearTimeout(timer);
    return isDone;
  }

  async #run(): Promise<void> {
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) {
      await this.#do(job);
      this.#bytes -= job.segment.body.length;
    }
    this.#work = undefined;
  }

  async #do({ file, segment, hole, failures }: Job): Promise<void> {
    if (failures !== file.failures) {
      this.lost(file, undefined);
      return;
    }
    try {
      const written = await file.write(segment, await compress(segment.body), hole);
      const { metrics, log } = this.#telemetry;
      metrics.logBytes.inc(written);
      metrics.logSegments.inc({ result: "written" });
      if (this.#inTrouble) log.info({ file: file.path }, "match logs are written again");
      this.#inTrouble = false;
    } catch (cause) {
      this.#again = performance.now() + this.#limits.pause;
      file.failed(segment, hole, cause);
    }
  }
}
