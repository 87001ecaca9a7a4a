/** The HTTP route that answers where a room is, with lookups that the test defines. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterEach, expect, it } from "vitest";
import { EPOCH_HEADER } from "../../../server/cluster/ports.ts";
import type { RoomLocation } from "../../../server/cluster/takeover.ts";
import { whereRoutes } from "../../../server/cluster/whereRoutes.ts";
import type { WhereAnswer } from "../../../shared/protocol.ts";
import { until } from "../../support/until.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const at = (id: string): RoomLocation => ({
  state: "here",
  at: { id, address: `${id}:1`, public: `${id}.example` },
});

/**
 * @param found result of a lookup of any room; this process is p1
 * @returns a function that requests, and the number of lookups
 */
async function process(found: () => RoomLocation) {
  const app = express();
  const process = { lookups: 0, ask: (_room: string): Promise<Response> => Promise.reject() };
  const where = async () => {
    process.lookups++;
    return found();
  };
  const here = () => {
    const is = found();
    return is.state === "here" && is.at.id === "p1" ? "p1" : undefined;
  };
  whereRoutes(
    app,
    { where, here, isOpening: () => false, epochOf: () => 7 },
    { peers: () => ["p2.example"], returnWindow: () => 700 },
  );
  const server = createServer(app).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  process.ask = (room) => fetch(`http://127.0.0.1:${port}/api/rooms/${room}/where`);
  return process;
}

it("[SV13] the answer gives the time to spread returns over for this process, and none for another", async () => {
  let owner = "p1";
  const { ask } = await process(() => at(owner));
  expect(await (await ask("r1")).json()).toMatchObject({
    ...{ process: "p1", address: "p1.example", peers: ["p2.example"], within: 700 },
  } satisfies Partial<WhereAnswer>);
  owner = "p2";
  const answer = (await (await ask("r2")).json()) as WhereAnswer;
  expect(answer.process).toBe("p2");
  expect(answer).not.toHaveProperty("within");
});

it("[SV13] a room in another process is looked up once for all requests within a moment, and then again", async () => {
  let found = at("p2");
  const one = await process(() => found);
  const answers = await Promise.all(Array.from({ length: 20 }, () => one.ask("r1")));
  expect(answers.every(({ ok }) => ok)).toBe(true);
  // The first few may have been sent before the first answer.
  expect(one.lookups).toBeLessThan(20);
  const before = one.lookups;
  await one.ask("r2");
  expect(one.lookups, "another room was not looked up").toBe(before + 1);
  found = { state: "over" };
  await until(async () => (await one.ask("r1")).status === 404, "a new lookup");
});

it("a room in this process, or one that is not found, is looked up for every request", async () => {
  for (const found of [at("p1"), { state: "unknown" } as const]) {
    const one = await process(() => found);
    for (let i = 0; i < 5; i++) await one.ask("r1");
    expect(one.lookups).toBe(5);
  }
});

it("[SV9] a process says under which epoch it has a room", async () => {
  const { ask } = await process(() => at("p1"));
  const here = await fetch((await ask("r1")).url.replace("where", "here"));
  expect([await here.text(), here.headers.get(EPOCH_HEADER)]).toEqual(["p1", "7"]);
});
