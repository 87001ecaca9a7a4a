/**
 * Sizes, limits and refusals of the room's serializer. test/property tests that it sends the right entities.
 */
import { Protocol, ProtocolModifier } from "@colyseus/core";
import { expect, test, vi } from "vitest";
import { ArenaState, Bolt, classes, Leader, Ship } from "../../../games/skirmish/shared/schema/state.ts";
import { Chunks } from "../../../server/replication/chunks.ts";
import { compile } from "../../../server/replication/compiledTables.ts";
import { InterestSerializer } from "../../../server/replication/interestSerializer.ts";
import { TestClient } from "../../support/testClient.ts";

/** Code, clock and input number, bytes. */
const HEADER = 9;
const TIMING = { sNow: 5 };

const compiled = compile(classes);

function room(half = 500): { state: ArenaState; serializer: InterestSerializer } {
  const state = new ArenaState();
  state.assign({
    tick: 1,
    phase: "live",
    phaseEnds: 2,
    round: 1,
    seed: 1,
    size: 2400,
    rocks: 0,
    tickRate: 30,
  });
  const serializer = new InterestSerializer({
    compiled,
    // Nothing is simulated: the state alone matters.
    world: { tick: 0 },
    half,
    margin: 0.2,
    centreOf: (key) => key,
    sinkOf: (client) => client as unknown as TestClient,
  });
  serializer.reset(state);
  return { state, serializer };
}

function addShip(state: ArenaState, key: string, x: number): Ship {
  const ship = new Ship().assign({
    x,
    y: 100,
    angle: 0,
    flags: 0,
    hull: 1,
    alive: true,
    score: 0,
    id: 1,
    hue: 0,
  });
  ship.name = key;
  state.ships.set(key, ship);
  return ship;
}

function joined(serializer: InterestSerializer, key: string): TestClient<ArenaState> {
  const client = new TestClient<ArenaState>(key, serializer.handshake());
  client.state = 1;
  client.raw(serializer.getFullState(client.asClient, TIMING));
  return client;
}

/** @returns size of the frame of this tick, bytes */
function patch(serializer: InterestSerializer, client: TestClient<ArenaState>, state: ArenaState): number {
  serializer.applyPatches([client.asClient], state, TIMING);
  return client.size;
}

test("a tick without changes costs only the header, however much changed before", () => {
  const { state, serializer } = room();
  addShip(state, "me", 100);
  const client = joined(serializer, "me");
  for (let i = 0; i < 5; i++) {
    state.round = i + 2;
    patch(serializer, client, state);
  }
  expect(patch(serializer, client, state)).toBe(HEADER);
});

test("without changes and without a clock nothing is sent", () => {
  const { state, serializer } = room();
  addShip(state, "me", 100);
  const client = joined(serializer, "me");
  serializer.applyPatches([client.asClient], state);
  const { length } = client.frames;
  serializer.applyPatches([client.asClient], state);
  expect(client.frames.length).toBe(length);
});

test("a moving, turning ship takes 12 bytes a tick, even after a hundred thousand bolts", () => {
  const { state, serializer } = room();
  addShip(state, "me", 100);
  const client = joined(serializer, "me");
  for (let i = 0; i < 100_000; i++) {
    state.bolts.set(`b${i}`, new Bolt());
    state.bolts.delete(`b${i}`);
  }
  const others = Array.from({ length: 30 }, (_, i) => addShip(state, `late${i}`, 110 + i));
  patch(serializer, client, state);
  for (const ship of others) Object.assign(ship, { x: ship.x + 9, y: ship.y + 9, angle: ship.angle + 1 });
  expect(patch(serializer, client, state)).toBeLessThanOrEqual(HEADER + 30 * 12);
});

test("the full states of a crowd that joins in one tick are built from shared parts: what was there is encoded once", () => {
  const { state, serializer } = room();
  const [there, crowd] = [100, 10];
  const ships = Array.from({ length: there }, (_, i) => addShip(state, `there${i}`, 100 + i));
  patch(serializer, joined(serializer, "there0"), state);
  for (const ship of ships) ship.hull++;
  serializer.applyPatches([], state, TIMING);
  const written = vi.spyOn(Chunks.prototype, "write");
  /** @returns a client that joins now, and how many fields are encoded for it */
  const join = (key: string) => {
    addShip(state, key, 100);
    written.mockClear();
    return { client: joined(serializer, key), fields: written.mock.calls.length };
  };
  const [first, ...others] = Array.from({ length: crowd }, (_, i) => join(`crowd${i}`));
  written.mockRestore();
  expect(first!.fields, "the first one encodes all ships").toBeGreaterThan(5 * there);
  for (const { fields } of others) expect(fields, "a later one").toBeLessThan(first!.fields / 5);
  expect(others.at(-1)!.client.stock.state.ships.size).toBe(there + crowd);
});

