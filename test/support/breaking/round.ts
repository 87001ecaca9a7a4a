/** Causes one fault, waits for its end, and measures its effects. */
import { setTimeout as wait } from "node:timers/promises";
import { spread } from "../../../client/bots/spread.ts";
import { type Random, whole } from "../../../shared/maths/random.ts";
import { TICK_MS } from "../../../shared/tick.ts";
import type { Owned, TestCluster } from "../cluster.ts";
import type { RunningServer } from "../server.ts";
import { FAULTS, type Fault, type FaultName } from "./faults.ts";
import type { Player, Players } from "./players.ts";

/** Longer than a seat is kept on a busy machine: a player that is not back by then will not return, ms. */
const LIMIT = 125_000;
/** Time between two faults, in which all players play, ms. */
const CALM = 1500;

export interface Row {
  fault: FaultName;
  rooms: number;
  players: number;
  /** Players that returned to their seat. */
  back: number;
  /**
   * From the fault to the first state from the new process, ms; for a fault that moves no match, the longest
   * time between two patches.
   */
  gapP50: number;
  gapP99: number;
  gapMax: number;
  /** Play that was lost, at most, ms. */
  rolledBack: number;
  /**
   * Sum of the scores in the last states before and in the first states after, and the sum of single losses.
   */
  before: number;
  after: number;
  scoreLost: number;
  /** Time after an outage of Redis until every process gave seats again, ms; 0: no outage. */
  recovered: number;
  /** Number of processes that a match has broken. */
  broke: number;
  /** Highest epoch of the rooms afterwards. */
  epoch: number;
}

interface LastState {
  player: Player;
  tick: number;
  round: number;
  score: number;
  returns: number;
  patches: number;
  /** Set once the first state after the fault has arrived. */
  gap?: number;
  first?: { round: number; score: number };
}

/** Requests for seats during the fault, as new players would send them. */
export interface SeatProbe {
  hit(victim: RunningServer, mayRefuse: boolean): void;
  mended(): void;
}
const NO_REQUESTS: SeatProbe = { hit() {}, mended() {} };

export class Round {
  readonly #cluster: TestCluster;
  readonly #players: Players;
  readonly #seats: SeatProbe;

  constructor(cluster: TestCluster, players: Players, seats: SeatProbe = NO_REQUESTS) {
    this.#cluster = cluster;
    this.#players = players;
    this.#seats = seats;
  }

