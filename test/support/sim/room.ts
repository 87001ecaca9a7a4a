/**
 * A room as the framework would keep it, with the real ownership: its seats (seats.ts), a step loop, a
 * listing, and disposal when it is empty.
 */
import type { IRoomCache } from "@colyseus/core";
import type { ProcessAddress } from "../../../server/cluster/ledger.ts";
import type { Listing } from "../../../server/cluster/listings.ts";
import { RoomOwnership } from "../../../server/cluster/ownership.ts";
import type { PartySeated } from "../../../server/cluster/parties.ts";
import type { Options } from "../../../server/cluster/ports.ts";
import type { SeatOfToken } from "../../../server/cluster/reconnection.ts";
import { SeatRequests } from "../../../server/rooms/seatRequests.ts";
import type { SimClient } from "./client.ts";
import type { Break } from "./fatal.ts";
import { newMatch, type SimMatch, writeMatch, writePart } from "./match.ts";
import type { Request } from "./messages.ts";
import type { SimProcess } from "./process.ts";
import { RESERVED, SimSeats } from "./seats.ts";

/** Seats of a room; with parties, enough for all players. */
const CAPACITY = { usual: 4, parties: 12 } as const;
/** Real rooms step six times as often. What they write is the same. ms */
const STEP = { every: 200, ticks: 6 } as const;

export class SimRoom {
  readonly id: string;
  readonly name: string;
  readonly process: SimProcess;
  readonly #ownership: RoomOwnership<SimMatch>;
  #match: SimMatch = newMatch();
  readonly #seats: SimSeats;
  readonly #requests: SeatRequests;
  readonly #capacity: number;
  #isListed = false;
  /** One object, as in the framework: it always holds the present state of the room. */
  readonly #listing: Listing;
  #isOver = false;
  #isListening = false;
  #emptyUntil = 0;
  /** Steps before the one that never ends, in a match that has such a step. */
  #stepsLeft = 0;
  readonly #ends: (() => void)[] = [];

