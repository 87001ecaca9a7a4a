/**
 * A server process: the real registry, matchmaking, takeover and drain on simulated ports. A fault
 * can stop it, suspend its machine, cut its connections, or kill it.
 */
import type { IRoomCache } from "@colyseus/core";
import { drain } from "../../../server/cluster/drain.ts";
import { type Address, Ledger, type LedgerStore } from "../../../server/cluster/ledger.ts";
import {
  type Listing,
  type ListingStore,
  OwnListings,
  type Stray,
} from "../../../server/cluster/listings.ts";
import { Matchmaking } from "../../../server/cluster/matchmaking.ts";
import { createOpening } from "../../../server/cluster/opening.ts";
import type { OwnershipOptions } from "../../../server/cluster/ownership.ts";
import type { Chance, Clock, Options, PeerProcesses, Rooms } from "../../../server/cluster/ports.ts";
import { UNANSWERED, UNHEARD } from "../../../server/cluster/ports.ts";
import { RedisRegistry } from "../../../server/cluster/redisRegistry.ts";
import type { ProcessRecord, Self } from "../../../server/cluster/registry.ts";
import { Takeover } from "../../../server/cluster/takeover.ts";
import { silentTelemetry } from "../telemetry.ts";
import { Connection, type Listener, type Step } from "./connection.ts";
import { readMatch, type SimMatch } from "./match.ts";
import type { RedisHost } from "./redisHost.ts";
import { SimRoom } from "./room.ts";
import type { Witness } from "./witness.ts";
import type { SimWorld } from "./world.ts";

/** What the processes of a cluster share. */
export interface Shared {
  readonly world: SimWorld;
  readonly host: RedisHost;
  readonly witness: Witness;
  /** Processes by address. */
  readonly network: Map<string, SimProcess>;
  /** Called after Redis has carried out a step. */
  onStep(step: Step, process: SimProcess): void;
}

/** Default duration of a drain, s. */
const DRAIN_SECONDS = 60;

export class SimProcess implements Self, Listener {
  readonly shared: Shared;
  readonly id: string;
  readonly started: number;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly registry: RedisRegistry;
  readonly matchmaking: Matchmaking;
  readonly takeover: Takeover<SimMatch>;
  readonly ownership: OwnershipOptions<SimMatch>;
  readonly rooms = new Map<string, SimRoom>();
  readonly own: OwnListings;
  /** The process has ended. */
  isDead = false;
  state: "ready" | "draining" = "ready";
  /** HTTP and messages between this process and others fail. Redis stays reachable. */
  isApart = false;
  /** Speed of the process's clock relative to simulated time. */
  readonly #rate: number;
  #offset: number;
  #isPaused = false;
  #dueTimers: (() => void)[] = [];
  #dueMessages: (() => void)[] = [];
  readonly #deaths = new Set<() => void>();
  /** Time of the latest wake-up; time of the latest Redis fault that it saw: ms. */
  wokeAt = Number.NEGATIVE_INFINITY;
  #troubledAt = Number.NEGATIVE_INFINITY;