test("entities outside of the interest set cost a client nothing", () => {
  const { state, serializer } = room();
  addShip(state, "me", 100);
  const far = addShip(state, "far", 2000);
  const client = joined(serializer, "me");
  patch(serializer, client, state);
  far.x += 50;
  expect(patch(serializer, client, state)).toBe(HEADER);
});

test("a room without clients drops its changes; a client that joins later gets the present state", () => {
  const { state, serializer } = room();
  for (let i = 0; i < 100; i++) {
    addShip(state, `s${i}`, 100);
    if (i > 1) state.ships.delete(`s${i - 1}`);
    expect(serializer.applyPatches([], state, TIMING)).toBe(true);
  }
  expect(serializer.applyPatches([], state, TIMING)).toBe(false);
  const client = joined(serializer, "s0");
  expect([...client.stock.state.ships.keys()].sort()).toEqual(["s0", "s99"]);
});

test("without a client, the full state has the size of everything", () => {
  const { state, serializer } = room();
  addShip(state, "near", 100);
  const small = serializer.getFullState().length;
  addShip(state, "far", 2300);
  expect(serializer.getFullState().length).toBeGreaterThan(small + 10);
});

test("[RD2] a client with more than 16 KiB in its send buffer gets no patches, and one full state once it has read them all", () => {
  const { state, serializer } = room();
  addShip(state, "me", 100);
  const near = addShip(state, "near", 120);
  const client = joined(serializer, "me");
  const received: number[] = [];
  const raw = client.raw.bind(client);
  client.raw = (frame) => {
    received.push(frame[0]! & ~ProtocolModifier.TIMED);
    raw(frame);
  };
  const tick = (waiting: number): number[] => {
    client.waiting = waiting;
    near.x += 8;
    received.length = 0;
    patch(serializer, client, state);
    return [...received];
  };
  const { ROOM_STATE: FULL, ROOM_STATE_PATCH: PATCH } = Protocol;
  expect(tick(16 * 1024), "just within").toEqual([PATCH]);
  expect(tick(16 * 1024 + 1), "beyond").toEqual([]);
  expect(tick(1), "a patch would not match the instances it holds").toEqual([]);
  expect(tick(0)).toEqual([FULL]);
  expect(client.stock.state.ships.get("near")!.x).toBe(near.x);
  expect(tick(0)).toEqual([PATCH]);
  expect(client.stock.state.ships.get("near")!.x).toBe(near.x);
});

test("a view without limits shows everything even to a client without a ship", () => {
  const { state, serializer } = room(Number.POSITIVE_INFINITY);
  addShip(state, "a", 100);
  const client = joined(serializer, "watcher");
  addShip(state, "b", 2300);
  patch(serializer, client, state);
  expect([...client.stock.state.ships.keys()]).toEqual(["a", "b"]);
});

test("replacing a map is refused, because changes of the new one would not be sent", () => {
  const { state, serializer } = room();
  state.bolts = new ArenaState().bolts;
  expect(() => serializer.applyPatches([], state, TIMING)).toThrow("must stay the instances");
});

test("an instance that was removed and put back later is sent with all its fields", () => {
  const { state, serializer } = room();
  const leader = new Leader().assign({ id: 7, name: "Ann", score: 3 });
  state.leaders.push(leader);
  const client = joined(serializer, "me");
  patch(serializer, client, state);
  state.leaders.pop();
  patch(serializer, client, state);
  state.leaders.push(leader);
  patch(serializer, client, state);
  expect(client.stock.state.leaders[0]).toMatchObject({ id: 7, name: "Ann", score: 3 });
});

test("a ship that moves and turns takes at most 12 bytes of a patch", () => {
  const { state, serializer } = room(2000);
  const ships = Array.from({ length: 400 }, (_, i) => addShip(state, `s${i}`, 100 + i));
  const client = joined(serializer, "s0");
  patch(serializer, client, state);
  state.tick++;
  const still = patch(serializer, client, state);
  state.tick++;
  for (const [i, ship] of ships.entries()) {
    ship.x += 9;
    ship.y = 140 + i;
    ship.angle = 1 + i / 100;
  }
  const moving = patch(serializer, client, state);
  expect((moving - still) / ships.length).toBeLessThanOrEqual(12);
  expect((moving - still) / ships.length, "they did move").toBeGreaterThan(8);
});
