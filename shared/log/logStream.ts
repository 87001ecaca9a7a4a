/**
 * Parses a stream that contains the logs of a match's owners one after the other, while it is still being
 * received.
 */
import { type Decompress, FILE_HEAD, headAt, SEGMENT, SEGMENT_HEAD, valueIn } from "./format.ts";
import { MatchLog } from "./matchLog.ts";
import { isFileHead } from "./replays.ts";

export class LogStream {
  /** The received logs, each with a checkpoint; the last one grows until the end of the stream. */
  readonly logs: MatchLog[] = [];
  readonly #decompress: Decompress;
  /** Bytes of an incomplete segment, or of a log whose first checkpoint has not been received. */
  #rest: Uint8Array = new Uint8Array();
  #isDamaged = false;

  constructor(decompress: Decompress) {
    this.#decompress = decompress;
  }

  /** Whether a replay can begin. */
  get hasBegun(): boolean {
    return (this.logs[0]?.segments.length ?? 0) > 1;
  }

  /** Whether the match has ended, or nothing after the received bytes can be read. */
  get isOver(): boolean {
    const log = this.logs.at(-1);
    const last = log?.segments.at(-1);
    if (this.#isDamaged) return true;
    return last?.type === SEGMENT.end && valueIn(log!.open(last)) === "over";
  }

  /** @returns epoch and tick up to which the logs are complete; undefined: nothing has been received */
  get position(): { readonly epoch: number; readonly tick: number } | undefined {
    const log = this.logs.at(-1);
    const last = log?.segments.findLast(({ type }) => type === SEGMENT.ticks || type === SEGMENT.end);
    return log && last && { epoch: log.header.epoch, tick: last.to };
  }

  /** @throws BadLog when the bytes are not a log */
  push(bytes: Uint8Array): void {
    if (this.#isDamaged) return;
    const rest = new Uint8Array(this.#rest.length + bytes.length);
    rest.set(this.#rest);
    rest.set(bytes, this.#rest.length);
    let at = 0;
    for (let next = this.#take(rest); next > 0; next = this.#take(rest.subarray(at))) at += next;
    this.#rest = rest.slice(at);
  }

  /** The connection was lost: the next bytes follow the last complete segment. */
  cut(): void {
    this.#rest = new Uint8Array();
  }

  /** The stream has ended. */
  end(): void {
    const last = this.logs.at(-1);
    if (last === undefined) return;
    if (this.#rest.length > 0) last.append(this.#rest);
    last.isGrowing = false;
  }

  /** @returns length of the first segment or file head in the bytes; 0: it is incomplete */
  #take(bytes: Uint8Array): number {
    if (bytes.length < FILE_HEAD) return 0;
    if (isFileHead(bytes, 0)) return this.#begin(bytes);
    const length = wholeAt(bytes, 0);
    const log = this.logs.at(-1);
    if (length === "damaged" || log === undefined) {
      this.#isDamaged = true;
      log?.append(bytes);
      if (log === undefined) this.logs.push(new MatchLog(bytes, this.#decompress));
      else log.isGrowing = false;
      return 0;
    }
    if (length > 0 && !isKnown(log, bytes)) log.append(bytes.subarray(0, length));
    return length;
  }

  #begin(bytes: Uint8Array): number {
    let end = FILE_HEAD;
    for (let type: number | undefined; type !== SEGMENT.checkpoint; ) {
      const [head, length] = [headAt(bytes, end), wholeAt(bytes, end)];
      if (length === 0) return 0;
      // The constructor throws an error that names the fault.
      if (length === "damaged" || typeof head === "string") break;
      type = head.type;
      end += length;
    }
    const log = new MatchLog(bytes.slice(0, end), this.#decompress);
    log.isGrowing = true;
    const before = this.logs.at(-1);
    this.logs.push(log);
    // The previous log is complete, because another one follows.
    if (before !== undefined) before.isGrowing = false;
    return end;
  }
}

/** @returns length of the segment at a position, bytes; 0: it is incomplete */
function wholeAt(bytes: Uint8Array, at: number): number | "damaged" {
  const head = headAt(bytes, at);
  if (head === "damaged") return head;
  if (head === "cut" || at + SEGMENT_HEAD + head.length > bytes.length) return 0;
  return SEGMENT_HEAD + head.length;
}

/** After a lost connection the latest checkpoint may be received again. */
function isKnown({ segments }: MatchLog, bytes: Uint8Array): boolean {
  const [last, head] = [segments.at(-1), headAt(bytes, 0)];
  return (
    typeof head === "object" &&
    head.type === SEGMENT.checkpoint &&
    last?.type === SEGMENT.checkpoint &&
    last.to === head.to
  );
}
