/** A thread that reads and writes the connections of clients for the server's thread; see ioThreads.ts. */
import type { Socket } from "node:net";
import { workerData } from "node:worker_threads";
import { takeConnections } from "../framework/handOver.ts";
import { Connection, type ConnectionEvents, PAUSED } from "./connection.ts";
import { systemThreadId } from "./cpuTurns.ts";
import { clockOffset, FIGURE, type IoThreadData, LATENCIES, SLOTS, TO } from "./protocol.ts";
import { Reading } from "./reading.ts";
import { type OnRecord, RingReader, RingWriter } from "./ring.ts";
import { Slab } from "./slab.ts";

/** Most records that are carried out before the connections are read again. */
const TURN = 128;
/** Between two beats, ms. */
const BEAT = 50;
/** Time between two checks of connections that wait for the system, ms. */
const CHECK_EVERY = 10;

const data = workerData as IoThreadData;

class IoThread {
  readonly #records = new RingReader(data.out);
  readonly #figures = new Float64Array(data.figures);
  readonly #taken = new Int32Array(data.taken);
  readonly #blocked = new Int32Array(data.blocked);
  readonly #offset = clockOffset();
  readonly #now = (): number => performance.now() + this.#offset;
  readonly #reading = new Reading(new RingWriter(data.in), this.#now, data.patient);
  readonly #slab = new Slab();
  readonly #connections = new Array<Connection | undefined>(SLOTS);
  /** The system has not taken all bytes of these. */
  readonly #blockedOnes = new Set<Connection>();
  /** The connection whose frames are in the slab: they are written together. */
  #writing: Connection | undefined;
  readonly #events: ConnectionEvents = {
    tell: (kind, slot, text) => this.#reading.tell(kind, slot, text),
    read: (connection, bytes) => this.#reading.take(connection, bytes),
    closed: (connection) => {
      this.#connections[connection.slot] = undefined;
      this.#blockedOnes.delete(connection);
    },
  };
  readonly #turn = (): void => this.#work();
  readonly #onRecord: OnRecord = (kind, slot, stamp, bytes, from, to) => {
    if (kind === TO.data) {
      const connection = this.#at(slot);
      if (connection !== this.#writing) this.#write();
      this.#writing = connection;
      this.#slab.add(bytes, from, to);
      return;
    }
    this.#write();
    if (kind === TO.mark) this.#noteLatency(this.#now() - stamp);
    else if (kind === TO.destroy) this.#at(slot).destroy();
    else if (kind === TO.end) this.#at(slot).end();
    else if (kind === TO.pause) this.#at(slot).pause(PAUSED.asked);
    else if (kind === TO.resume) this.#at(slot).resume(PAUSED.asked);
  };

  start(): void {
    takeConnections(data.path, (slot, socket) => this.#take(slot, socket));
    setInterval(() => this.#beat(), BEAT);
    setInterval(() => this.#checkBlocked(), CHECK_EVERY);
    this.#figures[FIGURE.thread] = systemThreadId();
    this.#beat();
    this.#work();
  }

  #take(slot: number, socket: Socket): void {
    this.#at(slot).attach(socket);
    this.#note(this.#at(slot));
  }

  /** Records for a connection may come before it. */
  #at(slot: number): Connection {
    this.#connections[slot] ??= new Connection(slot, this.#events);
    return this.#connections[slot];
  }

  #work(): void {
    const count = this.#records.read(this.#onRecord, TURN);
    this.#write();
    this.#slab.turn();
    this.#reading.resume();
    if (count === TURN) setImmediate(this.#turn);
    else this.#records.sleep(this.#turn);
  }

  /** Writes what is in the slab. */
  #write(): void {
    const connection = this.#writing;
    if (connection === undefined) return;
    this.#writing = undefined;
    if (connection.write(this.#slab.take())) this.#slab.keep();
    this.#note(connection);
  }

  #note(connection: Connection): void {
    const { slot, waiting } = connection;
    Atomics.store(this.#taken, slot, (connection.written - waiting) | 0);
    if (waiting > 0) this.#blockedOnes.add(connection);
    else if (this.#blocked[slot] === 0) return;
    else this.#blockedOnes.delete(connection);
    Atomics.store(this.#blocked, slot, waiting);
  }

  #checkBlocked(): void {
    for (const connection of this.#blockedOnes) this.#note(connection);
    this.#reading.resume();
  }

  #beat(): void {
    const { user, system } = process.threadCpuUsage();
    this.#figures[FIGURE.cpu] = user + system;
    this.#figures[FIGURE.beat]!++;
  }

  #noteLatency(ms: number): void {
    const count = this.#figures[FIGURE.writes]!;
    this.#figures[FIGURE.latencies + (count & (LATENCIES - 1))] = ms;
    this.#figures[FIGURE.writes] = count + 1;
  }
}

new IoThread().start();
