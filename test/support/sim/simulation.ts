/** Runs a cluster with players and a list of faults, and checks the invariants. */
import { SimClient } from "./client.ts";
import type { Step } from "./connection.ts";
import { apply, drawFaults, type Fault } from "./faults.ts";
import { SimProcess } from "./process.ts";
import { RedisHost } from "./redisHost.ts";
import { Violation, Witness } from "./witness.ts";
import { SimWorld } from "./world.ts";

/**
 * Phases, ms: faults; then calm, in which joins must succeed; then enough time for every record to expire.
 */
const LIFE = { faults: 60_000, calm: 12_000, forgotten: 160_000 } as const;
/** Interval between checks of the listings, and between decisions of the players, ms. */
const LOOK = 500;
/** A process that has ended by itself is replaced after this time, ms. */
const REPLACED = 1000;
const PARTIES = ["one", "two", undefined] as const;
/** One of so many players is a client of the stock SDK. */
const STOCK = 3;

/** What a simulation has besides processes, players and faults. */
export interface Variant {
  /** Two of three players belong to one of two parties. */
  hasParties?: boolean;
  /**
   * All players use the game's client, all processes have the right date, and no match breaks its owner: the
   * simulator in which the older scenarios were found.
   */
  isPlain?: boolean;
}

export interface Outcome {
  seed: number;
  faults: readonly Fault[];
  variant: Variant;
  /** The violated invariant; absent: none. */
  violation?: string;
  history: readonly string[];
  /** Simulated time, ms. */
  lasted: number;
  counts: Witness["counts"];
}

export class Simulation {
  readonly world: SimWorld;
  readonly host: RedisHost;
  readonly witness: Witness;
  readonly clients: SimClient[];
  readonly #processes: SimProcess[] = [];
  readonly #network = new Map<string, SimProcess>();
  readonly #faults: readonly Fault[];
  readonly #seed: number;
  readonly #variant: Variant;
  /** Faults that wait for a step. */
  readonly #armed: Fault[] = [];
  #broken: Violation | undefined;
  #isEnding = false;

  /** @param faults absent: drawn from the seed. */
  constructor(seed: number, faults?: readonly Fault[], variant: Variant = {}) {
    const { hasParties = false, isPlain = false } = variant;
    this.#seed = seed;
    this.#variant = variant;
    this.world = new SimWorld(seed);
    this.host = new RedisHost(this.world);
    this.witness = new Witness(this.world);
    const drawn = drawFaults(this.world, LIFE.faults, isPlain);
    this.#faults = faults ?? drawn;
    const size = 3 + Math.floor(this.world.random() * 5);
    for (let i = 0; i < size; i++) this.addProcess();
    const players = 3 + Math.floor(this.world.random() * 10);
    this.clients = Array.from(
      { length: players },
      (_, i) =>
        new SimClient(
          this.#shared,
          hasParties ? PARTIES[i % PARTIES.length] : undefined,
          !isPlain && (i + Math.floor(i / STOCK)) % STOCK === 1,
        ),
    );
  }

  get living(): SimProcess[] {
    return this.#processes.filter(({ isDead }) => !isDead);
  }

  addProcess(): void {
    const process = new SimProcess(this.#shared);
    this.#processes.push(process);
    void process.start();
  }

  async run(): Promise<Outcome> {
    const { world } = this;
    try {
      for (const fault of this.#faults)
        world.after(fault.at, () => {
          if (fault.after === undefined) apply(fault, this);
          else this.#armed.push(fault);
        });
      this.#look();
      await this.#pass(LIFE.faults + LIFE.calm);
      this.#isEnding = true;
      this.#armed.length = 0;
      for (const client of this.clients) client.leave();
      await this.#pass(LIFE.forgotten);
      this.witness.nothingLeft(this.#left());
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.#broken = error;
    }
    return {
      ...{ seed: this.#seed, faults: this.#faults, history: world.history, lasted: world.now },
      variant: this.#variant,
      counts: this.witness.counts,
      ...(this.#broken === undefined ? {} : { violation: this.#broken.message }),
    };
  }

  get #shared() {
    return {
      ...{ world: this.world, host: this.host, witness: this.witness, network: this.#network },
      hasParties: this.#variant.hasParties ?? false,
      datesDiffer: !this.#variant.isPlain,
      replace: () => this.world.after(REPLACED, () => this.addProcess()),
      onStep: (step: Step, process: SimProcess) => this.#onStep(step, process),
    };
  }

  #onStep(step: Step, process: SimProcess): void {
    const waits = this.#armed.findIndex(({ after }) => after === step);
    if (waits < 0 || this.#isEnding) return;
    const [fault] = this.#armed.splice(waits, 1);
    this.world.note(`${process.id} has done: ${step}`);
    this.world.after(0, () => apply(fault!, this, process));
  }

  /** Runs for `duration` ms, or until a violation. */
  async #pass(duration: number): Promise<void> {
    const { world, witness } = this;
    await world.run(world.now + duration, () => witness.broken !== undefined);
    if (witness.broken !== undefined) throw witness.broken;
  }

  #look(): void {
    const { world, witness, host } = this;
    const listed = new Set(
      [...host.redis.data.listings].map(([room, text]) => `${room}@${JSON.parse(text).processId}`),
    );
    const living = new Set(
      this.living.flatMap((process) => process.listings().map(([room]) => `${room}@${process.id}`)),
    );
    witness.compare(listed, living);
    witness.together(this.clients, host.redis.ledger.since);
    if (!this.#isEnding)
      for (const client of this.clients) {
        const luck = world.random();
        if (client.state === "out" && luck < 0.3) client.join();
        else if (client.state === "playing" && luck < 0.01) client.leave();
        else if (client.state === "playing" && luck < 0.015) client.drop();
      }
    world.after(LOOK, () => this.#look());
  }

  /** Everything that remains although all players have left. */
  #left(): string[] {
    const { data } = this.host.redis;
    const { now } = this.world;
    const processes = new Set(this.living.map(({ id }) => id));
    return [
      ...[...data.listings.keys()].map((room) => `listing of ${room}`),
      ...[...data.rooms].flatMap(([room, { id, until }]) =>
        id !== "" && until > now ? [`record of ${room}`] : [],
      ),
      ...[...data.opening].flatMap(([name, { until }]) => (until > now ? [`lock for opening ${name}`] : [])),
      ...[...data.leases.keys()].flatMap((id) => (processes.has(id) ? [] : [`lease of ${id}`])),
      ...this.living.flatMap(({ id, rooms }) => [...rooms.keys()].map((room) => `${room} in ${id}`)),
      ...this.host.channels.filter(
        (channel) => !channel.startsWith("p:") || !processes.has(channel.slice(2)),
      ),
    ];
  }
}
