/** How matchmaking handles slow and missing rooms, processes and clients, on simulated ports. */
import { ErrorCode, ServerError } from "@colyseus/core";
import { beforeEach, expect, it } from "vitest";
import { Matchmaking } from "../../../server/cluster/matchmaking.ts";
import { NO_RECEIVER, systemClock, UNANSWERED } from "../../../server/cluster/ports.ts";
import { Semaphore } from "../../../server/cluster/semaphore.ts";
import { Cancellation } from "../../../server/net/cancellation.ts";
import { matchmakingPorts, record } from "../../support/matchmakingPorts.ts";
import { until } from "../../support/until.ts";

let { rooms, cancelled, opened, registry, on, matchmaking } = matchmakingPorts();
beforeEach(() => {
  ({ rooms, cancelled, opened, registry, on, matchmaking } = matchmakingPorts());
});

const fails = (message: string) => () => Promise.reject(new Error(message));

it("[CL11] a room without a listener, or one that refuses, does not count as open: one other is opened for all requests", async () => {
  rooms.set("ghost", fails(NO_RECEIVER));
  rooms.set("full", async () => false);
  const seats = await Promise.all(
    Array.from({ length: 20 }, () => matchmaking.seat("joinOrCreate", "arena", {})),
  );
  expect(opened).toHaveLength(1);
  expect(new Set(seats.map(({ roomId }) => roomId)).size).toBe(1);
});

it("[CL2] concurrent requests read the list of rooms once, and get seats in a room that is opened meanwhile", async () => {
  let reads = 0;
  const { openRooms } = on.listings;
  const { promise, resolve } = Promise.withResolvers<void>();
  on.listings.openRooms = async (name) => {
    reads++;
    const found = await openRooms(name);
    await promise;
    return found;
  };
  const crowd = Array.from({ length: 16 }, () => matchmaking.seat("joinOrCreate", "arena", {}));
  await until(() => reads > 0, "the list to be read");
  await on.rooms.open("arena", {}, "meanwhile");
  resolve();
  const seats = await Promise.all(crowd);
  expect(new Set(seats.map(({ roomId }) => roomId))).toEqual(new Set(["meanwhile"]));
  expect(opened).toHaveLength(1);
  const before = reads;
  await Promise.all(Array.from({ length: 16 }, () => matchmaking.seat("joinOrCreate", "arena", {})));
  expect(reads - before).toBe(1);
});

it("[CL12] a process that refuses, is missing or does not answer the request for a room does not end the search", async () => {
  const refusals = ["room x could not be claimed: held", NO_RECEIVER, UNANSWERED, "Command timed out"];
  const { open } = on.rooms;
  const { openRoom } = on.peers;
  on.peers.openRoom = async (...args) => {
    const refusal = refusals.shift();
    if (refusal !== undefined) throw new Error(refusal);
    return await openRoom(...args);
  };
  on.rooms.open = async (...args) => {
    const refusal = refusals.shift();
    if (refusal !== undefined) throw new Error(refusal);
    return await open(...args);
  };
  const seats = await Promise.all(
    Array.from({ length: 5 }, () => matchmaking.seat("joinOrCreate", "arena", {})),
  );
  expect(refusals).toEqual([]);
  expect(opened).toHaveLength(1);
  expect(seats).toHaveLength(5);
});

it("[CL13] a seat that arrives after the client has gone, or that may have been given after a timeout, is cancelled", async () => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let isAsked = false;
  rooms.set("slow", () => {
    isAsked = true;
    return promise;
  });
  const hungUp = new Cancellation();
  const asked = matchmaking.seat("joinById", "slow", {}, undefined, { hungUp });
  await until(() => isAsked, "the request to the room");
  hungUp.cancel(new Error("gone"));
  await expect(asked).rejects.toMatchObject({ code: 503 });
  expect(cancelled).toEqual([]);
  resolve(true);
  await until(() => cancelled.length === 1, "the seat to be cancelled");
  rooms.clear();
  rooms.set("silent", fails(UNANSWERED));
  await matchmaking.seat("joinOrCreate", "arena", {});
  expect(cancelled, "the silent room may have reserved the seat").toHaveLength(2);
});

it("[CL13] the deadline counts from the arrival of the request, and the refusal gives the reason in plain words", async () => {
  // No request gets the lock for opening a room.
  const stuck = new Matchmaking({ ...on, opening: { once: async () => {} } });
  await expect(stuck.seat("joinOrCreate", "arena", {}, undefined, { waited: 7900 })).rejects.toMatchObject({
    code: 503,
    message: "no seat was found in time; try again in a moment",
    retryAfter: 1,
  });
});

it("[CL13] a final refusal gives its reason: all processes are full, the room does not exist, Redis is unreachable", async () => {
  for (const one of registry.processes) one.players = one.capacity;
  await expect(matchmaking.seat("joinOrCreate", "arena", {})).rejects.toMatchObject({
    code: 503,
    message: "all processes are full or being replaced; try again in a few seconds",
    retryAfter: 5,
  });
  await expect(matchmaking.seat("joinById", "none", {})).rejects.toThrow('room "none" not found');
  (registry as { up: boolean }).up = false;
  await expect(matchmaking.seat("joinById", "none", {})).rejects.toMatchObject({ code: 503, retryAfter: 1 });
});

