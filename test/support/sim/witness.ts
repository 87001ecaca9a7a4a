/** Sees all that happens, and says which promise was broken. The numbers are those of SPEC.md. */
import type { Claim } from "../../../server/cluster/ledger.ts";
import type { SimClient } from "./client.ts";
import type { SimProcess } from "./process.ts";
import type { SimRoom } from "./room.ts";
import type { SimWorld } from "./world.ts";

export class Violation extends Error {}

/** A join that begins in calm ends with a seat within this time, ms; calm begins this long after the last fault. */
const CALM = 3000;
/** A process that has slept finds its connections again within this time, ms. */
const WAKING = 1000;
/** A request for a seat is answered within this time, ms, when its process runs. */
const DEADLINE = 9000;
/** A process that runs and that Redis answers does not refuse a player before this time, ms: it could open a room itself. */
const EARLY = 7500;
/** What is listed is there, and what is there is listed, within this time of calm, ms. */
const LISTED = 3000;
/** An owner that Redis answers has let go of a room within this time of another's first patch, ms. */
const LETS_GO = 1000;
/** Play that a crash may take back, ticks: 250 ms. */
const TAKEN_BACK = 8;

/** What an owner has told within this time of trouble with Redis may not be written, ms. */
const UNWRITTEN = 3000;

interface Teller {
  process: SimProcess;
  epoch: number;
  /** First and latest patch, ms. */
  first: number;
  latest: number;
  /** First patch after its latest silence, ms: from then on Redis knows of it again. */
  resumed: number;
  /** When its Redis was last troubled, as of then, ms. */
  troubledAt: number;
}

export class Witness {
  readonly #world: SimWorld;
  /** Who has told of a room. */
  readonly #tellers = new Map<string, Teller[]>();
  /** Rooms whose data may be gone, for good reasons. */
  readonly #excused = new Set<string>();
  /** When Redis began or ceased to be troubled, ms. */
  readonly #troubles: number[] = [];
  readonly #odd = new Map<string, number>();
  /** Faults that go on. */
  #faults = 0;
  #calmSince = 0;
  #faultBeganAt = 0;
  /** When Redis last began or ceased to be slow, away or forgetful for somebody, ms. */
  redisTroubleAt = Number.NEGATIVE_INFINITY;
  readonly counts = { joins: 0, refused: 0, returns: 0, takeovers: 0, gaveUp: 0, faults: 0 };

  constructor(world: SimWorld) {
    this.#world = world;
  }

  // What is done to the cluster.

