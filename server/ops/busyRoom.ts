/**
 * Tells a thread that watches from outside (server/cluster/watchdogThread.ts) that the event loop turns, and
 * which room occupies it. The stores go to shared memory: they cost nothing measurable, and can be read while
 * nothing else runs.
 */

const CELLS = { beat: 0, length: 1 } as const;
/** Bytes of the longest room id. */
const LONGEST = 64;
/** Interval of the beats while no room has work, ms. */
const BEAT = 100;

export class BusyRoom {
  readonly memory = new SharedArrayBuffer(8 + LONGEST);
  readonly #cells = new Int32Array(this.memory, 0, 2);
  readonly #id = new Uint8Array(this.memory, 8);

  /** Starts the beats. */
  start(): void {
    setInterval(() => this.#beat(), BEAT).unref();
  }

  /** Runs the work of a room: if it does not end, the room is at fault. */
  during<T>(room: string, work: () => T): T {
    for (let i = 0; i < room.length && i < LONGEST; i++) this.#id[i] = room.charCodeAt(i);
    Atomics.store(this.#cells, CELLS.length, room.length);
    try {
      return work();
    } finally {
      Atomics.store(this.#cells, CELLS.length, 0);
      this.#beat();
    }
  }

  #beat(): void {
    Atomics.add(this.#cells, CELLS.beat, 1);
  }
}

/** The watching thread's view. */
export class BusyView {
  readonly #cells: Int32Array;
  readonly #id: Uint8Array;

  constructor(memory: SharedArrayBuffer) {
    this.#cells = new Int32Array(memory, 0, 2);
    this.#id = new Uint8Array(memory, 8);
  }

  /** Changes whenever the event loop turns. */
  get beat(): number {
    return Atomics.load(this.#cells, CELLS.beat);
  }

  /** The room that occupies the event loop, if any. */
  get room(): string | undefined {
    const length = Atomics.load(this.#cells, CELLS.length);
    return length === 0 ? undefined : String.fromCharCode(...this.#id.subarray(0, length));
  }
}
