/**
 * The latest seconds of a match's log, in memory, for live watchers. The same log also goes to the disk, but
 * live watching needs no disk. No watcher gets a chunk (liveChunk.ts) before it is WATCH_DELAY old.
 *
 *   recorder ─▶ … chunk chunk │ chunk chunk chunk │ chunk chunk …
 *               dropped       │ due: from one of  │ not due yet
 *                             │ the latest two    │
 *                             │ checkpoints on    │
 */
import { SEGMENT } from "../../shared/log/format.ts";
import { LiveChunk, type LivePart } from "./liveChunk.ts";
import { type RawSegment, type SegmentSink, SINK } from "./segmentSink.ts";

/** The position of a watcher: it has everything of that epoch up to a tick. */
export interface Position {
  readonly epoch: number;
  readonly tick: number;
}

/** Bytes that all live logs of a process may hold. */
export interface LiveMemory {
  readonly limit: number;
  used: number;
}

/** Chunks that a new watcher gets at once, if available: enough to draw until the next one is due. */
const FIRST = 3;

export class LiveLog implements SegmentSink {
  readonly state = SINK.open;
  readonly part: LivePart;
  readonly #delay: number;
  readonly #memory: LiveMemory;
  readonly #clock: () => number;
  /** In order; the number of each is `#first` plus its index. */
  #chunks: LiveChunk[] = [];
  #first = 0;
  /** Segments of the incomplete chunk. */
  #begun: RawSegment[] = [];
  /** Last tick of the log; undefined while it is empty. */
  #to: number | undefined;
  /** Whether the latest segment found no room: then nothing is kept until the next checkpoint. */
  #isLost = false;
  /** Tick of the first checkpoint; −1 before it. */
  from = -1;
  /** Whether the recorder has ended. */
  isOver = false;

  /** @param delay ms @param clock ms */
  constructor(part: LivePart, delay: number, memory: LiveMemory, clock = () => performance.now()) {
    this.part = part;
    this.#delay = delay;
    this.#memory = memory;
    this.#clock = clock;
  }

  joined(): void {}

  put(segment: RawSegment): void {
    const { type, from, body } = segment;
    if (type === SEGMENT.checkpoint) {
      this.#isLost = false;
      if (this.from < 0) this.from = from;
      if (this.#to !== undefined && from > this.#to)
        this.#begun.push({ type: SEGMENT.hole, from: this.#to, to: from, body: new Uint8Array() });
    }
    if (type === SEGMENT.end) this.isOver = true;
    else if (this.#isLost) return;
    if (this.#memory.used + body.length > this.#memory.limit) {
      this.#isLost = true;
      this.#begun = [];
      return;
    }
    this.#begun.push(segment);
    if (type === SEGMENT.checkpoint) return;
    this.#add(new LiveChunk(this.part, this.#begun, this.#clock() + this.#delay));
    this.#begun = [];
  }

  /** Inserts the chunks of the previous owner before all others. @param chunks in order, of whole ticks */
  precede(chunks: readonly LiveChunk[]): void {
    for (const { size } of chunks) this.#memory.used += size;
    this.#chunks.unshift(...chunks);
    this.#first -= chunks.length;
  }

  /** @returns number of the latest chunk that is due; less than `first` while there is none */
  get published(): number {
    const now = this.#clock();
    return this.#first + this.#chunks.findLastIndex(({ due }) => due <= now);
  }

  /** Time until the first chunk is due, ms. */
  get wait(): number {
    return Math.max(0, (this.#chunks[0]?.due ?? this.#clock() + this.#delay) - this.#clock());
  }

  /** Whether the log is complete, and all of it is due. */
  get isPublished(): boolean {
    return this.isOver && this.published === this.#first + this.#chunks.length - 1;
  }

  /** @returns undefined when the chunk was dropped */
  at(number: number): LiveChunk | undefined {
    return this.#chunks[number - this.#first];
  }

  /** @returns number of the next chunk for a watcher at that position; undefined: it has to start again */
  after({ epoch, tick }: Position): number | undefined {
    const last = this.#chunks.findLastIndex(({ part, to }) => part.epoch === epoch && to <= tick);
    if (last >= 0 && this.#chunks[last]!.to === tick) return this.#first + last + 1;
    return undefined;
  }

  /** @returns number of the first chunk for a new watcher; undefined while none is due */
  begin(): number | undefined {
    const { published } = this;
    let found: number | undefined;
    for (let number = published; number >= this.#first; number--) {
      if (!this.at(number)!.begins) continue;
      found = number;
      if (published - number + 1 >= FIRST) break;
    }
    return found;
  }

  /** The chunks that the next owner needs: from the latest due checkpoint, or from the first one. */
  tail(): readonly LiveChunk[] {
    const from = this.begin() ?? this.#first;
    return this.#chunks.slice(from - this.#first);
  }

  /** Drops everything. */
  clear(): void {
    this.isOver = true;
    this.#forget(this.#chunks.length);
    this.#begun = [];
  }

  #add(chunk: LiveChunk): void {
    this.#to = chunk.to;
    this.#chunks.push(chunk);
    this.#memory.used += chunk.size;
    this.#prune();
  }

  /**
   * Drops the chunks before the second last due checkpoint. A watcher that reconnects has missed some
   * seconds, so one checkpoint is not enough.
   */
  #prune(): void {
    const published = this.published - this.#first;
    let checkpoints = 0;
    for (let i = published; i > 0; i--) {
      if (!this.#chunks[i]!.begins || ++checkpoints < 2) continue;
      this.#forget(i);
      return;
    }
  }

  #forget(count: number): void {
    for (const { size } of this.#chunks.splice(0, count)) this.#memory.used -= size;
    this.#first += count;
  }
}
