/**
 * The latest seconds of a match's log, in memory, for live watchers. It is the log that also goes to the disk, but it needs no disk. No
 * watcher gets a chunk (liveChunk.ts) before it is WATCH_DELAY old.
 *
 *   recorder ─▶ … chunk chunk │ chunk chunk chunk │ chunk chunk …
 *               forgotten     │ told: from one of │ not told yet
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

/** Chunks that a new watcher gets at once, if there are so many: enough to draw until the next one comes. */
const FIRST = 3;

export class LiveLog implements SegmentSink {
  readonly state = SINK.open;
  readonly part: LivePart;
  readonly #delay: number;
  readonly #memory: LiveMemory;
  readonly #clock: () => number;
  /** In order; each has the number `#first` plus its place. */
  #chunks: LiveChunk[] = [];
  #first = 0;
  /** Segments of the chunk that is not complete. */
  #begun: RawSegment[] = [];
  /** Last tick that is here; undefined: nothing is. */
  #to: number | undefined;
  /** Whether the latest segment found no room: then nothing is kept until the next checkpoint. */
  #isLost = false;
  /** Tick at which it begins, once its first checkpoint has come. */
  from = -1;
  /** Nothing more comes from the recorder. */
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

  /** Adds the chunks of the previous owner before all others. @param chunks in order, of whole ticks */
  precede(chunks: readonly LiveChunk[]): void {
    for (const { size } of chunks) this.#memory.used += size;
    this.#chunks.unshift(...chunks);
    this.#first -= chunks.length;
  }

  /** @returns number of the latest chunk that may be told; less than `first` while there is none */
  get told(): number {
    const now = this.#clock();
    return this.#first + this.#chunks.findLastIndex(({ due }) => due <= now);
  }

  /** ms until the first chunk may be told */
  get wait(): number {
    return Math.max(0, (this.#chunks[0]?.due ?? this.#clock() + this.#delay) - this.#clock());
  }

  /** Whether the log is complete, and all of it is old enough. */
  get isTold(): boolean {
    return this.isOver && this.told === this.#first + this.#chunks.length - 1;
  }

  /** @returns undefined: it is forgotten */
  at(number: number): LiveChunk | undefined {
    return this.#chunks[number - this.#first];
  }

  /** @returns number of the chunk for one that has all up to there; undefined: it has to begin anew */
  after({ epoch, tick }: Position): number | undefined {
    const last = this.#chunks.findLastIndex(({ part, to }) => part.epoch === epoch && to <= tick);
    if (last >= 0 && this.#chunks[last]!.to === tick) return this.#first + last + 1;
    return undefined;
  }

  /** @returns number of the chunk for a beginner; undefined: none may be told yet */
  begin(): number | undefined {
    const { told } = this;
    let found: number | undefined;
    for (let number = told; number >= this.#first; number--) {
      if (!this.at(number)!.begins) continue;
      found = number;
      if (told - number + 1 >= FIRST) break;
    }
    return found;
  }

  /** All that a next owner needs: from the latest checkpoint that may be told, or from the first. */
  tail(): readonly LiveChunk[] {
    const from = this.begin() ?? this.#first;
    return this.#chunks.slice(from - this.#first);
  }

  /** Forgets everything. */
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

  /** Forgets the chunks before the second last checkpoint that may be told. A watcher that reconnects has missed some seconds, so one checkpoint is not enough. */
  #prune(): void {
    const told = this.told - this.#first;
    let checkpoints = 0;
    for (let i = told; i > 0; i--) {
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
