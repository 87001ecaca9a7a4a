/**
 * Random worlds against a simple model: after every tick and every full state, each client's stock decoder
 * holds exactly the state that the client should have.
 */
import { ClientState } from "@colyseus/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { skirmishTables } from "../../../games/skirmish/entities.ts";
import { classes } from "../../../games/skirmish/shared/schema/state.ts";
import { compile } from "../../../server/replication/compiledTables.ts";
import { InterestSerializer } from "../../../server/replication/interestSerializer.ts";
import { type Point, type Tables, uint8 } from "../../../shared/fields/index.ts";
import { type Random, random, seeded, whole } from "../../../shared/maths/random.ts";
import { TestClient } from "../../support/testClient.ts";
import { differences, type ExpectedView, updateView } from "./expectedView.ts";
import { PlainWorld, type Source } from "./plainWorld.ts";
import { changeAnything } from "./randomChange.ts";

/** `SEED=123` repeats a failure. */
const SEEDS =
  process.env.SEED === undefined ? Array.from({ length: 72 }, (_, i) => i + 1) : [Number(process.env.SEED)];
const TICKS = 250;

interface Sort {
  half: number;
  margin: number;
  timed: boolean;
  flying: boolean;
  simulated: boolean;
}

/**
 * Every fourth seed has a view without limits, every third no clock, every second flying bolts, half of them
 * simulated ships.
 */
const sortOf = (seed: number): Sort => ({
  half: seed % 4 === 0 ? Number.POSITIVE_INFINITY : 500,
  margin: 0.2,
  timed: seed % 3 !== 0,
  flying: seed % 2 === 0,
  simulated: seed % 8 > 3,
});

/** A client without any state yet. */
const EMPTY_VIEW = () => ({ seen: new Set<never>(), x: Number.NaN, y: Number.NaN });

/**
 * The tables of the game, for a world that moves bolts in another way and has the flags of a ship as values.
 */
function tablesOf(world: PlainWorld, flying: boolean): Tables {
  const { ships, bolts, pickups } = skirmishTables.entities;
  const flags = uint8({ read: (ship: Source) => ship.flags });
  const place = (bolt: { x: number; y: number }, _: unknown, at: Point) => {
    at.x = world.flownTo(bolt);
    at.y = bolt.y;
  };
  return {
    ...skirmishTables,
    entities: {
      ships: { ...ships, fields: { ...ships.fields, flags }, owned: () => true },
      bolts: flying ? { ...bolts, place } : { ...bolts, place: undefined, position: ["x", "y"] },
      pickups,
    },
  };
}

/** Ships are read again after each change. */
const ticking = (world: PlainWorld) => ({
  get tick() {
    return world.changes;
  },
});

class Play {
  readonly world: PlainWorld;
  readonly from: Random;
  readonly sort: Sort;
  readonly serializer: InterestSerializer;
  readonly clients: TestClient[] = [];
  readonly away: TestClient[] = [];
  readonly behind = new Set<TestClient>();
  readonly views = new Map<string, ExpectedView>();
  private next = 0;

  constructor(seed: number) {
    this.from = seeded(seed);
    this.sort = sortOf(seed);
    this.world = new PlainWorld(this.from, this.sort.flying, this.sort.simulated);
    this.serializer = new InterestSerializer({
      compiled: compile({ ...classes, tables: tablesOf(this.world, this.sort.flying) }),
      world: ticking(this.world),
      half: this.sort.half,
      margin: this.sort.margin,
      centreOf: (key) => this.views.get(key)!.centre,
      sinkOf: (client) => client as unknown as TestClient,
    });
    for (let i = 0; i < 12; i++) changeAnything(this.world);
    this.serializer.reset(this.world.state);
  }

  private get timing(): { sNow: number } | undefined {
    return this.sort.timed ? { sNow: this.world.tick * 33 } : undefined;
  }

  tick(): void {
    this.world.step();
    const crowd = this.world.tick % 90 < 70 ? 10 : 0;
    for (let n = whole(this.from, 25); n > 0; n--) {
      if (random(this.from) < 0.08) this.changeClients(crowd);
      else changeAnything(this.world);
    }
    if (crowd === 0) for (const client of [...this.clients]) this.leave(client);
    for (const client of this.clients) client.inputs.ackSeq++;
    this.serializer.applyPatches(
      this.clients.map((client) => client.asClient),
      this.world.state,
      this.timing,
    );
    for (const client of this.clients) {
      if (client.state !== ClientState.JOINED || client.losesFrames) continue;
      if (client.waiting > 0) {
        this.behind.add(client);
        continue;
      }
      // A client that fell behind starts again: its earlier state does not count.
      if (this.behind.delete(client)) Object.assign(this.views.get(client.sessionId)!, EMPTY_VIEW());
      this.check(client);
    }
  }

