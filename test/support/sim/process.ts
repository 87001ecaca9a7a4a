/**
 * A server process: the real registry, matchmaking, takeover and drain on simulated ports. A fault can stop
 * it, suspend its machine, cut its connections, or kill it.
 */
import type { IRoomCache } from "@colyseus/core";
import { drain } from "../../../server/cluster/drain.ts";
import { Ledger, type ProcessAddress } from "../../../server/cluster/ledger.ts";
import { OwnListings, type Stray } from "../../../server/cluster/listings.ts";
import { Matchmaking } from "../../../server/cluster/matchmaking.ts";
import { createOpening } from "../../../server/cluster/opening.ts";
import type { OwnershipOptions } from "../../../server/cluster/ownership.ts";
import type { PartyStore } from "../../../server/cluster/parties.ts";
import { PartyKeeper } from "../../../server/cluster/partyKeeper.ts";
import type { Chance, Options, Rooms } from "../../../server/cluster/ports.ts";
import { createReconnection } from "../../../server/cluster/reconnection.ts";
import { RedisRegistry } from "../../../server/cluster/redisRegistry.ts";
import type { ProcessRecord, Self } from "../../../server/cluster/registry.ts";
import { Takeover } from "../../../server/cluster/takeover.ts";
import { silentTelemetry } from "../telemetry.ts";
import { Connection, type Listener, type Step } from "./connection.ts";
import { EventLoop } from "./eventLoop.ts";
import { readMatch, type SimMatch } from "./match.ts";
import { Messages } from "./messages.ts";
import type { RedisHost } from "./redisHost.ts";
import { SimRoom } from "./room.ts";
import { beatStore, ledgerStore, listingStore, matchmakingStores, partyStore } from "./stores.ts";
import type { Witness } from "./witness.ts";
import type { SimWorld } from "./world.ts";

/** What the processes of a cluster share. */
export interface Shared {
  readonly world: SimWorld;
  readonly host: RedisHost;
  readonly witness: Witness;
  /** Processes by address. */
  readonly network: Map<string, SimProcess>;
  /** Whether some of the players belong to parties. */
  readonly hasParties: boolean;
  /** Whether the dates of the processes are wrong. */
  readonly datesDiffer: boolean;
  /** Starts another process in place of one that has ended by itself. */
  replace(): void;
  /** Called after Redis has carried out a step. */
  onStep(step: Step, process: SimProcess): void;
}

/** As in server/cluster/watchdogThread.ts, ms. */
const WATCHDOG = { blames: 500, again: 50, ends: 5000 } as const;
/** Default duration of a drain, s. */
const DRAIN_SECONDS = 60;

export class SimProcess extends EventLoop implements Self, Listener {
  readonly shared: Shared;
  readonly id: string;
  /** By the date of its machine, ms since 1970. */
  readonly started: number;
  /** The same in simulated time, ms. */
  readonly startedAt: number;
  readonly connection: Connection;
  readonly registry: RedisRegistry;
  readonly matchmaking: Matchmaking;
  readonly takeover: Takeover<SimMatch>;
  readonly ownership: OwnershipOptions<SimMatch>;
  readonly messages: Messages;
  readonly partyKeeper: PartyKeeper;
  readonly rooms = new Map<string, SimRoom>();
  readonly own: OwnListings;
  state: "ready" | "draining" = "ready";
  /** HTTP and messages between this process and others fail. Redis stays reachable. */
  isApart = false;
  readonly #deaths = new Set<() => void>();

  constructor(shared: Shared) {
    const { world, host, network } = shared;
    super(world, shared.datesDiffer);
    this.shared = shared;
    this.id = world.id("p");
    this.startedAt = world.now;
    this.started = this.clock.date();
    this.connection = new Connection(world, host, this);
    this.messages = new Messages(this);
    const { clock, connection } = this;
    const { peers } = this.messages;
    this.registry = new RedisRegistry(beatStore(this), connection, silentTelemetry, clock);
    this.registry.introduce(this);
    const ledger = ledgerStore(this);
    connection.onUp(() => void ledger.notice().catch(() => {}));
    const rooms: Rooms = {
      process: this.id,
      plays: () => true,
      has: (room) => this.rooms.get(room)?.isActive ?? false,
      open: (name, options, room) => this.openRoom(name, room, options),
    };
    const chance: Chance = { random: world.random, id: () => world.id("x") };
    this.takeover = new Takeover({
      ledger: new Ledger(ledger, () => this.self),
      ...{ rooms, probes: peers, clock, telemetry: silentTelemetry },
      read: (checkpoint, tail, room) => this.#read(checkpoint, tail, room),
      check() {},
      takes: () => this.state === "ready",
      others: () => this.registry.processes.filter(({ id }) => id !== this.id),
      recentPeers: () => this.registry.recentPeers,
      olderProcesses: () => this.registry.olderProcesses,
      mayHaveOthers: () => this.registry.mayHaveOthers,
    });
    this.ownership = {
      ...{ held: this.takeover.held, clock, peers, telemetry: silentTelemetry },
      isPlayedElsewhere: this.takeover.isPlayedElsewhere,
      addresses: () => this.registry.processes.map((one) => one.public),
    };
    this.own = new OwnListings(listingStore(this), silentTelemetry.log);
    const { lock, listings } = matchmakingStores(this);
    const parties = partyStore(this) as PartyStore;
    const where = async (room: string) => shared.witness.located(room, await this.takeover.where(room));
    this.matchmaking = new Matchmaking({
      ...{ registry: this.registry, log: silentTelemetry.log, clock, chance, peers, rooms, listings },
      opening: createOpening(chance, lock),
      ...{ parties, where },
      host: {
        requireKind() {},
        authenticate: async (_name, { party }) => (party === undefined ? undefined : { party }),
        seatOf: (room, session) => ({ ...room, sessionId: session }) as never,
        reconnect: createReconnection({ ...{ where, clock }, seatOf: this.messages.seatOf }),
      },
    });
    network.set(this.self.address, this);
    this.partyKeeper = new PartyKeeper(parties, () => this.rooms.values(), clock, silentTelemetry.log);
    if (shared.hasParties) this.partyKeeper.start();
    this.messages.listen();
  }