  /** @param seconds see `Fault` */
  async run(name: FaultName, chance: Random, seconds?: number): Promise<Row> {
    const fault: Fault = FAULTS[name];
    const [victim, rooms] = await this.#victim(chance);
    const hit = fault.hits === "all" ? this.#players.all : this.#players.in(rooms);
    const before = new Set(this.#cluster.owned().map(keyOf));
    const lastStates: LastState[] = [];
    // The state that players received counts: after the fault only packets that were on the way can arrive.
    const note = (): void => {
      for (const [i, player] of hit.entries()) {
        const { tick, round, score, patches, returns } = player;
        lastStates[i] = { player, tick, round, score, returns, patches };
      }
    };
    note();
    const watch = new Watch(fault, lastStates, hit);
    this.#seats.hit(victim, fault.mayRefuse === true);
    const done = await fault.do(this.#cluster, victim, chance, seconds);
    watch.from(done.at);
    await watch.over(LIMIT);
    await done.over();
    this.#seats.mended();
    await wait(CALM);
    const owned = this.#cluster.owned().filter((one) => !before.has(keyOf(one)));
    const { recovered = 0, broke = 0 } = done;
    return { ...this.#account(name, fault, rooms, watch, owned), recovered, broke };
  }

  /** A process with players. */
  async #victim(chance: Random): Promise<[RunningServer, Set<string>]> {
    const owners = new Map<RunningServer, Set<string>>();
    for (const room of new Set(this.#players.all.map((player) => player.room))) {
      const owner = await this.#cluster.ownerNow(room);
      if (owner !== undefined) owners.set(owner, (owners.get(owner) ?? new Set()).add(room));
    }
    const all = [...owners];
    if (all.length === 0) throw new Error("no process has a room with players");
    return all[whole(chance, all.length)]!;
  }

  #account(name: FaultName, fault: Fault, rooms: Set<string>, watch: Watch, owned: Owned[]) {
    const { lastStates } = watch;
    const gaps = spread(lastStates.flatMap(({ gap }) => (gap === undefined ? [] : [gap])));
    // A new round resets all scores: that is no loss.
    const same = lastStates.filter(({ round, first }) => first !== undefined && first.round === round);
    const lost = same.map(({ score, first }) => Math.max(0, score - first!.score));
    return {
      fault: name,
      rooms: fault.hits === "all" ? new Set(lastStates.map(({ player }) => player.room)).size : rooms.size,
      players: lastStates.length,
      back: lastStates.filter(
        ({ gap, player }) => gap !== undefined && player.session.link.state === "playing",
      ).length,
      ...{ gapP50: gaps.p50, gapP99: gaps.p99, gapMax: gaps.max },
      rolledBack: fault.moves === true ? rolledBack(lastStates, owned) : 0,
      before: sum(same.map(({ score }) => score)),
      after: sum(same.map(({ first }) => first!.score)),
      scoreLost: sum(lost),
      epoch: Math.max(0, ...owned.map(({ epoch }) => epoch)),
    };
  }
}

/** Observes the players of the processes that a fault hits. */
class Watch {
  readonly lastStates: LastState[];
  readonly #fault: Fault;
  readonly #hit: readonly Player[];
  readonly #timer: NodeJS.Timeout;
  #at = Number.POSITIVE_INFINITY;

  constructor(fault: Fault, lastStates: LastState[], hit: readonly Player[]) {
    this.lastStates = lastStates;
    this.#fault = fault;
    this.#hit = hit;
    this.#timer = setInterval(() => this.#look(), 2);
  }

  from(at: number): void {
    this.#at = at;
  }

  /** Resolves when all are back or have lost their seats, or after `limit` ms. */
  async over(limit: number): Promise<void> {
    const end = performance.now() + limit;
    // No match moves: all players should play on without a gap.
    if (this.#fault.moves !== true) await wait(3000);
    const mayReturn = (one: LastState) => !this.#isBack(one) && one.player.session.link.state !== "over";
    while (this.lastStates.some(mayReturn) && performance.now() < end) await wait(10);
    clearInterval(this.#timer);
  }

  /**
   * For a fault that may move a match or drops players: a player that has lost its connection must have
   * another.
   */
  #isBack({ gap, player }: LastState): boolean {
    const { moves, drops } = this.#fault;
    const loses = moves === "maybe" || drops === true;
    return gap !== undefined && (!loses || player.session.link.state === "playing");
  }

  #look(): void {
    const now = performance.now();
    for (const [i, one] of this.lastStates.entries()) {
      const player = this.#hit[i]!;
      if (this.#fault.moves !== true) {
        one.gap = Math.max(one.gap ?? 0, now - player.patchedAt);
        one.first = player;
      } else if (one.gap === undefined) this.#follow(one, player, now);
    }
  }

  #follow(one: LastState, player: Player, now: number): void {
    const { link } = player.session;
    if (player.returns === one.returns) {
      // The state is still one of the old process.
      ({ tick: one.tick, round: one.round, score: one.score, patches: one.patches } = player);
    } else if (link.state === "playing" && player.patches > one.patches && player.patchedAt >= this.#at) {
      one.gap = now - this.#at;
      one.first = { round: player.round, score: player.score };
    }
  }
}

/** How much of each room's play, as its players received it, was lost, ms. */
function rolledBack(lastStates: readonly LastState[], owned: readonly Owned[]): number {
  const latest = new Map<string, number>();
  for (const { player, tick } of lastStates)
    latest.set(player.room, Math.max(latest.get(player.room) ?? 0, tick));
  const ticks = owned.flatMap(({ room, tick }) =>
    tick === undefined || !latest.has(room) ? [] : [latest.get(room)! - tick],
  );
  return Math.max(0, ...ticks) * TICK_MS;
}

const keyOf = ({ room, epoch }: Owned): string => `${room} ${epoch}`;

const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0);
