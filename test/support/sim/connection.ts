/**
 * The connection of a process to Redis. It behaves like ioredis as configured in server/cluster/redis.ts:
 * commands arrive in order and with a delay; a command whose answer takes too long fails although it was
 * carried out; a cut fails all commands in progress; the connection is restored by itself.
 */
import type { Link } from "../../../server/cluster/redisRegistry.ts";
import type { RedisHost } from "./redisHost.ts";
import type { SimWorld } from "./world.ts";

/** As `ANSWER` and `SILENCE` of server/cluster/redis.ts, ms. */
const ANSWER = 350;
const SILENCE = 2500;
/** Delay between attempts to connect, ms: the first, and the longest. */
const AGAIN = { first: 50, longest: 500 } as const;

/** How a connection schedules events of its process; see SimProcess. */
export interface Listener {
  timer(delay: number, work: () => void): void;
  deliver(work: () => void): void;
  /** Redis has carried out a step of this process, and the answer is on its way. */
  stepDone(step: Step): void;
}

/** The steps that a process asks Redis for. */
export type Step = "probe" | "ask" | (typeof CRITICAL)[number];
/** Steps in the middle of a protocol: faults right after them are the most likely to break it. */
export const CRITICAL = [
  "claim",
  "renew",
  "append",
  "pass",
  "release",
  "take",
  "list",
  "unlist",
  "beat",
  "request",
  "reply",
] as const;

export class Connection implements Link {
  /** Additional latency of each way, ms. */
  #delay = 0;
  /** The network between the process and Redis carries nothing. */
  #isCut = false;
  /** Time of the latest fault between the process and Redis, ms. */
  #troubledAt = Number.NEGATIVE_INFINITY;
  readonly #world: SimWorld;
  readonly #host: RedisHost;
  readonly #process: Listener;
  readonly #down: (() => void)[] = [];
  readonly #up: (() => void)[] = [];
  /** Incremented with every connection: answers of an earlier connection are dropped. */
  #generation = 0;
  #isOpen = true;
  #isEnded = false;
  #arrival = 0;
  #answer = 0;
  #waiting = new Set<(error: Error) => void>();
  /** Since when an answer has been awaited without any data, ms. */
  #silentSince = Number.POSITIVE_INFINITY;

  constructor(world: SimWorld, host: RedisHost, process: Listener) {
    this.#world = world;
    this.#host = host;
    this.#process = process;
    host.connections.add(this);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  onDown(callback: () => void): void {
    this.#down.push(callback);
  }

  onUp(callback: () => void): void {
    this.#up.push(callback);
  }

  probe(): void {
    this.call("probe", () => undefined).catch(() => {});
  }

  /** @param step its name, for faults that wait for it @param work what Redis does in that step */
  call<T>(step: Step, work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (!this.#isOpen) {
        reject(new Error("Stream isn't writeable and enableOfflineQueue options is false"));
        return;
      }
      const generation = this.#generation;
      const settle = (end: () => void): void => {
        if (this.#waiting.delete(reject)) end();
      };
      this.#waiting.add(reject);
      this.#process.timer(ANSWER, () => settle(() => reject(new Error("Command timed out"))));
      if (this.#silentSince === Number.POSITIVE_INFINITY) this.#expectWord();
      this.#arrival = Math.max(this.#arrival, this.#world.now + this.#oneWay());
      this.#world.after(this.#arrival - this.#world.now, () => {
        if (generation !== this.#generation || this.#isCut) return;
        this.#host.carryOut(() => {
          if (generation !== this.#generation) return;
          const result = work();
          this.#process.stepDone(step);
          this.#answer = Math.max(this.#answer, this.#world.now + this.#oneWay());
          this.#world.after(this.#answer - this.#world.now, () => {
            if (generation !== this.#generation || this.#isCut) return;
            this.#process.deliver(() => {
              this.#silentSince = this.#waiting.size > 1 ? this.#world.now : Number.POSITIVE_INFINITY;
              settle(() => resolve(result));
            });
          });
        });
      });
    });
  }

  /**
   * Another connection of the same process, which its watchdog has, has Redis carry something out.
   * @returns false when Redis cannot be reached
   */
  beside(work: () => void): boolean {
    if (this.#isCut || !this.#host.answers) return false;
    this.#world.after(this.#oneWay(), () => this.#host.carryOut(work));
    return true;
  }

  /** Delivers a published message to this process. */
  push(work: () => void): void {
    const generation = this.#generation;
    this.#world.after(this.#oneWay(), () => {
      if (generation === this.#generation && this.#isOpen && !this.#isCut) this.#process.deliver(work);
    });
  }

  /** Breaks the connection. Both ends notice. */
  break(): void {
    if (!this.#isOpen || this.#isEnded) return;
    this.#isOpen = false;
    this.#generation++;
    this.#arrival = this.#answer = 0;
    this.#silentSince = Number.POSITIVE_INFINITY;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    this.#process.deliver(() => {
      for (const reject of waiting) reject(new Error("Connection is closed."));
      for (const callback of this.#down) callback();
    });
    this.#tryIn(AGAIN.first);
  }

  /** Cuts the network to Redis. @param isSeen whether both ends notice at once */
  cut(isSeen: boolean): void {
    this.#isCut = true;
    this.#troubledAt = this.#world.now;
    if (isSeen) this.break();
  }

  mend(): void {
    this.#isCut = false;
    this.#troubledAt = this.#world.now;
    this.break();
  }

  /** @param delay of the connection to Redis, ms each way */
  setDelay(delay: number): void {
    this.#delay = delay;
    this.#troubledAt = this.#world.now;
  }

  /** When Redis last became unreachable or reachable, ms; the present while it is unreachable. */
  get troubledAt(): number {
    if (this.#isCut || !this.#isOpen || this.#delay > 0 || !this.#host.answers) return this.#world.now;
    return Math.max(this.#troubledAt, this.#host.troubledAt);
  }

  /** The process has ended. Redis still receives what the process had sent. */
  end(): void {
    this.#isEnded = true;
    this.#isOpen = false;
    this.#host.connections.delete(this);
  }

  #tryIn(delay: number): void {
    this.#process.timer(delay, () => {
      if (this.#isEnded || this.#isOpen) return;
      if (this.#isCut || !this.#host.answers)
        return this.#tryIn(Math.min(AGAIN.longest, delay + AGAIN.first));
      this.#isOpen = true;
      for (const callback of this.#up) callback();
    });
  }

  /** Closes a connection on which an answer is overdue. */
  #expectWord(): void {
    const since = this.#world.now;
    this.#silentSince = since;
    this.#process.timer(SILENCE, () => {
      if (this.#silentSince === Number.POSITIVE_INFINITY || !this.#isOpen) return;
      if (this.#world.now - this.#silentSince >= SILENCE) this.break();
      else this.#expectWord();
    });
  }

  /** Mostly a fraction of a millisecond, sometimes more. */
  #oneWay(): number {
    const { random } = this.#world;
    return this.#delay + 0.1 + (random() < 0.02 ? 20 * random() : random());
  }
}
