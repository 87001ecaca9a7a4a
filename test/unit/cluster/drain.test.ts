/** The target processes of a drain, on simulated ports. */
import { expect, it } from "vitest";
import { type DrainingProcess, drain } from "../../../server/cluster/drain.ts";
import { systemClock } from "../../../server/cluster/ports.ts";
import type { ProcessRecord } from "../../../server/cluster/registry.ts";
import { silentTelemetry } from "../../support/telemetry.ts";
import { until } from "../../support/until.ts";

it("[CL9] a drain waits for a process that starts or is not ready, and gives it no match before", async () => {
  const peer = { id: "new", state: "ready", headroom: 1, rooms: 0, players: 0, capacity: 9, keepsUp: true };
  let fault: string | undefined = "starting";
  let looks = 0;
  const given: unknown[] = [];
  const room = {
    ...{ roomId: "room", roomName: "arena" },
    handOver: async ({ id }: { id: string }) => {
      given.push(id, fault);
      rooms.clear();
      return true;
    },
  };
  const rooms = new Set([room]);
  const cluster: DrainingProcess = {
    ...{ id: "old", started: 0, localRooms: Object.assign(rooms, { players: 1 }) },
    peers: () => {
      looks++;
      return [{ ...peer, ...(fault !== undefined && { fault }) } as unknown as ProcessRecord];
    },
    ...{ mayHavePeers: () => false, answers: async () => true, cordon: async () => {} },
  };
  const drained = drain(cluster, 60, silentTelemetry, undefined, systemClock);
  await until(() => looks > 6, "the drain to look for a peer a few times");
  expect(given).toEqual([]);
  fault = undefined;
  expect(await drained, "remaining rooms").toBe(0);
  expect(given).toEqual(["new", undefined]);
});

it("[CL9] a match that its target process refuses goes to another process, and its players are not interrupted again and again", async () => {
  const ready = { state: "ready", rooms: 0, players: 0, capacity: 9, keepsUp: true };
  const peers = [
    { ...ready, id: "unwilling", headroom: 1 },
    { ...ready, id: "willing", headroom: 0.2 },
  ] as unknown as ProcessRecord[];
  const given: string[] = [];
  const room = {
    ...{ roomId: "room", roomName: "arena" },
    handOver: async ({ id }: { id: string }) => {
      given.push(id);
      if (id === "willing") rooms.clear();
      return id === "willing";
    },
  };
  const rooms = new Set([room]);
  let now = 0;
  const clock = {
    ...systemClock,
    now: () => now,
    wait: async (ms: number) => {
      // The end of the drain is not awaited here.
      if (ms > 1000) return await new Promise<void>(() => {});
      now += ms;
    },
  };
  const cluster: DrainingProcess = {
    ...{ id: "old", started: 0, localRooms: Object.assign(rooms, { players: 1 }) },
    ...{ peers: () => peers, mayHavePeers: () => false, answers: async () => true, cordon: async () => {} },
  };
  expect(await drain(cluster, 60, silentTelemetry, undefined, clock), "remaining rooms").toBe(0);
  expect(given).toEqual(["unwilling", "willing"]);
});

it("[CL9] a match that every process refuses is offered at growing intervals", async () => {
  const peer = {
    id: "unwilling",
    state: "ready",
    headroom: 1,
    rooms: 0,
    players: 0,
    capacity: 9,
    keepsUp: true,
  };
  const tried: number[] = [];
  let now = 0;
  const room = {
    ...{ roomId: "room", roomName: "arena" },
    handOver: async () => {
      tried.push(now);
      return false;
    },
  };
  const cluster: DrainingProcess = {
    ...{ id: "old", started: 0, localRooms: Object.assign(new Set([room]), { players: 1 }) },
    peers: () => [peer as unknown as ProcessRecord],
    ...{ mayHavePeers: () => false, answers: async () => true, cordon: async () => {} },
  };
  const wait = async (ms: number): Promise<void> => {
    if (ms > 1000) return await new Promise<void>(() => {});
    now += ms;
  };
  expect(
    await drain(cluster, 20, silentTelemetry, undefined, { ...systemClock, now: () => now, wait }),
    "left",
  ).toBe(1);
  expect(tried.length, "attempts in 20 s").toBeLessThan(10);
  expect(tried.length).toBeGreaterThan(4);
});

it("[GA4] a match is given to a process that plays its game, however full, and to no other", async () => {
  const ready = { state: "ready", rooms: 0, players: 0, capacity: 9, keepsUp: true };
  const peers = [
    { ...ready, id: "other", headroom: 1, kinds: ["rink"] },
    { ...ready, id: "full", headroom: 0, players: 9, kinds: ["arena", "rink"] },
  ] as unknown as ProcessRecord[];
  const given: string[] = [];
  const room = {
    ...{ roomId: "room", roomName: "arena" },
    handOver: async ({ id }: { id: string }) => {
      given.push(id);
      rooms.clear();
      return true;
    },
  };
  const rooms = new Set([room]);
  const cluster: DrainingProcess = {
    ...{ id: "old", started: 0, localRooms: Object.assign(rooms, { players: 1 }) },
    ...{ peers: () => peers, mayHavePeers: () => false, answers: async () => true, cordon: async () => {} },
  };
  expect(await drain(cluster, 60, silentTelemetry, undefined, systemClock), "remaining rooms").toBe(0);
  expect(given).toEqual(["full"]);
});
