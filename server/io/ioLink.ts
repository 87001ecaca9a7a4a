/** One I/O thread, as the server's thread sees it. */
import type { Server, Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { Giver } from "../framework/handOver.ts";
import type { WriteSpace } from "../framework/remoteSocket.ts";
import { type CpuTurns, cpuTurnsOf } from "./cpuTurns.ts";
import {
  clockOffset,
  FIGURE,
  FIGURES_BYTES,
  FROM,
  type IoThreadData,
  LATENCIES,
  RING,
  SLOTS,
} from "./protocol.ts";
import { type OnRecord, RingReader, RingWriter, ringMemory } from "./ring.ts";
import { ThreadOutput } from "./threadOutput.ts";
import { type ThreadLine, ThreadSocket } from "./threadSocket.ts";

/** Most connections on their way to the thread: the system limits them for each process. */
const ON_THEIR_WAY = 128;
export interface IoLinkEvents {
  /** What was read has thrown. */
  faulted(fault: unknown): void;
  /** The thread has ended, or a connection was lost on the way to it: it can no longer be used. */
  ended(why: unknown): void;
}

export class IoLink implements ThreadLine {
  /** Connections that the thread has. */
  sockets = 0;
  readonly #worker: Worker;
  readonly #events: IoLinkEvents;
  readonly #out: ThreadOutput;
  readonly #in: RingReader;
  readonly #figures: Float64Array;
  readonly #taken: Int32Array;
  readonly #blocked: Int32Array;
  readonly #offset = clockOffset();
  readonly #bySlot = new Array<ThreadSocket | undefined>(SLOTS);
  /** Slots that are free again, and the first slot that was never used. */
  readonly #freed: number[] = [];
  #fresh = 0;
  /** Latencies that were taken. */
  #told = 0;
  /** Listens until the thread has connected. */
  readonly #server: Server;
  #giver: Giver | undefined;
  #isOver = false;
  readonly #onRecord: OnRecord = (kind, slot, stamp, bytes, from, to) => {
    const socket = this.#bySlot[slot];
    if (socket === undefined) return;
    try {
      if (kind === FROM.data) socket.receive(bytes, from, to, stamp - this.#offset);
      else if (kind === FROM.ended) socket.ended();
      else if (kind === FROM.finished) socket.finished();
      else if (kind === FROM.failed) socket.destroy(broken(bytes.toString("latin1", from, to)));
      else if (kind === FROM.closed) this.#free(slot);
    } catch (fault) {
      this.#events.faulted(fault);
    }
  };

  /** @param path of a Unix socket, which is created @param patient see `IoThreadData` */
  constructor(path: string, patient: number, events: IoLinkEvents) {
    this.#events = events;
    const memory = (bytes: number) => new SharedArrayBuffer(bytes);
    const data: IoThreadData = {
      ...{ path, patient },
      ...{ out: ringMemory(RING.out), in: ringMemory(RING.in), figures: memory(FIGURES_BYTES) },
      ...{ taken: memory(4 * SLOTS), blocked: memory(4 * SLOTS) },
    };
    this.#out = new ThreadOutput(new RingWriter(data.out), this.#offset);
    this.#in = new RingReader(data.in);
    this.#figures = new Float64Array(data.figures);
    this.#taken = new Int32Array(data.taken);
    this.#blocked = new Int32Array(data.blocked);
    const { server, connected } = Giver.listen(path);
    this.#server = server;
    connected.then(
      (giver) => {
        if (this.#isOver) giver.close();
        else this.#giver = giver;
      },
      (error) => this.end(error),
    );
    this.#worker = new Worker(new URL("./ioThread.ts", import.meta.url), { workerData: data });
    this.#worker.unref();
    this.#worker.on("error", (error) => this.end(error));
    this.#worker.on("exit", (code) => this.end(new Error(`it has ended with code ${code}`)));
    this.#listen();
  }

  /** Whether it takes connections. */
  get isReady(): boolean {
    return this.#giver !== undefined && !this.#isOver;
  }

  /** Whether it takes another connection now: few enough are on their way to it. */
  get hasRoom(): boolean {
    return this.isReady && this.#giver!.waiting < ON_THEIR_WAY;
  }

  /** Grows as long as the thread's event loop turns. */
  get beat(): number {
    return this.#figures[FIGURE.beat]!;
  }

  /** See cpuTurns.ts. */
  get cpuTurns(): CpuTurns | undefined {
    return cpuTurnsOf(this.#figures[FIGURE.thread]!);
  }

  /** CPU time of the thread, s. */
  get cpu(): number {
    return this.#figures[FIGURE.cpu]! / 1e6;
  }

  /**
   * @param on called whenever the thread has written everything: ms from the first write here to the last one
   * of the system
   */
  takeLatencies(on: (ms: number) => void): void {
    const writes = this.#figures[FIGURE.writes]!;
    this.#told = Math.max(this.#told, writes - LATENCIES);
    while (this.#told < writes) on(this.#figures[FIGURE.latencies + (this.#told++ & (LATENCIES - 1))]!);
  }

  /** Bytes that the thread has not read yet. */
  get backlog(): number {
    return this.#out.backlog;
  }

  /** See `ThreadOutput`. */
  get delay(): number {
    return this.#out.delay;
  }

  /**
   * @returns the socket that represents the connection from now on, and the bytes that were read of it;
   * undefined when the connection stays in this thread
   */
  take(socket: Socket): { socket: ThreadSocket; read: Buffer } | undefined {
    if (!this.hasRoom) return undefined;
    const slot = this.#freed.at(-1) ?? this.#fresh;
    if (slot === SLOTS) return undefined;
    const read = this.#giver!.give(socket, slot, () =>
      this.end(new Error("a connection was lost on the way to it")),
    );
    if (read === undefined) return undefined;
    if (this.#freed.length > 0) this.#freed.pop();
    else this.#fresh++;
    Atomics.store(this.#taken, slot, 0);
    Atomics.store(this.#blocked, slot, 0);
    const taken = new ThreadSocket(this, slot, socket);
    this.#bySlot[slot] = taken;
    this.sockets++;
    return { socket: taken, read };
  }

  taken(slot: number): number {
    return Atomics.load(this.#taken, slot);
  }

  blocked(slot: number): number {
    return Atomics.load(this.#blocked, slot);
  }

  put(kind: number, slot: number, bytes?: Uint8Array): void {
    this.#out.put(kind, slot, bytes);
  }

  reserve(): WriteSpace | undefined {
    return this.#out.reserve();
  }

  commit(kind: number, slot: number, from: number, to: number): void {
    this.#out.commit(kind, slot, from, to);
  }

  /** Ends a batch of writes: wakes the thread, which notes how long the batch took. */
  flush(): void {
    this.#out.flush();
  }

  /** Takes the bytes that the thread has read, and handles them before it returns. */
  receive(): void {
    this.#in.read(this.#onRecord);
    this.#out.pour();
  }

  /** Closes its connections. No other method may be called afterwards. */
  end(why: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#out.end();
    // It has closed by itself once the thread has connected.
    this.#server.close();
    this.#giver?.close();
    void this.#worker.terminate();
    this.#events.ended(why);
    for (const socket of this.#bySlot.splice(0)) socket?.destroy();
  }

  #free(slot: number): void {
    this.#bySlot[slot] = undefined;
    this.#freed.push(slot);
    this.sockets--;
  }

  #listen(): void {
    this.#in.sleep(() => {
      if (this.#isOver) return;
      this.receive();
      this.#listen();
    });
  }
}

const broken = (code: string): Error =>
  Object.assign(new Error(`the connection is broken: ${code}`), { code });
