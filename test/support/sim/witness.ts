/**
 * Observes the simulated cluster and reports the first violated invariant. Invariants have numbers
 * of their own, quoted below and in the history.
 */
import type { Claim } from "../../../server/cluster/ledger.ts";
import type { RoomLocation } from "../../../server/cluster/takeover.ts";
import type { SimClient } from "./client.ts";
import type { SimProcess } from "./process.ts";
import type { SimRoom } from "./room.ts";
import { Troubles } from "./troubles.ts";
import type { SimWorld } from "./world.ts";

/** The true answer to a member of a party whose room is full of strangers. */
const PARTY_FULL = "the room of your party has no free seat";

export class Violation extends Error {}

/**
 * In calm a join gets a seat within this time, ms. Calm begins this long after the end of the last
 * fault.
 */
const CALM = 3000;
/** A process that was stopped has its connections again within this time, ms. */
const WAKING = 1000;
/** A running process answers a request for a seat within this time, ms. */
const DEADLINE = 9000;
/**
 * A running process that Redis answers refuses no player before this time, ms: it could open a room
 * itself.
 */
const EARLY = 7500;
/** In calm the list of rooms equals the living rooms within this time, ms. */
const LISTED = 3000;
/**
 * An owner that Redis answers has left a room within this time after the first patch of the next
 * owner, ms.
 */
const LETS_GO = 1000;
/** Longer than between two patches of an owner that plays, ms. An owner in doubt sends none. */
const PLAYS = 300;
/** A crash may lose at most this much play, ticks. */
const TAKEN_BACK = 2;

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
   * Time of the first patch after the latest silence, ms: from then on Redis has a record of the
   * room again.
   */
  resumed: number;
  /** Time of the latest Redis fault of the process when it sent the latest patch, ms. */
  troubledAt: number;
}

export class Witness {
  readonly #world: SimWorld;
  /** Owners that have sent patches, by room. */
  readonly #senders = new Map<string, Sender[]>();
  /** Rooms whose data Redis may have lost in a fault. */
  readonly #excused = new Set<string>();
  readonly #odd = new Map<string, number>();
  /** Rooms that counted as over, because Redis had lost their data while their owner was stopped; the owner may continue them later. */
  readonly #revived = new Set<string>();
  /** Parties in two rooms: since when, ms. */
  readonly #split = new Map<string, number>();
  readonly #troubles: Troubles;
  readonly counts = { joins: 0, refused: 0, returns: 0, takeovers: 0, gaveUp: 0, faults: 0 };

  constructor(world: SimWorld) {
    this.#world = world;
    this.#troubles = new Troubles(world);
  }

  /** Records a fault. @returns call it when the fault is over */
  fault(line: string, touchesRedis: boolean): () => void {
    this.counts.faults++;
    this.#world.note(line);
    return this.#troubles.begin(touchesRedis);
  }

