/**
 * A thread beside the server's. When a room blocks the event loop, it
 *   1. writes the id of that room to Redis, so that the next owners of this process's rooms know the cause (ledgerRecords.ts);
 *   2. ends the process, with a log line that says why.
 * It counts its own checks, not time: while the process is stopped, the machine is suspended, or the thread
 * gets no CPU, nothing is counted.
 */
import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import type { Redis } from "ioredis";
import { BusyView } from "../ops/busyRoom.ts";
import type { Watched } from "./watchdog.ts";

const { memory, process: id, redis: shared } = workerData as Watched & { memory: SharedArrayBuffer };

/** Time between checks, ms. */
const CHECK_EVERY = 50;
/**
 * Checks after which the room is blamed: before other processes take this one for stopped
 * (`ROOM_LEASE.silent`).
 */
const BLAME = 10;
/** Checks after which the process ends: 5 s. */
const END = 100;

class Watchdog {
  readonly #view = new BusyView(memory);
  #beat = this.#view.beat;
  /** Checks since the event loop last turned. */
  #still = 0;
  #blaming: Promise<Redis | undefined> | undefined;

  look(): void {
    const { beat, room } = this.#view;
    if (beat !== this.#beat || room === undefined) {
      this.#beat = beat;
      this.#still = 0;
      if (this.#blaming !== undefined) this.#withdraw();
      return;
    }
    this.#still++;
    if (this.#still >= BLAME && this.#blaming === undefined) this.#blaming = this.#blame(room);
    if (this.#still >= END) end(room);
  }

  /** Imports its modules only now, so that the thread stays small. */
  async #blame(room: string): Promise<Redis | undefined> {
    if (shared === undefined) return undefined;
    const { connectTo, ready } = await import("./redis.ts");
    const { blameKey } = await import("./ledgerRecords.ts");
    const { ROOM_LEASE } = await import("./roomLease.ts");
    const redis = connectTo(shared.url, shared.cluster, shared.tls);
    try {
      await ready(redis);
      await redis.set(blameKey(id), room, "PX", ROOM_LEASE.kept);
      return redis;
    } catch {
      redis.disconnect();
      // Tried again by one of the next looks.
      this.#blaming = undefined;
      return undefined;
    }
  }

  /** The room has given the event loop back. */
  #withdraw(): void {
    const before = this.#blaming;
    this.#blaming = undefined;
    void before?.then(async (redis) => {
      if (redis === undefined) return;
      const { blameKey } = await import("./ledgerRecords.ts");
      await redis.del(blameKey(id)).catch(() => {});
      redis.disconnect();
    });
  }
}

/** Writes to stdout directly: the logger belongs to the other thread. */
function end(room: string): void {
  const seconds = (END * CHECK_EVERY) / 1000;
  const msg = `room ${room} has blocked the event loop for ${seconds} s: the process ends`;
  const line = { level: "fatal", time: new Date().toISOString(), room, process: id, msg };
  try {
    writeSync(1, `${JSON.stringify(line)}\n`);
  } catch {
    // The output has no reader.
  }
  process.kill(process.pid, "SIGKILL");
}

const watchdog = new Watchdog();
setInterval(() => watchdog.look(), CHECK_EVERY);
