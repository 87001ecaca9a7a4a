/**
 * Observes the simulated cluster and reports the first violated invariant. Invariants have numbers of their
 * own, quoted below and in the history.
 */
import type { Claim } from "../../../server/cluster/ledger.ts";
import type { RoomLocation } from "../../../server/cluster/takeover.ts";
import type { SimClient } from "./client.ts";
import { FatalMatches } from "./fatal.ts";
import { LETS_GO, Owners } from "./owners.ts";
import type { SimProcess } from "./process.ts";
import { Returns } from "./returns.ts";
import type { SimRoom } from "./room.ts";
import { Troubles } from "./troubles.ts";
import type { SimWorld } from "./world.ts";

/** The true answer to a member of a party whose room is full of strangers. */
const PARTY_FULL = "the room of your party has no free seat";

export class Violation extends Error {}

/** In calm a join gets a seat within this time, ms. Calm begins this long after the end of the last fault. */
const CALM = 3000;
/** A running process answers a request for a seat within this time, ms. */
const DEADLINE = 9000;
/**
 * A running process that Redis answers refuses no player before this time, ms: it could open a room itself.
 */
const EARLY = 7500;
/** In calm the list of rooms equals the living rooms within this time, ms. */
const LISTED = 3000;
/**
 * A process that can reach Redis again at most so long after Redis lost its data writes its parties in time,
 * ms (PARTY_SETTLES).
 */
const REWRITTEN = 1500;
/** A crash may lose at most this much play, ticks. */
const TAKEN_BACK = 2;

export class Witness {
  readonly #world: SimWorld;
  readonly #owners: Owners;
  readonly #odd = new Map<string, number>();
  /**
   * Rooms that counted as over, or whose parties were forgotten, because Redis had lost its data while their
   * owner could not reach it.
   */
  readonly #revived = new Set<string>();
  /** Parties in two rooms: since when, ms. */
  readonly #split = new Map<string, number>();
  readonly #troubles: Troubles;
  readonly returns: Returns;
  readonly fatal: FatalMatches;
  readonly counts = {
    ...{ joins: 0, refused: 0, returns: 0, reconnections: 0, takeovers: 0, gaveUp: 0, faults: 0 },
    ...{ brokenOwners: 0, lost: 0 },
  };

  constructor(world: SimWorld) {
    this.#world = world;
    this.#troubles = new Troubles(world);
    const broken = (text: string): void => this.#broken(text);
    this.#owners = new Owners(world, this.#troubles, broken);
    this.fatal = new FatalMatches(this.counts, (room) => this.#owners.excused.has(room), broken);
    this.returns = new Returns(world, this.#troubles, this.#owners, this.counts, broken);
  }

  /** Records a fault. @returns call it when the fault is over */
  fault(line: string, touchesRedis: boolean): () => void {
    this.counts.faults++;
    this.#world.note(line);
    return this.#troubles.begin(touchesRedis);
  }

  /** Redis has lost data. A match may be lost whose owner dies before its next checkpoint. */
  dataLost(): void {
    this.#owners.dataLost();
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
    this.#owners.patchSent(room);
  }

  /** [Invariant 1] A process has told a client that its seat is in this room. */
  seatNamed(room: SimRoom): void {
    this.#owners.check(room, "gives seats of");
  }

  /** [Invariant 2] @param had with the latest patch that the player received, and when it came */
  returned(
    room: SimRoom,
    name: string,
    session: string,
    { score, tick, at }: { score: number; tick: number; at: number },
  ): void {
    this.counts.returns++;
    if (this.#owners.mayHaveLost(room.id, at, room)) return;
    const has = room.scoreOf(session);
    if (!(has >= score))
      this.#broken(`2: ${name} had ${score} points in ${room.id}, and has ${has} after the return`);
    if (room.tick < tick - TAKEN_BACK)
      this.#broken(`2: ${name} saw tick ${tick} of ${room.id}, and returns to tick ${room.tick}`);
  }

  /** A player has given up its match. @param tick of the latest patch that it received; 0: it never played */
  gaveUp(client: SimClient, room: string, tick: number, why: string): void {
    this.counts.gaveUp++;
    this.#world.note(`${client.name} gives ${room} up: ${why}`);
    const isExcused = this.#owners.excused.has(room) || this.#world.now - this.#troubles.redisAt < 40_000;
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
    const ran = process.ranSince(started);
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
      (one) => one !== process && one.runs && one.state === "ready" && this.#world.now - one.startedAt > CALM,
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
    if (location.state === "over" && this.#owners.excused.has(room)) this.#revived.add(room);
    return location;
  }

  /** [Invariant 10] Call it repeatedly. @param since when Redis last lost data, or has changed, ms */
  together(clients: readonly SimClient[], since: number): void {
    const rooms = new Map<string, SimRoom>();
    const split = new Set<string>();
    for (const { party, plays } of clients) {
      if (party === undefined || plays === undefined || this.#revived.has(plays.id)) continue;
      const other = rooms.get(party) ?? plays;
      rooms.set(party, other);
      if (other.id === plays.id) continue;
      const line = `party ${party} plays in ${other.id} and in ${plays.id}`;
      if (!this.#split.has(line))
        for (const room of [other, plays]) if (this.#isForgotten(room, since)) this.#revived.add(room.id);
      split.add(line);
    }
    for (const one of this.#split.keys()) if (!split.has(one)) this.#split.delete(one);
    for (const one of split) {
      const since = this.#split.get(one) ?? this.#world.now;
      this.#split.set(one, since);
      // The owner of a room that is over may have been stopped, and not know yet.
      if (this.#world.now - since > LETS_GO) this.#broken(`10: ${one}`);
    }
  }

  /** Whether Redis has lost the parties of a room, whose process could not write them again in time. */
  #isForgotten({ id, process }: SimRoom, since: number): boolean {
    const couldWrite = Math.max(process.connection.troubledAt, process.wokeAt);
    return this.#owners.excused.has(id) && couldWrite > since + REWRITTEN;
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
