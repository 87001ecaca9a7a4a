/** One fault: done, waited for, and accounted for. */
import { setTimeout as wait } from "node:timers/promises";
import { spread } from "../../../client/bots/spread.ts";
import { type Random, whole } from "../../../shared/maths/random.ts";
import { TICK_MS } from "../../../shared/tick.ts";
import type { Owned, TestCluster } from "../cluster.ts";
import type { RunningServer } from "../server.ts";
import { FAULTS, type Fault, type FaultName } from "./faults.ts";
import type { Player, Players } from "./players.ts";

/** Longer than a seat is kept: who is not back by then does not come back. */
const LIMIT = 35_000;
/** Between two faults, so that everybody plays, ms. */
const CALM = 1500;

export interface Row {
  fault: FaultName;
  rooms: number;
  players: number;
  /** Players who came back to their seat. */
  back: number;
  /** From the fault to the first state on the new process; of a fault that moves nobody, the longest wait for a patch. ms */
  gapP50: number;
  gapP99: number;
  gapMax: number;
  /** Play that was taken back, at most, ms. */
  rolledBack: number;
  /** Sum of scores as last told before and as first told after, and what single players lost. */
  before: number;
  after: number;
  scoreLost: number;
  /** Until every process gave seats again after Redis was away, ms; 0 when it was not. */
  recovered: number;
  /** Highest epoch of the rooms afterwards. */
  epoch: number;
}

interface Told {
  player: Player;
  tick: number;
  round: number;
  score: number;
  returns: number;
  patches: number;
  /** Set once the first state after the fault is there. */
  gap?: number;
  first?: { round: number; score: number };
}

/** Who asks for seats meanwhile, as newcomers would. */
export interface SeatsAsked {
  hit(victim: RunningServer, mayRefuse: boolean): void;
  mended(): void;
}
const NOBODY: SeatsAsked = { hit() {}, mended() {} };

export class Round {
  readonly #cluster: TestCluster;
  readonly #players: Players;
  readonly #seats: SeatsAsked;

  constructor(cluster: TestCluster, players: Players, seats: SeatsAsked = NOBODY) {
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
    const told: Told[] = [];
    // What players were told is what counts: nothing can be told after the fault but what was on its way.
    const note = (): void => {
      for (const [i, player] of hit.entries()) {
        const { tick, round, score, patches, returns } = player;
        told[i] = { player, tick, round, score, returns, patches };
      }
    };
    note();
    const watch = new Watch(fault, told, hit);
    this.#seats.hit(victim, fault.mayRefuse === true);
    const done = await fault.do(this.#cluster, victim, chance, seconds);
    watch.from(done.at);
    await watch.over(LIMIT);
    await done.over();
    this.#seats.mended();
    await wait(CALM);
    const owned = this.#cluster.owned().filter((one) => !before.has(keyOf(one)));
    return { ...this.#account(name, fault, rooms, watch, owned), recovered: done.recovered ?? 0 };
  }

  /** A process with players on it. */
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
    const { told } = watch;
    const gaps = spread(told.flatMap(({ gap }) => (gap === undefined ? [] : [gap])));
    // A new round starts from nothing for everybody: no loss.
    const same = told.filter(({ round, first }) => first !== undefined && first.round === round);
    const lost = same.map(({ score, first }) => Math.max(0, score - first!.score));
    return {
      fault: name,
      rooms: fault.hits === "all" ? new Set(told.map(({ player }) => player.room)).size : rooms.size,
      players: told.length,
      back: told.filter(({ gap, player }) => gap !== undefined && player.session.link.state === "playing")
        .length,
      ...{ gapP50: gaps.p50, gapP99: gaps.p99, gapMax: gaps.max },
      rolledBack: fault.moves === true ? rolledBack(told, owned) : 0,
      before: sum(same.map(({ score }) => score)),
      after: sum(same.map(({ first }) => first!.score)),
      scoreLost: sum(lost),
      epoch: Math.max(0, ...owned.map(({ epoch }) => epoch)),
    };
  }
}

/** Follows those who are hit through a fault. */
class Watch {
  readonly told: Told[];
  readonly #fault: Fault;
  readonly #hit: readonly Player[];
  readonly #timer: NodeJS.Timeout;
  #at = Number.POSITIVE_INFINITY;

  constructor(fault: Fault, told: Told[], hit: readonly Player[]) {
    this.told = told;
    this.#fault = fault;
    this.#hit = hit;
    this.#timer = setInterval(() => this.#look(), 2);
  }

  from(at: number): void {
    this.#at = at;
  }

  /** Resolves when all are back, or the time is over. */
  async over(limit: number): Promise<void> {
    const end = performance.now() + limit;
    // Nobody moves: everybody should simply play on.
    if (this.#fault.moves !== true) await wait(3000);
    while (this.told.some((one) => !this.#isBack(one)) && performance.now() < end) await wait(10);
    clearInterval(this.#timer);
  }

  /** Of a fault that may move somebody: who has lost its connection must have another. */
  #isBack({ gap, player }: Told): boolean {
    return gap !== undefined && (this.#fault.moves !== "maybe" || player.session.link.state === "playing");
  }

  #look(): void {
    const now = performance.now();
    for (const [i, one] of this.told.entries()) {
      const player = this.#hit[i]!;
      if (this.#fault.moves !== true) {
        one.gap = Math.max(one.gap ?? 0, now - player.heardAt);
        one.first = player;
      } else if (one.gap === undefined) this.#follow(one, player, now);
    }
  }

  #follow(one: Told, player: Player, now: number): void {
    const { link } = player.session;
    if (player.returns === one.returns) {
      // Still what the old process has told.
      ({ tick: one.tick, round: one.round, score: one.score, patches: one.patches } = player);
    } else if (link.state === "playing" && player.patches > one.patches && player.heardAt >= this.#at) {
      one.gap = now - this.#at;
      one.first = { round: player.round, score: player.score };
    }
  }
}

/** How far before what its players had been told each room went on, ms. */
function rolledBack(told: readonly Told[], owned: readonly Owned[]): number {
  const latest = new Map<string, number>();
  for (const { player, tick } of told) latest.set(player.room, Math.max(latest.get(player.room) ?? 0, tick));
  const ticks = owned.flatMap(({ room, tick }) =>
    tick === undefined || !latest.has(room) ? [] : [latest.get(room)! - tick],
  );
  return Math.max(0, ...ticks) * TICK_MS;
}

const keyOf = ({ room, epoch }: Owned): string => `${room} ${epoch}`;

const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0);
