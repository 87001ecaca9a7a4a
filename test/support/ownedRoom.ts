/**
 * A room in a real Redis whose owner is the process "mine": its lease, on a clock that only the test moves.
 * Otherwise a busy machine would make the owner seem stopped.
 */
import { setImmediate } from "node:timers/promises";
import { tick } from "../../games/skirmish/server/tick.ts";
import type { World } from "../../games/skirmish/server/world.ts";
import { Lease, type LeaseEvents } from "../../server/cluster/lease.ts";
import { type Clock, systemClock } from "../../server/cluster/ports.ts";
import { roomKey, type TestLedgers, tailKey } from "./ledgers.ts";
import { IMPATIENT, patient } from "./redis.ts";
import { silentTelemetry } from "./telemetry.ts";
import { openWorld } from "./worlds.ts";

export class OwnedRoom {
  readonly room = `room${Math.random().toString(36).slice(2)}`;
  readonly world: World = openWorld();
  readonly lease: Lease;
  /** Number of times that the lease was lost, or in doubt. */
  lost = 0;
  doubts = 0;
  /** Checkpoints written. */
  written = 0;
  /** Questions to other processes, and the epoch under which one of them has the room; 0: none has. */
  asked = 0;
  elsewhere = 0;
  /** Whether the room knows what has changed since the checkpoint. */
  hasTail = true;
  now = 0;
  readonly clock: Clock = { ...systemClock, now: () => this.now, date: () => this.now };
  readonly #ledgers: TestLedgers;

  private constructor(ledgers: TestLedgers) {
    this.#ledgers = ledgers;
    this.lease = this.leaseOn(this.clock, {
      checkpoint: () => Buffer.from(`checkpoint ${++this.written}`),
      isPlayedElsewhere: async (epoch) => {
        this.asked++;
        return this.elsewhere > epoch;
      },
      tail: () => (this.hasTail ? Buffer.from(`${this.world.tick} `) : undefined),
      onLost: () => {
        this.lost++;
      },
      onDoubt: () => {
        this.doubts++;
      },
    });
  }

  static async open(ledgers: TestLedgers): Promise<OwnedRoom> {
    patient(ledgers.connection);
    const owned = new OwnedRoom(ledgers);
    await ledgers.of("mine").open(owned.room, "arena");
    return owned;
  }

  leaseOn(clock: Clock, events: LeaseEvents): Lease {
    const of = { room: this.room, name: "arena", epoch: 1 };
    return new Lease(this.#ledgers.of("mine"), of, events, silentTelemetry, clock);
  }

  step(): void {
    tick(this.world);
    this.lease.writer.step(this.world.tick);
  }

  /** As by a debugger, a full garbage collection or SIGSTOP: nothing runs. */
  sleep(ms: number): void {
    this.now += ms;
  }

  /** Resolves once everything written so far has been answered: answers come in order. */
  async settled(): Promise<void> {
    await this.#ledgers.connection.ping();
    await setImmediate();
  }

  /** Redis hangs. The connection is closed as soon as a process would close it. */
  pauseRedis(): void {
    this.#ledgers.connection.options.commandTimeout = IMPATIENT;
    this.#ledgers.server.pause();
  }

  /** @returns a field of the room's record */
  field(name: string): Promise<string | null> {
    return this.#ledgers.redis.hget(roomKey(this.room), name);
  }

  async set(...fields: (string | number)[]): Promise<void> {
    await this.#ledgers.redis.hset(roomKey(this.room), ...fields);
  }

  async tail(): Promise<string | undefined> {
    return (await this.#ledgers.redis.get(tailKey(this.room)))?.trim();
  }
}