  fault(line: string, touchesRedis: boolean): () => void {
    this.counts.faults++;
    this.#faults++;
    this.#faultBeganAt = this.#world.now;
    this.#world.note(line);
    if (touchesRedis) this.#trouble();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#faults--;
      this.#calmSince = this.#world.now;
      if (touchesRedis) this.#trouble();
    };
  }

  /** Redis has lost something: matches whose owner dies before it has written them again may be lost. */
  dataLost(): void {
    for (const room of this.#tellers.keys()) this.#excused.add(room);
  }

  get isCalm(): boolean {
    return this.#faults === 0 && this.#world.now - this.#calmSince >= CALM;
  }

  // What the cluster does.

  claimed(room: string, claim: Claim, process: SimProcess): Claim {
    // [SV10] Its owners were killed twice without play in between.
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

  /** [Invariant 1] To be called with every step that is told. */
  told(room: SimRoom): void {
    const { now } = this.#world;
    const { process, epoch, id } = room;
    const tellers = this.#tellers.get(id) ?? [];
    this.#tellers.set(id, tellers);
    let self = tellers.find((one) => one.process === process && one.epoch === epoch);
    if (self === undefined) {
      self = { process, epoch, first: now, latest: now, resumed: now, troubledAt: now };
      tellers.push(self);
    }
    if (now - self.latest > LETS_GO) self.resumed = now;
    self.latest = now;
    self.troubledAt = process.redisTroubleAt;
    for (const other of tellers) {
      if (other.process === process) continue;
      // Of a match that had ended Redis may have forgotten that, and an owner that slept through it plays on.
      const hasEnded = this.#excused.has(id) && !other.process.rooms.has(id);
      if (other.epoch === epoch && !hasEnded)
        this.#broken(
          `1: ${id} is told by ${process.id} and by ${other.process.id}, both under epoch ${epoch}`,
        );
      if (other.epoch < epoch || other.process.isDead) continue;
      // Redis has forgotten that there is a later owner, and that one sleeps, or has just woken.
      const isForgotten = this.#excused.has(id);
      if (isForgotten && !(other.process.runs && other.process.rooms.has(id))) continue;
      const wokeAfter = process.wokeAt > other.first && !isForgotten;
      const otherWoke = isForgotten ? Math.max(other.process.wokeAt, other.resumed) : other.first;
      const couldKnow = Math.max(other.first, otherWoke, process.redisTroubleAt, process.wokeAt);
      if (wokeAfter || now - couldKnow > LETS_GO)
        this.#broken(
          `1: ${process.id} tells ${id} under epoch ${epoch}${wokeAfter ? " after it slept" : ""}, ${other.process.id} plays it under ${other.epoch}`,
        );
    }
  }

  /** [Invariant 2] */
  cameBack(room: SimRoom, name: string, session: string, score: number, tick: number): void {
    this.counts.returns++;
    if (this.#mayHaveLost(room)) return;
    const has = room.scoreOf(session);
    if (!(has >= score)) this.#broken(`2: ${name} was told ${score} points in ${room.id}, and finds ${has}`);
    if (room.tick < tick - TAKEN_BACK)
      this.#broken(`2: ${name} saw tick ${tick} of ${room.id}, and comes back to tick ${room.tick}`);
  }

  /** Whether Redis lost data, or the owner before this one could not write what it had told. */
  #mayHaveLost({ id, process, epoch }: SimRoom): boolean {
    if (this.#excused.has(id)) return true;
    const before = (this.#tellers.get(id) ?? [])
      .filter((one) => one.process !== process || one.epoch !== epoch)
      .toSorted((a, b) => b.latest - a.latest)[0];
    if (before === undefined) return false;
    const { latest, troubledAt } = before;
    return (
      latest - troubledAt < UNWRITTEN || this.#troubles.some((at) => at >= latest && at - latest < UNWRITTEN)
    );
  }

  /** A player has given its match up. @param tick the latest it was told; 0: it never played */
  gaveUp(client: SimClient, room: string, tick: number, why: string): void {
    this.counts.gaveUp++;
    this.#world.note(`${client.name} gives ${room} up: ${why}`);
    const isExcused = this.#excused.has(room) || this.#world.now - this.redisTroubleAt < 40_000;
    if (tick > 0 && !isExcused && !this.endedForGood.has(room))
      this.#broken(`2: ${client.name} does not find ${room} again: ${why}`);
  }

  /** Rooms that had nowhere to go. */
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
    const wasCalm = this.#faults === 0 && started - Math.max(this.#calmSince, this.#faultBeganAt) >= CALM;
    if (wasCalm && how !== "seat") this.#broken(`4: no seat for ${client.name} in calm: ${why}`);
    if (wasCalm && took > CALM)
      this.#broken(`4: a seat for ${client.name} took ${Math.round(took)} ms in calm`);
    const ran = !process.isDead && process.wokeAt < started - WAKING && process.runs;
    const redisAnswered = process.redisTroubleAt < started - CALM;
    if (how === "refused" && ran && redisAnswered && process.state === "ready" && took < EARLY)
      this.#broken(`3: ${process.id} refuses ${client.name} after ${Math.round(took)} ms: ${why}`);
    if (ran && took > DEADLINE) this.#broken(`3: a request for a seat took ${Math.round(took)} ms`);
  }

  /** [Invariant 8] */
  drained(process: SimProcess, left: number, took: number, seconds: number): void {
    this.#world.note(`${process.id} has drained: ${left} rooms are left`);
    for (const room of process.rooms.keys()) this.endedForGood.add(room);
    const peers = [...process.shared.network.values()].filter(
      (one) => one !== process && one.runs && one.state === "ready" && this.#world.now - one.started > CALM,
    );
    if (left > 0 && took < seconds * 1000 - 500 && peers.length > 0)
      this.#broken(`8: ${process.id} gave up draining after ${Math.round(took)} ms with ${left} rooms left`);
  }

  /** [Invariant 5] To be called again and again. @param listed @param living room and process, side by side */
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
        ? Math.min(this.#world.now - since, this.#world.now - this.#calmSince - CALM)
        : 0;
      if (calm > LISTED) this.#broken(`5: ${one}, for ${Math.round(calm)} ms of calm`);
    }
  }

  /** [Invariant 9] */
  nothingLeft(left: readonly string[]): void {
    if (left.length > 0) this.#broken(`9: left behind: ${left.join(", ")}`);
  }

  #trouble(): void {
    this.redisTroubleAt = this.#world.now;
    this.#troubles.push(this.#world.now);
  }

  /** The first promise that was broken. */
  broken: Violation | undefined;

  #broken(text: string): void {
    this.#world.note(`BROKEN ${text}`);
    this.broken ??= new Violation(text);
  }
}