  /** A client joins, leaves, drops, returns or spectates another ship. */
  private changeClients(most: number): void {
    const at = random(this.from);
    const client = this.clients[whole(this.from, this.clients.length)];
    if (at < 0.3 && this.clients.length < most) this.join();
    else if (at < 0.5) for (const waiting of this.clients) this.confirm(waiting);
    else if (at < 0.6 && client !== undefined) this.leave(client);
    else if (at < 0.7 && client?.state === ClientState.JOINED) this.drop(client);
    else if (at < 0.85 && this.away.length > 0 && most > 0) this.reconnect(this.away.pop()!);
    else if (at < 0.88 && client?.state === ClientState.JOINED) this.startAgain(client);
    else if (at < 0.94 && client?.state === ClientState.JOINED) this.stopReading(client);
    else if (client !== undefined)
      this.views.get(client.sessionId)!.centre = this.world.anyKey("ships") ?? "nobody";
  }

  private join(): void {
    const key = `c${this.next++}`;
    if (random(this.from) < 0.9) this.world.addShip(key);
    this.enter(new TestClient(key, this.serializer.handshake()), key);
  }

  /** The client is in the room; it gets its state once it has confirmed the join. */
  private enter(client: TestClient, centre: string): void {
    this.world.log.push(`${this.world.tick}: ${client.sessionId} joins`);
    const { half, margin } = this.sort;
    const keep = half * (1 + margin);
    this.views.set(client.sessionId, { half, keep, centre, ...EMPTY_VIEW() });
    this.clients.push(client);
    if (random(this.from) < 0.5) this.confirm(client);
  }

  private confirm(client: TestClient): void {
    if (client.state === ClientState.JOINED) return;
    this.world.log.push(`${this.world.tick}: ${client.sessionId} gets its state`);
    client.state = ClientState.JOINED;
    client.raw(this.serializer.getFullState(client.asClient, this.timing));
    this.check(client);
  }

  /** The client stops reading, or has read everything. */
  private stopReading(client: TestClient): void {
    client.waiting = client.waiting > 0 ? 0 : 1e6;
    this.world.log.push(`${this.world.tick}: ${client.waiting} bytes wait for ${client.sessionId}`);
  }

  /** It has lost some patches, and receives all frames from now on. */
  private startAgain(client: TestClient): void {
    this.world.log.push(`${this.world.tick}: ${client.sessionId} starts again`);
    client.losesFrames = true;
    this.tick();
    client.losesFrames = false;
    if (!this.clients.includes(client)) return;
    Object.assign(this.views.get(client.sessionId)!, EMPTY_VIEW());
    this.behind.delete(client);
    client.raw(this.serializer.getFullState(client.asClient, this.timing));
    this.check(client);
  }

  private leave(client: TestClient): void {
    this.world.log.push(`${this.world.tick}: ${client.sessionId} leaves`);
    this.clients.splice(this.clients.indexOf(client), 1);
    if (this.world.things.ships.has(client.sessionId)) this.world.remove("ships", client.sessionId);
  }

  private drop(client: TestClient): void {
    this.world.log.push(`${this.world.tick}: ${client.sessionId} drops`);
    this.clients.splice(this.clients.indexOf(client), 1);
    client.state = ClientState.LEAVING;
    this.away.push(client);
  }

  /** On a new connection, with its earlier decoder state or, after a reload, without. */
  private reconnect(client: TestClient): void {
    const stock = random(this.from) < 0.7 ? client.stock : undefined;
    this.enter(new TestClient(client.sessionId, this.serializer.handshake(), stock), client.sessionId);
  }

  private check(client: TestClient): void {
    const view = this.views.get(client.sessionId)!;
    updateView(view, this.world, client.sessionId);
    const wrong = differences(client, view, this.world);
    if (client.hasChangedFrame()) wrong.push("a frame changed after it was handed over");
    if (this.sort.timed && client.header.now !== this.world.tick * 33)
      wrong.push(`clock ${client.header.now}`);
    if (this.sort.timed && client.header.input !== client.inputs.ackSeq) wrong.push("input number");
    if (wrong.length > 0) throw new Error(`${client.sessionId}: ${wrong.slice(0, 8).join("; ")}`);
  }
}

const spies: { mock: { calls: unknown[][] }; mockRestore(): void }[] = [];
beforeEach(() => {
  for (const level of ["warn", "error"] as const)
    spies.push(vi.spyOn(console, level).mockImplementation(() => undefined));
});
afterEach(() => {
  for (const spy of spies.splice(0)) spy.mockRestore();
});

test.each(SEEDS)(
  "[IN7] seed %i: after every tick each client has exactly the state it should have, and its acknowledgement",
  (seed) => {
    const play = new Play(seed);
    try {
      for (let i = 0; i < TICKS; i++) {
        play.tick();
        const calls = spies.flatMap((spy) => spy.mock.calls);
        if (calls.length > 0) throw new Error(`the decoder logged: ${calls[0]!.join(" ")}`);
      }
    } catch (error) {
      const last = play.world.log.slice(-60).join("\n");
      throw new Error(`SEED=${seed}, tick ${play.world.tick}: ${String(error)}\nlatest operations:\n${last}`);
    }
    expect(play.serializer.sent.frames).toBeGreaterThan(TICKS);
  },
);