  /** Redis has lost data. A match may be lost whose owner dies before its next checkpoint. */
  dataLost(): void {
    for (const room of this.#senders.keys()) this.#excused.add(room);
  }

  get isCalm(): boolean {
    return this.#troubles.isQuiet && this.#world.now - this.#troubles.calmSince >= CALM;
  }

  // Events of the cluster.

  claimed(room: string, claim: Claim, process: SimProcess): Claim {
    // [SV10] Four of its owners were killed without play in between.
    if (claim.result === "lost") this.endedForGood.add(room);
    if (claim.result === "won") {
      if (claim.checkpoint !== undefined) this.counts.takeovers++;
      this.#world.note(`${process.id} claims ${room} under epoch ${claim.epoch}`);
    }
    return claim;
  }

  /** [Invariant 6] */
  opened(room: SimRoom): void {
    if (room.process.rooms.has(room.id)) this.#broken(`6: ${room.id} is opened twice in ${room.process.id}`);
  }

  /** [Invariant 1] Call it for every patch that is sent. */
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
    for (const other of senders) {
      if (other.process === process) continue;
      // Redis may have lost the end of a match. An owner that was stopped then plays on.
      const hasEnded = this.#excused.has(id) && !other.process.rooms.has(id);
      if (other.epoch === epoch && !hasEnded)
        this.#broken(
          `1: ${process.id} and ${other.process.id} both send patches of ${id} under epoch ${epoch}`,
        );
      if (other.epoch < epoch || other.process.isDead) continue;
      // Redis has lost the record of a later owner, and that owner is stopped, or does not know either whether the room is its own.
      const isForgotten = this.#excused.has(id);
      const plays = other.process.runs && other.process.rooms.has(id) && now - other.latest < PLAYS;
      if (isForgotten && !plays) continue;
      const wokeAfter = process.wokeAt > other.first && !isForgotten;
      const otherWoke = isForgotten ? Math.max(other.process.wokeAt, other.resumed) : other.first;
      const couldKnow = Math.max(other.first, otherWoke, process.connection.troubledAt, process.wokeAt);
      if (wokeAfter || now - couldKnow > LETS_GO)
        this.#broken(
          `1: ${process.id} sends patches of ${id} under epoch ${epoch}${wokeAfter ? " after a stop" : ""}, ${other.process.id} plays it under ${other.epoch}`,
        );
    }
  }

  /** [Invariant 2] @param had with the latest patch that the player received, and when it came */
  returned(
    room: SimRoom,
    name: string,
    session: string,
    { score, tick, at }: { score: number; tick: number; at: number },
  ): void {
    this.counts.returns++;
    if (this.#mayHaveLost(room, at)) return;
    const has = room.scoreOf(session);
    if (!(has >= score))
      this.#broken(`2: ${name} had ${score} points in ${room.id}, and has ${has} after the return`);
    if (room.tick < tick - TAKEN_BACK)
      this.#broken(`2: ${name} saw tick ${tick} of ${room.id}, and returns to tick ${room.tick}`);
  }

  /** Whether Redis lost data, or an owner since that time, which the player may not have found, could not write its latest patches. */
  #mayHaveLost({ id, process, epoch }: SimRoom, since: number): boolean {
    if (this.#excused.has(id)) return true;
    return (this.#senders.get(id) ?? []).some(
      (one) =>
        (one.process !== process || one.epoch !== epoch) &&
        // A client that returns gets the state between two patches.
        one.latest + BETWEEN_PATCHES >= since &&
        (one.latest - one.troubledAt < UNWRITTEN || this.#troubles.redisWithin(one.latest, UNWRITTEN)),
    );
  }

  /**
   * A player has given up its match. @param tick of the latest patch that it received; 0: it never
   * played
   */
  gaveUp(client: SimClient, room: string, tick: number, why: string): void {
    this.counts.gaveUp++;
    this.#world.note(`${client.name} gives ${room} up: ${why}`);
    const isExcused = this.#excused.has(room) || this.#world.now - this.#troubles.redisAt < 40_000;
    if (tick > 0 && !isExcused && !this.endedForGood.has(room))
      this.#broken(`2: ${client.name} does not find ${room} again: ${why}`);
  }

  /** Rooms that ended because no process could restore them. */
  readonly endedForGood = new Set<string>();

  /** [Invariants 3, 4] */
  joinEnded(
    client: SimClient,
    process: SimProcess,
    started: number,
    how: "seat" | "refused" | "unreachable",
    why: string,
  ): void {
    const { now } = this.#world;
    const took = now - started;
    this.counts.joins++;
    if (how !== "seat") {
      this.counts.refused++;
      this.#world.note(`${client.name} gets no seat at ${process.id} after ${Math.round(took)} ms: ${why}`);
    }
    const isPartyFull = why === PARTY_FULL;
    const wasCalm =
      this.#troubles.isQuiet && started - Math.max(this.#troubles.calmSince, this.#troubles.beganAt) >= CALM;
    if (wasCalm && how !== "seat" && !isPartyFull)
      this.#broken(`4: no seat for ${client.name} in calm: ${why}`);
    if (wasCalm && took > CALM)
      this.#broken(`4: a seat for ${client.name} took ${Math.round(took)} ms in calm`);
    const ran = !process.isDead && process.wokeAt < started - WAKING && process.runs;
    const redisAnswered = process.connection.troubledAt < started - CALM;
    if (
      how === "refused" &&
      ran &&
      redisAnswered &&
      process.state === "ready" &&
      took < EARLY &&
      !isPartyFull
    )
      this.#broken(`3: ${process.id} refuses ${client.name} after ${Math.round(took)} ms: ${why}`);
    if (ran && took > DEADLINE) this.#broken(`3: a request for a seat took ${Math.round(took)} ms`);
  }

  /** [Invariant 8] */
  drained(process: SimProcess, left: number, took: number, seconds: number): void {
    this.#world.note(`${process.id} has drained: ${left} rooms remain`);
    for (const room of process.rooms.keys()) this.endedForGood.add(room);
    const peers = [...process.shared.network.values()].filter(
      (one) => one !== process && one.runs && one.state === "ready" && this.#world.now - one.started > CALM,
    );
    if (left > 0 && took < seconds * 1000 - 500 && peers.length > 0)
      this.#broken(`8: ${process.id} gave up draining after ${Math.round(took)} ms with ${left} rooms`);
  }

  /** [Invariant 5] Call it repeatedly. @param listed @param living both as "room process" */
  compare(listed: ReadonlySet<string>, living: ReadonlySet<string>): void {
    const odd = new Set(
      [...listed].filter((one) => !living.has(one)).map((one) => `${one} is listed, not there`),
    );
    for (const one of living) if (!listed.has(one)) odd.add(`${one} is there, not listed`);
    for (const one of this.#odd.keys()) if (!odd.has(one)) this.#odd.delete(one);
    for (const one of odd) {
      const since = this.#odd.get(one) ?? this.#world.now;
      this.#odd.set(one, since);
      const calm = this.isCalm
        ? Math.min(this.#world.now - since, this.#world.now - this.#troubles.calmSince - CALM)
        : 0;
      if (calm > LISTED) this.#broken(`5: ${one}, for ${Math.round(calm)} ms of calm`);
    }
  }

  /** A process has answered where a room is. */
  located(room: string, location: RoomLocation): RoomLocation {
    if (location.state === "over" && this.#excused.has(room)) this.#revived.add(room);
    return location;
  }

  /** [Invariant 10] Call it repeatedly. */
  together(clients: readonly SimClient[]): void {
    const rooms = new Map<string, string>();
    const split = new Set<string>();
    for (const { party, plays } of clients) {
      if (party === undefined || plays === undefined || this.#revived.has(plays)) continue;
      const other = rooms.get(party) ?? plays;
      rooms.set(party, other);
      if (other !== plays) split.add(`party ${party} plays in ${other} and in ${plays}`);
    }
    for (const one of this.#split.keys()) if (!split.has(one)) this.#split.delete(one);
    for (const one of split) {
      const since = this.#split.get(one) ?? this.#world.now;
      this.#split.set(one, since);
      // The owner of a room that is over may have been stopped, and not know yet.
      if (this.#world.now - since > LETS_GO) this.#broken(`10: ${one}`);
    }
  }

  /** [Invariant 9] */
  nothingLeft(left: readonly string[]): void {
    if (left.length > 0) this.#broken(`9: left behind: ${left.join(", ")}`);
  }

  /** The first violation. */
  broken: Violation | undefined;

  #broken(text: string): void {
    this.#world.note(`BROKEN ${text}`);
    this.broken ??= new Violation(text);
  }
}
