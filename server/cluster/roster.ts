/** The roster: all players, with room and process. Each process sends its own players with its heartbeat. */
import type { Redis } from "ioredis";
import { ROSTER } from "./beat.ts";
import type { LocalRooms, PlayerEntry } from "./localRooms.ts";

export interface Present extends PlayerEntry {
  room: string;
  roomName: string;
  process: string;
}

/** Requests within this time get the same answer, ms: every page with the title screen asks. */
const FRESH = 300;

export class Roster {
  readonly #rooms: LocalRooms;
  readonly #redis: Redis | undefined;
  #all: { asked: number; answer: Promise<Present[]> } | undefined;

  /** @param redis absent for a process without a cluster */
  constructor(rooms: LocalRooms, redis?: Redis) {
    this.#rooms = rooms;
    this.#redis = redis;
  }

  here(process: string): Present[] {
    return [...this.#rooms].flatMap((room) =>
      room.people().map((person) => ({ ...person, room: room.roomId, roomName: room.roomName, process })),
    );
  }

  /** @returns the players of all processes, by name. Rejects while Redis is away. */
  everywhere(process: string): Promise<Present[]> {
    const now = performance.now();
    if (this.#all === undefined || now - this.#all.asked > FRESH)
      this.#all = { asked: now, answer: this.#ask(process) };
    return this.#all.answer;
  }

  async #ask(process: string): Promise<Present[]> {
    if (this.#redis === undefined) return this.here(process).sort(byName);
    const entries = await this.#redis.hgetall(ROSTER);
    // The players of this process are newer here than in Redis.
    const others = Object.entries(entries).flatMap(([id, text]) =>
      id === process ? [] : (JSON.parse(text) as Present[]),
    );
    return [...others, ...this.here(process)].sort(byName);
  }
}

const byName = (a: Present, b: Present): number => a.name.localeCompare(b.name);
