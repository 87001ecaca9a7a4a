/** Invariant 1 of the simulated cluster: at most one owner of a room sends patches. */
import type { SimProcess } from "./process.ts";
import type { SimRoom } from "./room.ts";
import type { Troubles } from "./troubles.ts";
import type { SimWorld } from "./world.ts";

/**
 * An owner that Redis answers has left a room within this time after the first patch of the next owner, ms.
 */
export const LETS_GO = 1000;
/** Longer than between two patches of an owner that plays, ms. An owner in doubt sends none. */
const PLAYS = 300;

/** Rooms of the simulator send a patch each step, ms. */
const BETWEEN_PATCHES = 200;
/** Patches sent within this time before a fault of Redis may be missing in the checkpoint, ms. */
const UNWRITTEN = 3000;

interface Sender {
  process: SimProcess;
  epoch: number;
  /** Times of the first and the latest patch, ms. */
  first: number;
  latest: number;
  /**
   * Time of the first patch after the latest silence, ms: from then on Redis has a record of the room again.
   */
  resumed: number;
  /** Time of the latest Redis fault of the process when it sent the latest patch, ms. */
  troubledAt: number;
}

export class Owners {
  /** Rooms whose data Redis may have lost in a fault. */
  readonly excused = new Set<string>();
  readonly #world: SimWorld;
  readonly #troubles: Troubles;
  readonly #broken: (text: string) => void;
  /** Owners that have sent patches, by room. */
  readonly #senders = new Map<string, Sender[]>();

  /** @param broken called when the invariant is violated */
  constructor(world: SimWorld, troubles: Troubles, broken: (text: string) => void) {
    this.#world = world;
    this.#troubles = troubles;
    this.#broken = broken;
  }

  /** Redis has lost data. A match may be lost whose owner dies before its next checkpoint. */
  dataLost(): void {
    for (const room of this.#senders.keys()) this.excused.add(room);
  }

  /** Call it for every patch that is sent. */
  patchSent(room: SimRoom): void {
    const { now } = this.#world;
    const { process, epoch, id } = room;
    const senders = this.#senders.get(id) ?? [];
    this.#senders.set(id, senders);
    let self = senders.find((one) => one.process === process && one.epoch === epoch);
    if (self === undefined) {
      self = { process, epoch, first: now, latest: now, resumed: now, troubledAt: now };
      senders.push(self);
    }
    if (now - self.latest > LETS_GO) self.resumed = now;
    self.latest = now;
    self.troubledAt = process.connection.troubledAt;
    this.check(room, "sends patches of");
  }

  /** A process acts as the owner of a room. @param does what it does, before the name of the room */
  check({ id, epoch, process }: SimRoom, does: string): void {
    const { now } = this.#world;
    for (const other of this.#senders.get(id) ?? []) {
      if (other.process === process) continue;
      // Redis may have lost the end of a match. An owner that was stopped then plays on.
      const hasEnded = this.excused.has(id) && !other.process.rooms.has(id);
      if (other.epoch === epoch && !hasEnded)
        this.#broken(`1: ${process.id} ${does} ${id} under epoch ${epoch}, as ${other.process.id} has`);
      if (other.epoch < epoch || other.process.isDead) continue;
      // Redis has lost the record of a later owner, and that owner is stopped, or does not know either
      // whether the room is its own.
      const isForgotten = this.excused.has(id);
      const plays = other.process.runs && other.process.rooms.has(id) && now - other.latest < PLAYS;
      if (isForgotten && !plays) continue;
      const wokeAfter = process.wokeAt > other.first && !isForgotten;
      const otherWoke = isForgotten ? Math.max(other.process.wokeAt, other.resumed) : other.first;
      const couldKnow = Math.max(other.first, otherWoke, process.connection.troubledAt, process.wokeAt);
      if (wokeAfter || now - couldKnow > LETS_GO)
        this.#broken(
          `1: ${process.id} ${does} ${id} under epoch ${epoch}${wokeAfter ? " after a stop" : ""}, ${other.process.id} plays it under ${other.epoch}`,
        );
    }
  }

  /**
   * Whether play of a room may be lost: Redis lost data, or an owner since that time, which the player may
   * not have found, could not write its latest patches. `self`: the owner that has the room now.
   */
  mayHaveLost(room: string, since: number, self?: { process: SimProcess; epoch: number }): boolean {
    if (this.excused.has(room)) return true;
    return (this.#senders.get(room) ?? []).some(
      (one) =>
        (one.process !== self?.process || one.epoch !== self.epoch) &&
        // A client that returns gets the state between two patches.
        one.latest + BETWEEN_PATCHES >= since &&
        (one.latest - one.troubledAt < UNWRITTEN || this.#troubles.redisWithin(one.latest, UNWRITTEN)),
    );
  }
}