  get self(): ProcessAddress {
    return { id: this.id, address: `${this.id}:1`, public: `${this.id}:1` };
  }

  /** Joins the cluster. */
  async start(): Promise<void> {
    await this.registry.start();
  }

  /** As SIGTERM does: hands the rooms over and ends. */
  async stop(): Promise<void> {
    if (this.isDead || this.state === "draining") return;
    const { world, witness } = this.shared;
    const asked = world.now;
    const left = await drain(
      {
        ...{ id: this.id, started: this.started },
        localRooms: localRooms(this.rooms),
        peers: () => this.registry.processes.filter(({ id, state }) => state === "ready" && id !== this.id),
        answers: (process) => this.messages.peers.answers(process, 800),
        mayHavePeers: () => this.registry.mayHaveOthers,
        cordon: async () => {
          this.state = "draining";
          await this.registry.announce();
        },
      },
      DRAIN_SECONDS,
      silentTelemetry,
      undefined,
      this.clock,
    );
    witness.drained(this, left, world.now - asked, DRAIN_SECONDS);
    for (const room of this.rooms.values()) room.endForGood();
    await this.registry.leave();
    this.kill();
  }

  async openRoom(name: string, id: string, options: Options): Promise<IRoomCache> {
    const room = new SimRoom(this, name, id);
    return await room.open(options);
  }

  // What the registry reads: see Self.
  record(): ProcessRecord {
    const { self, state, started } = this;
    const players = [...this.rooms.values()].reduce((sum, room) => sum + room.players(), 0);
    return {
      ...self,
      ...{
        pid: 1,
        state,
        headroom: 1 - 0.1 * this.rooms.size,
        tickP99: 1,
        loopLag: 1,
        keepsUp: true,
        memory: 1,
      },
      ...{ rooms: this.rooms.size, players, capacity: 1000, version: "1", started },
      moved: { rooms: 0, players: 0, longestGap: 0 },
      secrets: ["same"],
    };
  }

  roster(): string {
    return "[]";
  }

  figures(): string {
    return "{}";
  }

  listings(): [string, string][] {
    return this.own.published();
  }

  retire(strays: readonly Stray[]): Promise<string[]> {
    return this.own.retire(this.id, strays);
  }

  // Faults.

  /** Kills the process, as SIGKILL does. */
  kill(): void {
    if (this.isDead) return;
    this.isDead = true;
    for (const callback of this.#deaths) callback();
    this.connection.end();
    this.shared.network.delete(this.self.address);
    for (const room of this.rooms.values()) room.die();
    this.rooms.clear();
  }

  /** A room blocks the event loop: the watchdog names it in Redis, then ends the process (SV12). */
  hang(room: string): void {
    const { world, witness, host, replace } = this.shared;
    witness.fatal.broke(room, this.id);
    const over = witness.fault(`${room} blocks ${this.id}`, false);
    this.onDeath(over);
    this.block();
    const blame = (): void => {
      if (this.isDead) return;
      const isReached = this.connection.beside(() => host.redis.ledger.blame(this.id, room));
      if (!isReached) world.after(WATCHDOG.again, blame);
    };
    world.after(WATCHDOG.blames, blame);
    world.after(WATCHDOG.ends, () => {
      if (this.isDead) return;
      this.kill();
      replace();
    });
  }

  /** @param callback called when the process ends @returns takes that back */
  onDeath(callback: () => void): () => void {
    this.#deaths.add(callback);
    return () => void this.#deaths.delete(callback);
  }

  #read(checkpoint: Buffer, tail: Buffer | undefined, room: string): SimMatch {
    try {
      return readMatch(checkpoint, tail);
    } catch (error) {
      this.shared.witness.fatal.broke(room, this.id);
      throw error;
    }
  }

  stepDone(step: Step): void {
    this.shared.onStep(step, this);
  }
}

/** The rooms of a process as a drain sees them. */
function localRooms(rooms: Map<string, SimRoom>) {
  return {
    get size() {
      return rooms.size;
    },
    players: 0,
    *[Symbol.iterator](): Generator<{ roomId: string; roomName: string; handOver: SimRoom["handOver"] }> {
      for (const room of [...rooms.values()])
        yield { roomId: room.id, roomName: room.name, handOver: (target) => room.handOver(target) };
    },
  };
}
