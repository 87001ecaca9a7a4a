/** Opens rooms on the process with the most headroom. */
import type { IRoomCache } from "@colyseus/core";
import type { Log } from "../ops/log.ts";
import type { OpenRooms } from "./openRooms.ts";
import { choose, isOpen, plays, RecentlyPlaced } from "./placement.ts";
import {
  type Chance,
  type Clock,
  NO_RECEIVER,
  type Options,
  type PeerProcesses,
  type Rooms,
  UNANSWERED,
} from "./ports.ts";
import type { Registry } from "./registry.ts";
import { TryAgain } from "./seatDeadline.ts";

export interface OpenerOptions {
  registry: Registry;
  log: Log;
  clock: Clock;
  chance: Chance;
  peers: Pick<PeerProcesses, "openRoom" | "answers">;
  rooms: Rooms;
}

/** Timeout for opening a room, ms: the creation of a large world takes time. */
const OPEN = 1000;
/** Timeout for a liveness query to a process that would open a room, ms. */
const ANSWER = 800;
/** `Retry-After` while all processes are full, s: seats become free slowly. */
const FULL = 5;

/** The chosen process did not open a room. The next attempt may find a room, or choose another process. */
export class NotOpened extends Error {}

export class Opener {
  readonly #on: OpenerOptions;
  readonly #open: OpenRooms;
  readonly #placed: RecentlyPlaced;

  constructor(options: OpenerOptions, open: OpenRooms) {
    this.#on = options;
    this.#open = open;
    this.#placed = new RecentlyPlaced(() => options.clock.now());
  }

  /**
   * Each attempt has a room id of its own, because a process that has not answered in time may still open its
   * room later. That room is then listed like any other, and is closed if no player joins.
   * @throws NotOpened; TryAgain when no process can take a room
   */
  async open(name: string, options: Options): Promise<IRoomCache> {
    const { chance, log, peers, rooms } = this.#on;
    const process = this.#choose(name);
    this.#placed.note(process);
    const room = chance.id();
    try {
      return process === rooms.process
        ? await rooms.open(name, options, room)
        : await peers.openRoom(process, name, options, room, OPEN);
    } catch (err) {
      const { message } = err as Error;
      if (message === NO_RECEIVER || message === UNANSWERED) this.#open.doubt(process, room);
      else log.warn({ room, process, err }, "a room was not opened");
      throw new NotOpened(message);
    }
  }

  /** @returns whether a process answers that would open a room of that name */
  async canOpen(name: string): Promise<boolean> {
    const left = this.#open.trusted.filter((one) => plays(one, name));
    for (;;) {
      const process = choose(left, (one) => this.#placed.count(one));
      if (process === undefined) return false;
      if (await this.#on.peers.answers(process, ANSWER)) return true;
      left.splice(
        left.findIndex(({ id }) => id === process),
        1,
      );
    }
  }

  #choose(name: string): string {
    const trusted = this.#open.trusted.filter((one) => plays(one, name));
    const id = choose(trusted, (one) => this.#placed.count(one));
    if (id !== undefined) return id;
    // A process that did not answer a moment ago may answer now.
    if (this.#on.registry.processes.some((one) => plays(one, name) && isOpen(one)))
      throw new NotOpened("no process answers");
    throw new TryAgain("all processes are full or being replaced; try again in a few seconds", FULL);
  }
}
