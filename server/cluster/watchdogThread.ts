/**
 * A thread beside the server's. When the event loop stands still because a room does not give it back, it
 *   1. writes down which room that is, so that the next owners of this process's rooms know the cause (ledgerRecords.ts);
 *   2. ends the process, with a line that says why.
 * It counts its own looks, not time: stopped with its process, suspended with its machine, or starved on a slow one, it counts
 * nothing either.
 */
import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import type { Redis } from "ioredis";
import { BusyView } from "../ops/busyRoom.ts";
import type { Watched } from "./watchdog.ts";

const { memory, process: id, redis: shared } = workerData as Watched & { memory: SharedArrayBuffer };

/** Between looks, ms. */
const LOOK = 50;
/** Looks after which a room is blamed: before others take this process for stopped (`ROOM_LEASE.silent`). */
const BLAME = 10;
/** Looks after which the process ends: 5 s. */
const END = 100;

class Watchdog {
  readonly #view = new BusyView(memory);
  #beat = this.#view.beat;
  /** Looks since the event loop last turned. */
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

  /** Loaded only now: the thread is small as long as all is well. */
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
  const seconds = (END * LOOK) / 1000;
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
setInterval(() => watchdog.look(), LOOK);