  constructor(shared: Shared) {
    this.shared = shared;
    const { world, host, network } = shared;
    this.id = world.id("p");
    this.#rate = world.between(0.999, 1.001);
    this.#offset = world.between(0, 1e6);
    this.started = world.now;
    this.connection = new Connection(world, host, this);
    this.clock = {
      now: () => world.now * this.#rate + this.#offset,
      date: () => world.now + this.#dateOffset,
      wait: (ms) => new Promise((resolve) => this.timer(ms, resolve)),
      every: (ms, work) => this.#every(ms, work),
    };
    const { redis } = host;
    const call = <T>(step: Step, work: () => T): Promise<T> => this.connection.call(step, work);
    this.registry = new RedisRegistry(
      {
        beat: (told) => call("beat", () => redis.beat(told)),
        leave: (id) => call("beat", () => redis.leave(id)),
      },
      this.connection,
      silentTelemetry,
      this.clock,
    );
    this.registry.introduce(this);
    const store: LedgerStore = {
      open: (room, ...rest) =>
        call("claim", () => shared.witness.claimed(room, redis.open(room, ...rest), this)),
      takeOver: (room, ...rest) =>
        call("claim", () => shared.witness.claimed(room, redis.takeOver(room, ...rest), this)),
      renew: (...args) => call("renew", () => redis.renew(...args)),
      pass: (...args) => call("pass", () => redis.pass(...args)),
      confirm: (...args) => call("renew", () => redis.confirm(...args)),
      release: (...args) => call("release", () => redis.release(...args)),
      quarantine: (...args) => call("release", () => redis.quarantine(...args)),
      notice: () => call("ask", () => redis.notice()),
      look: (...args) => call("ask", () => redis.look(...args)),
    };
    this.connection.onUp(() => void store.notice().catch(() => {}));
    const rooms: Rooms = {
      process: this.id,
      plays: () => true,
      has: (room) => this.rooms.get(room)?.lives ?? false,
      open: (name, options, room) => this.openRoom(name, room, options),
    };
    const chance: Chance = { random: world.random, id: () => world.id("x") };
    this.takeover = new Takeover({
      ledger: new Ledger(store, () => this.self),
      ...{ rooms, probes: this.#peers, clock: this.clock, telemetry: silentTelemetry, read: readMatch },
      takes: () => this.state === "ready",
      peers: () => this.registry.processes.map((one) => one.public),
      others: () => this.registry.processes.filter(({ id }) => id !== this.id),
    });
    this.ownership = { takeover: this.takeover, clock: this.clock, peers: this.#peers, telemetry: silentTelemetry };
    const opening = createOpening(chance, {
      take: (...args) => call("take", () => redis.take(...args)),
      free: (...args) => call("take", () => redis.free(...args)),
    });
    const told = (listing: Listing) => [listing.epoch ?? 0, JSON.stringify(listing)] as const;
    const listings: ListingStore = {
      insert: (listing) => {
        const [room, what] = [listing.roomId, told(listing)];
        return call("list", () => redis.insert(room, ...what));
      },
      write: (listing) => {
        const [room, process, what] = [listing.roomId, listing.processId, told(listing)];
        return call("list", () => redis.write(room, process, ...what));
      },
      remove: (...args) => call("unlist", () => redis.remove(...args)),
    };
    this.own = new OwnListings(listings, silentTelemetry.log);
    this.matchmaking = new Matchmaking({
      ...{
        registry: this.registry,
        log: silentTelemetry.log,
        opening,
        clock: this.clock,
        chance,
        peers: this.#peers,
        rooms,
      },
      listings: {
        openRooms: (name) => call("ask", () => redis.openRooms(name)),
        find: (room) => call("ask", () => redis.find(room)),
      },
      host: {
        requireKind() {},
        authenticate: async () => undefined,
        seatOf: (room, session) => ({ ...room, sessionId: session }) as never,
        reconnect: () => Promise.reject(new Error("not simulated")),
      },
    });
    network.set(this.self.address, this);
    this.onDeath(
      host.subscribe(`p:${this.id}`, this.connection, (message) => this.#asked(message as Request)),
    );
  }

  get self(): Address {
    return { id: this.id, address: `${this.id}:1`, public: `${this.id}:1` };
  }

  /** Whether the process is alive and not stopped. */
  get runs(): boolean {
    return !this.isDead && !this.#isPaused;
  }

  /** Joins the cluster. */
  async start(): Promise<void> {
    await this.registry.start();
  }

  // The record of the process in the registry.
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
    return this.own.told();
  }

  retire(strays: readonly Stray[]): Promise<string[]> {
    return this.own.retire(this.id, strays);
  }

  // Time.

  timer(delay: number, work: () => void): void {
    this.shared.world.after(delay / this.#rate, () => {
      if (this.isDead) return;
      if (this.#isPaused) this.#dueTimers.push(work);
      else work();
    });
  }

  deliver(work: () => void): void {
    if (this.isDead) return;
    if (this.#isPaused) this.#dueMessages.push(work);
    else work();
  }

  stepDone(step: Step): void {
    this.shared.onStep(step, this);
  }

  #every(ms: number, work: () => void): () => void {
    let isOver = false;
    const again = (): void =>
      this.timer(ms, () => {
        if (isOver) return;
        work();
        again();
      });
    again();
    return () => {
      isOver = true;
    };
  }

  get #dateOffset(): number {
    return 1.7e12;
  }

  // Faults.

  /** Stops the process, as SIGSTOP does. @param asleep its machine is suspended: its clock stops too */
  pause(duration: number, asleep = false): void {
    const { world } = this.shared;
    if (this.isDead || this.#isPaused) return;
    this.#isPaused = true;
    world.after(duration, () => {
      if (asleep) this.#offset -= duration * this.#rate;
      this.wake();
    });
  }

  wake(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.wokeAt = this.shared.world.now;
    // A process that wakes runs its timers before it reads its sockets.
    const due = [...this.#dueTimers.splice(0), ...this.#dueMessages.splice(0)];
    for (const work of due) this.shared.world.after(0, () => this.deliver(work));
  }

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

  /** @param callback called when the process ends */
  onDeath(callback: () => void): void {
    this.#deaths.add(callback);
  }

  /** Cuts the network to Redis. @param isSeen whether both ends notice at once */
  cut(isSeen: boolean): void {
    this.connection.isCut = true;
    this.#troubledAt = this.shared.world.now;
    if (isSeen) this.connection.break();
  }

  mend(): void {
    this.connection.isCut = false;
    this.#troubledAt = this.shared.world.now;
    this.connection.break();
  }

  /** @param delay of the connection to Redis, ms each way */
  setDelay(delay: number): void {
    this.connection.delay = delay;
    this.#troubledAt = this.shared.world.now;
  }

  /**
   * When this process last began or ceased to be cut off from Redis, ms; the present while it is
   * cut off.
   */
  get redisTroubleAt(): number {
    const { world, host } = this.shared;
    const { isCut, isOpen, delay } = this.connection;
    if (isCut || !isOpen || delay > 0 || !host.answers) return world.now;
    return Math.max(this.#troubledAt, host.troubledAt);
  }

  /** As SIGTERM does: hands the rooms over and ends. */
  async stop(): Promise<void> {
    if (this.isDead || this.state === "draining") return;
    const { world, witness } = this.shared;
    const asked = world.now;
    const left = await drain(
      {
        ...{ id: this.id, started: this.started },
        localRooms: new LocalRooms(this.rooms),
        peers: () => this.registry.processes.filter(({ id, state }) => state === "ready" && id !== this.id),
        answers: (process) => this.#peers.answers(process, 800),
        mayHavePeers: () => this.registry.mayHaveOthers,
        cordon: async () => {
          this.state = "draining";
          await this.registry.beat();
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

  // Rooms.

  async openRoom(name: string, id: string, options: Options): Promise<IRoomCache> {
    const room = new SimRoom(this, name, id);
    return await room.open(options);
  }

  // Messages.

  readonly #peers: PeerProcesses = {
    openRoom: (process, name, options, room, patience) =>
      this.#request(`p:${process}`, { type: "open", name, room, options }, patience) as Promise<IRoomCache>,
    reserveSeat: async (room, session, _options, _auth, patience) => {
      const here = this.rooms.get(room);
      if (here !== undefined) return here.reserve(session);
      return (await this.#request(`$${room}`, { type: "reserve", session }, patience)) === true;
    },
    cancelSeat: (room, session) => {
      const here = this.rooms.get(room);
      if (here !== undefined) here.cancel(session);
      else this.#request(`$${room}`, { type: "cancel", session }, 500).catch(() => {});
    },
    hasSeat: async (room, patience) => {
      const here = this.rooms.get(room);
      if (here !== undefined) return here.hasSeat;
      return (await this.#request(`$${room}`, { type: "seat" }, patience)) === true;
    },
    answers: (process, patience) =>
      this.#request(`p:${process}`, { type: "check" }, patience).then(
        () => true,
        () => false,
      ),
    hasRoom: (address, room, patience) => this.#probe(address, room, patience),
  };

  /** Models the framework's requests through Redis, and server/cluster/presence.ts. */
  #request(channel: string, what: Asked, patience: number): Promise<unknown> {
    const { host, world } = this.shared;
    return new Promise((resolve, reject) => {
      const reply = world.id("ipc");
      const end = host.subscribe(reply, this.connection, (message) => {
        end();
        const { value, error } = message as Answer;
        if (error === undefined) resolve(value);
        else reject(new Error(error));
      });
      this.connection
        .call("request", () => host.publish(channel, { what, reply } satisfies Request))
        .then(
          (heard) => (heard > 0 ? undefined : UNHEARD),
          // A request that Redis was too slow to take may still be delivered.
          ({ message }: Error) => (message === "Command timed out" ? undefined : message),
        )
        .then((fault) => {
          if (fault === undefined) return;
          end();
          reject(new Error(fault));
        });
      this.timer(patience, () => {
        end();
        reject(new Error(UNANSWERED));
      });
    });
  }

  #asked({ what, reply }: Request): void {
    if (what.type === "open") this.answer(this.openRoom(what.name, what.room, what.options), reply);
    else this.answer(Promise.resolve(true), reply);
  }

  answer(promise: Promise<unknown>, reply: string): void {
    const { host } = this.shared;
    const say = (answer: Answer): void =>
      void this.connection.call("reply", () => host.publish(reply, answer)).catch(() => {});
    promise.then(
      (value) => say({ value }),
      (error) => say({ error: String(error?.message ?? error) }),
    );
  }

  /** Models HTTP between processes. */
  #probe(address: string, room: string, patience: number): Promise<string | undefined> {
    const { world, network } = this.shared;
    return new Promise((resolve) => {
      this.timer(patience, () => resolve(undefined));
      world.after(world.between(0.2, 2), () => {
        const other = network.get(address);
        if (other === undefined) return this.deliver(() => resolve(undefined));
        if (this.isApart || other.isApart) return;
        other.deliver(() => {
          const has = other.takeover.here(room);
          world.after(world.between(0.2, 2), () => {
            if (!this.isApart && !other.isApart) this.deliver(() => resolve(has));
          });
        });
      });
    });
  }
}

type Asked =
  | { type: "open"; name: string; room: string; options: Options }
  | { type: "reserve" | "cancel"; session: string }
  | { type: "seat" | "check" };
export interface Request {
  what: Asked;
  reply: string;
}
interface Answer {
  value?: unknown;
  error?: string;
}

class LocalRooms {
  readonly #rooms: Map<string, SimRoom>;

  constructor(rooms: Map<string, SimRoom>) {
    this.#rooms = rooms;
  }

  get size(): number {
    return this.#rooms.size;
  }

  get players(): number {
    return 0;
  }

  *[Symbol.iterator](): Generator<{ roomId: string; roomName: string; handOver: SimRoom["handOver"] }> {
    for (const room of [...this.#rooms.values()])
      yield { roomId: room.id, roomName: room.name, handOver: (target) => room.handOver(target) };
  }
}