  constructor(process: SimProcess, name: string, id: string) {
    this.process = process;
    this.name = name;
    this.id = id;
    const room = this;
    this.#seats = new SimSeats(() => process.clock.now());
    this.#capacity = CAPACITY[process.shared.hasParties ? "parties" : "usual"];
    this.#requests = new SeatRequests(() => this.#ownership.inDoubt, process.clock);
    this.#listing = {
      ...{ name, processId: process.id, maxClients: this.#capacity },
      get roomId() {
        return room.#isListed ? id : undefined;
      },
      get clients() {
        return room.#seats.size;
      },
      get locked() {
        return room.#seats.size >= room.#capacity;
      },
      get epoch() {
        return room.#ownership.epoch;
      },
    } as Listing;
    this.#ownership = new RoomOwnership(process.ownership, {
      ...{ id, name },
      players: () => this.players(),
      checkpoint: () => this.#write(),
      tail: () => writePart(this.#match),
      arrivals: (timeout) => this.#arrivals(timeout),
      unlist: () => {
        const was = this.#isListed;
        this.#isListed = false;
        return () => {
          this.#isListed = was;
        };
      },
      sendAway: () => {
        this.#close(4010);
        // As the disposal of a real room does: this process may take the match over again.
        this.#ownership.end();
        this.process.partyKeeper.closed(this, false);
      },
      askElsewhere: () => {
        for (const [session, client] of this.#seats.clients()) {
          this.left(session, false);
          client?.closed(this, 4010);
        }
      },
    });
  }

  get isActive(): boolean {
    return !this.#ownership.moving && !this.#ownership.inDoubt && !this.#isOver;
  }

  get epoch(): number {
    return this.#ownership.epoch;
  }

  /** Whether a fault can make the match break its owners: it does not do so yet. */
  get isSound(): boolean {
    return this.isActive && this.#match.breaks === undefined;
  }

  players(): number {
    return this.#seats.size;
  }

  get roomId(): string {
    return this.id;
  }

  get roomName(): string {
    return this.name;
  }

  /** See `PartyHost`. */
  parties(): Map<string, PartySeated> {
    return this.#seats.parties();
  }

  /** Models the framework's `handleCreateRoom`. @throws when the room cannot be opened */
  async open(options: Options): Promise<IRoomCache> {
    const { process } = this;
    const { clock, shared } = process;
    const restored = await this.#ownership.open(options);
    if (restored !== undefined) {
      this.#match = restored;
      this.#seats.restore(restored.room);
    }
    this.#emptyUntil = clock.now() + RESERVED;
    this.#ends.push(clock.every(STEP.every, () => this.#step()));
    this.#ownership.created();
    this.#isListed = true;
    if (!(await process.own.insert(this.#listing))) {
      this.#close(4010);
      throw new Error("listed by a later owner");
    }
    shared.witness.opened(this);
    process.rooms.set(this.id, this);
    process.connection.onUp(() => void this.#listen());
    await this.#listen();
    return { ...this.#listing };
  }

  /** Subscribes to requests: once Redis is back, if it is cut off, as server/cluster/presence.ts does. */
  async #listen(): Promise<void> {
    const { connection, shared } = this.process;
    const subscribe = (): void => {
      if (this.#isOver || this.#isListening) return;
      this.#isListening = true;
      const end = shared.host.subscribe(`$${this.id}`, connection, (asked) => this.#asked(asked as Request));
      this.#ends.push(end);
    };
    await connection.call("ask", subscribe).catch(() => {});
  }

  handOver(target: ProcessAddress): Promise<boolean> {
    return this.#ownership.handOver(target);
  }

  get hasSeat(): boolean {
    return this.isActive && this.#seats.size < this.#capacity;
  }

  /** Cancels a seat reservation. */
  cancel(session: string): void {
    this.#requests.cancel(session);
    if (this.#seats.cancel(session)) this.#persist();
  }

  async reserve(session: string, party: string | undefined): Promise<boolean> {
    if (!(await this.#requests.settled(session)) || !this.hasSeat) return false;
    this.#seats.reserve(session, party);
    this.#persist();
    return true;
  }

  /** As `GameRoom.seatOf`. @param token the session: tokens are not rotated here */
  seatOf(token: string): SeatOfToken {
    if (!this.isActive) return "moving";
    if (!this.#seats.isTaken(token)) return "unknown";
    this.process.shared.witness.seatNamed(this);
    return { ...this.#listing, sessionId: token } as unknown as SeatOfToken;
  }

  /**
   * A client connects with a session: to a reserved seat, or back to its own. @returns whether it is admitted
   */
  enter(session: string, client: SimClient): boolean {
    const { gone, inDoubt, passed } = this.#ownership;
    if (!this.#seats.has(session) || this.#isOver || gone || inDoubt || passed) return false;
    if (this.#seats.connect(session, client)) {
      this.#match.world.ships.set(session, { key: session, score: 0 });
      this.#ownership.requestCheckpoint();
    }
    return true;
  }

  scoreOf(session: string): number {
    return this.#match.world.ships.get(session)?.score ?? Number.NaN;
  }

  get tick(): number {
    return this.#match.world.tick;
  }

  /** The connection of a player has closed. @param isForGood the player left on purpose */
  left(session: string, isForGood: boolean): void {
    if (!this.#seats.has(session) || this.#ownership.gone) return;
    this.#seats.disconnect(session);
    if (isForGood) this.#giveUp(session);
  }

  /**
   * The process ends: it closes all connections for good, unless another process owns the match or may own
   * it.
   */
  endForGood(): void {
    this.#ownership.stop();
    this.#end(this.#ownership.endsMatch ? 4001 : 4010);
  }

  /**
   * From now on the match breaks its owners: this one as soon as it has written that, or only the next ones.
   */
  sabotage(breaks: Break): void {
    this.#match.breaks = breaks;
    this.#stepsLeft = 2;
    this.#ownership.requestCheckpoint();
    this.process.shared.witness.fatal.began(this.id);
  }

  /** The process was killed. */
  die(): void {
    this.#isOver = true;
    for (const [, client] of this.#seats.clients()) client?.lost(this);
    for (const end of this.#ends.splice(0)) end();
  }

  #step(): void {
    const { process } = this;
    if (this.#isOver || !this.#ownership.mayStep) return;
    if (this.#match.breaks === "step" && this.#stepsLeft-- <= 0) {
      process.hang(this.id);
      return;
    }
    const now = process.clock.now();
    for (const session of this.#seats.expired()) this.#giveUp(session);
    const { world } = this.#match;
    world.tick += STEP.ticks;
    for (const ship of world.ships.values()) if (process.shared.world.random() < 0.03) ship.score += 10;
    this.#ownership.step(world.tick);
    process.shared.witness.patchSent(this);
    for (const [session, client] of this.#seats.clients())
      client?.patched(this, world.tick, this.scoreOf(session));
    if (this.#seats.size === 0 && now >= this.#emptyUntil) this.#dispose();
  }

  #giveUp(session: string): void {
    this.#seats.remove(session);
    this.#match.world.ships.delete(session);
    if (!this.#ownership.hasTail) this.#ownership.requestCheckpoint();
    this.#persist();
    if (this.#seats.size === 0) this.#dispose();
  }

  /** The match has ended: all players have left. */
  #dispose(): void {
    if (this.#isOver) return;
    void this.process.own.remove(this.id);
    this.#end(4010);
  }

  #end(code: number): void {
    const { endsMatch } = this.#ownership;
    this.#close(code);
    this.#ownership.end();
    this.process.partyKeeper.closed(this, endsMatch);
  }

  #close(code: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#isListed = false;
    for (const end of this.#ends.splice(0)) end();
    const { process } = this;
    if (process.rooms.get(this.id) === this) process.rooms.delete(this.id);
    process.own.forget(this.id, this.#listing);
    for (const [, client] of this.#seats.clients()) client?.closed(this, code);
  }

  #persist(): void {
    this.process.own.update(this.#listing);
  }

  async #arrivals(timeout: number): Promise<void> {
    const { clock } = this.process;
    const end = clock.now() + timeout;
    while (this.#seats.hasReserved && clock.now() < end) await clock.wait(20);
  }

  #write(): Buffer {
    return writeMatch({ ...this.#match, room: this.#seats.stored() });
  }

  #asked({ what, reply }: Request): void {
    const say = (answer: unknown): void => this.process.messages.answer(Promise.resolve(answer), reply);
    if (what.type === "reserve") say(this.reserve(what.session, what.party));
    else if (what.type === "seat") say(this.hasSeat);
    else if (what.type === "seatOf") say(this.seatOf(what.token));
    else if (what.type === "cancel") this.cancel(what.session);
  }
}
