/** Owners of rooms with their epochs: as processes logged them, and as sampled in Redis. */
import type { Redis } from "ioredis";

const LOOK = 20;

export class Owners {
  /** Process ids by "room epoch". */
  readonly #owners = new Map<string, Set<string>>();
  readonly #redis: () => Redis;
  readonly #rooms = new Set<string>();
  readonly #timer: NodeJS.Timeout;

  /** @param redis the present one */
  constructor(redis: () => Redis) {
    this.#redis = redis;
    this.#timer = setInterval(() => void this.#look(), LOOK);
  }

  watch(room: string): void {
    this.#rooms.add(room);
  }

  note(room: string, epoch: number | string, process: string): void {
    const key = `${room} ${epoch}`;
    this.#owners.set(key, (this.#owners.get(key) ?? new Set()).add(process));
  }

  /** @returns the number of epochs, and those with more than one owner */
  verdict(): { epochs: number; shared: string[] } {
    const shared = [...this.#owners].filter(([, owners]) => owners.size > 1);
    return { epochs: this.#owners.size, shared: shared.map(([key, owners]) => `${key}: ${[...owners]}`) };
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const redis = this.#redis();
    if (redis.status !== "ready") return;
    for (const room of this.#rooms) {
      const [owner, epoch] = await redis
        .hmget(`skirmish:room:${room}`, "owner", "epoch")
        .catch(() => [null, null]);
      if (owner && epoch) this.note(room, epoch, owner);
    }
  }
}
