/** Makes logs of bytes that come bit by bit: the logs of a match's owners one behind the other, as far as they have come. */
import { type Decompress, FILE_HEAD, headAt, SEGMENT, SEGMENT_HEAD, valueIn } from "./format.ts";
import { MatchLog } from "./matchLog.ts";
import { isFileHead } from "./replays.ts";

export class LogStream {
  /** The last of them grows until the end. Each has a checkpoint. */
  readonly logs: MatchLog[] = [];
  readonly #decompress: Decompress;
  /** What is no whole segment yet, or belongs to a log whose first checkpoint is missing. */
  #rest: Uint8Array = new Uint8Array();
  #isDamaged = false;

  constructor(decompress: Decompress) {
    this.#decompress = decompress;
  }

  /** Whether there is something to show. */
  get hasBegun(): boolean {
    return (this.logs[0]?.segments.length ?? 0) > 1;
  }

  /** Whether the match was ended, or nothing behind what has come can be read. */
  get isOver(): boolean {
    const log = this.logs.at(-1);
    const last = log?.segments.at(-1);
    if (this.#isDamaged) return true;
    return last?.type === SEGMENT.end && valueIn(log!.open(last)) === "over";
  }

  /** @returns epoch and tick up to which everything has come; undefined: nothing has */
  get position(): { readonly epoch: number; readonly tick: number } | undefined {
    const log = this.logs.at(-1);
    const last = log?.segments.findLast(({ type }) => type === SEGMENT.ticks || type === SEGMENT.end);
    return log && last && { epoch: log.header.epoch, tick: last.to };
  }

  /** @throws BadLog when it is no log */
  push(bytes: Uint8Array): void {
    if (this.#isDamaged) return;
    const rest = new Uint8Array(this.#rest.length + bytes.length);
    rest.set(this.#rest);
    rest.set(bytes, this.#rest.length);
    let at = 0;
    for (let next = this.#take(rest); next > 0; next = this.#take(rest.subarray(at))) at += next;
    this.#rest = rest.slice(at);
  }

  /** The connection was lost: what comes next follows on the whole segments. */
  cut(): void {
    this.#rest = new Uint8Array();
  }

  /** Nothing more will come. */
  end(): void {
    const last = this.logs.at(-1);
    if (last === undefined) return;
    if (this.#rest.length > 0) last.append(this.#rest);
    last.isGrowing = false;
  }

  /** @returns how many bytes of it are a segment, or the beginning of a log; 0: more has to come */
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
      // Its constructor says what is wrong.
      if (length === "damaged" || typeof head === "string") break;
      type = head.type;
      end += length;
    }
    const log = new MatchLog(bytes.slice(0, end), this.#decompress);
    log.isGrowing = true;
    const before = this.logs.at(-1);
    this.logs.push(log);
    // Now that there is a next one.
    if (before !== undefined) before.isGrowing = false;
    return end;
  }
}

/** @returns bytes of the segment there; 0: it is not whole yet */
function wholeAt(bytes: Uint8Array, at: number): number | "damaged" {
  const head = headAt(bytes, at);
  if (head === "damaged") return head;
  if (head === "cut" || at + SEGMENT_HEAD + head.length > bytes.length) return 0;
  return SEGMENT_HEAD + head.length;
}

/** After a lost connection the latest checkpoint may come again. */
function isKnown({ segments }: MatchLog, bytes: Uint8Array): boolean {
  const [last, head] = [segments.at(-1), headAt(bytes, 0)];
  return (
    typeof head === "object" &&
    head.type === SEGMENT.checkpoint &&
    last?.type === SEGMENT.checkpoint &&
    last.to === head.to
  );
}