it("[CL5] while Redis is unreachable a player can return to a match in this process, and to no other", async () => {
  (registry as { up: boolean }).up = false;
  on.rooms.has = (room) => room === "mine";
  on.host.reconnect = async (room) => ({ name: "arena", roomId: room, sessionId: "s", processId: "here" });
  expect(await matchmaking.seat("reconnect", "mine", {})).toMatchObject({ roomId: "mine" });
  await expect(matchmaking.seat("reconnect", "theirs", {})).rejects.toMatchObject({ code: 503 });
  await expect(matchmaking.seat("joinById", "mine", {})).rejects.toMatchObject({ code: 503 });
});

it("[CL13] a client that leaves the queue gets no seat, and the next one in the queue is served", async () => {
  const semaphore = new Semaphore(1);
  const [first, leaver] = [Promise.withResolvers<void>(), new Cancellation()];
  const went: string[] = [];
  const go = (who: string, cancellation = new Cancellation()) =>
    semaphore.pass(async () => void went.push(who), cancellation).catch(() => went.push(`${who} left`));
  const inside = semaphore.pass(() => first.promise, new Cancellation());
  const all = [go("leaver", leaver), go("second"), go("third")];
  leaver.cancel(new Error("left"));
  await all[0];
  expect(went).toEqual(["leaver left"]);
  first.resolve();
  await Promise.all([inside, ...all]);
  expect(went).toEqual(["leaver left", "second", "third"]);
  await go("late", leaver);
  await go("fourth");
  expect(went.slice(3)).toEqual(["late left", "fourth"]);
});

it("[CL14] the seat check takes no seat and opens no room", async () => {
  expect(await matchmaking.whyNoSeat("arena")).toBeUndefined();
  rooms.set("ghost", fails(NO_RECEIVER));
  expect(await matchmaking.whyNoSeat("arena")).toBeUndefined();
  on.peers.answers = async () => false;
  expect(await matchmaking.whyNoSeat("arena")).toBe(
    "no listed room has a free seat and answers (1 asked), and no process can open one",
  );
  rooms.set("room", async () => true);
  expect(await matchmaking.whyNoSeat("arena")).toBeUndefined();
  expect([opened, cancelled]).toEqual([[], []]);
});

it("[CL14] while another request opens a room the seat check reports no lack of seats", async () => {
  let busy = 3;
  on.opening = {
    async once(_name, open) {
      if (busy-- <= 0) await open();
    },
  };
  expect(await matchmaking.whyNoSeat("arena")).toBeUndefined();
  expect(opened).toEqual([]);
});

it("a request for an unknown kind of room leaves no timer behind", async () => {
  let timers = 0;
  const every = (ms: number, work: () => void) => {
    timers++;
    const stop = systemClock.every(ms, work);
    return () => {
      timers--;
      stop();
    };
  };
  const requireKind = () => {
    throw new ServerError(ErrorCode.MATCHMAKE_NO_HANDLER, "no such kind");
  };
  const picky = new Matchmaking({
    ...on,
    clock: { ...systemClock, every },
    host: { ...on.host, requireKind },
  });
  for (const method of ["join", "joinOrCreate", "create"])
    await expect(picky.seat(method, "nonsense", {})).rejects.toThrow("no such kind");
  expect(timers).toBe(0);
});

it("[GA4] a room opens on a process that plays its game; if no such process admits players, the refusal says so", async () => {
  const here = { ...record("here"), headroom: 0.1, kinds: ["arena", "rink"] };
  const older = { ...record("older"), kinds: undefined, headroom: 0.05 };
  const there = { ...record("there"), kinds: ["arena"] };
  Object.assign(registry, { processes: [here, there, older] });
  await matchmaking.seat("create", "rink", {});
  expect(opened).toEqual(["here"]);
  Object.assign(registry, { processes: [{ ...here, state: "draining" }, there] });
  await expect(matchmaking.seat("create", "rink", {})).rejects.toThrow(/full or being replaced/);
  expect(opened).toEqual(["here"]);
  expect(await matchmaking.whyNoSeat("rink"), "to a check").toMatch(/no process can open one/);
});

it("[CL13] a client that hangs up while others wait for the room that it was to open does not fail their requests", async () => {
  const answer = Promise.withResolvers<boolean>();
  let isAsked = false;
  const { openRooms } = on.listings;
  let looks = 0;
  // The room is listed between the search and the lock. It answers when its requester is gone.
  on.listings.openRooms = async (name) => {
    if (++looks === 2)
      rooms.set("late", () => {
        isAsked = true;
        return answer.promise;
      });
    return await openRooms(name);
  };
  const hungUp = new Cancellation();
  const first = matchmaking.seat("joinOrCreate", "arena", {}, undefined, { hungUp });
  const others = Array.from({ length: 8 }, () => matchmaking.seat("joinOrCreate", "arena", {}));
  await until(() => isAsked, "the request to the room");
  hungUp.cancel(new Error("gone"));
  answer.resolve(true);
  await expect(first).rejects.toThrow("the client has hung up");
  expect(new Set((await Promise.all(others)).map(({ roomId }) => roomId))).toEqual(new Set(["late"]));
});
