/** To whom a drain gives matches, with all around it replaced. */
import { expect, it } from "vitest";
import { type Drained, drain } from "../../../server/cluster/drain.ts";
import { systemClock } from "../../../server/cluster/ports.ts";
import type { ProcessRecord } from "../../../server/cluster/registry.ts";
import { log } from "../../../server/ops/log.ts";
import { until } from "../../support/until.ts";

log.level = "silent";

it("[CL9] a process that still starts, or that nobody is led to, is waited for and given no match before", async () => {
  const peer = { id: "new", state: "ready", headroom: 1, rooms: 0, players: 0, capacity: 9, keepsUp: true };
  let fault: string | undefined = "starting";
  let looks = 0;
  const given: unknown[] = [];
  const room = {
    roomId: "room",
    handOver: async ({ id }: { id: string }) => {
      given.push(id, fault);
      rooms.clear();
      return true;
    },
  };
  const rooms = new Set([room]);
  const cluster: Drained = {
    ...{ id: "old", started: 0, localRooms: Object.assign(rooms, { players: 1 }) },
    peers: () => {
      looks++;
      return [{ ...peer, ...(fault !== undefined && { fault }) } as unknown as ProcessRecord];
    },
    ...{ mayHavePeers: () => false, answers: async () => true, cordon: async () => {} },
  };
  const drained = drain(cluster, 60, undefined, systemClock);
  await until(() => looks > 6, "it to look for a peer a few times");
  expect(given).toEqual([]);
  fault = undefined;
  expect(await drained, "rooms that are left").toBe(0);
  expect(given).toEqual(["new", undefined]);
});
