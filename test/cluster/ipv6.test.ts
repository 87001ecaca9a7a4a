/** A cluster whose processes have IPv6 addresses only. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { freePort } from "../support/ports.ts";
import { wasStopped } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

/**
 * Number of lookups of the room at a process that does not see its owner in Redis: together they take longer
 * than any lease.
 */
const LOOKS = 4;

let cluster: TestCluster;
let link: EmulatedLink;
beforeAll(async () => {
  cluster = await TestCluster.start(0);
  link = await EmulatedLink.to(cluster.redis.url);
});
afterAll(async () => {
  await cluster.close();
  await link.close();
});

async function add(env: { [name: string]: string } = {}) {
  const PORT = String(await freePort());
  return await cluster.add({ PORT, HOST: "::1", PUBLIC_ADDRESS: `[::1]:${PORT}`, ...env });
}

it("[HO1][SV7][SV3] over IPv6 a living owner keeps its room, the room of a dead one is taken over, and any client can play", async () => {
  const owner = await add({ REDIS_URL: link.url.replace(/^http/, "redis") });
  expect(owner.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
  const session = await join({ url: owner.url, room: "arena", name: "Ada" });
  const land = fly(session);
  const other = await add();
  const stock = await stockPlayer(other.url, "Stock");
  await until(() => session.stats.patches > 60, "Ada to play");
  await stock.room.leave();
  await cluster.ready();
  const { processes } = await cluster.status(other);
  expect(processes.map((one) => one.address).sort()).toEqual(
    [owner, other].map(({ url }) => new URL(url).host).sort(),
  );
  const room = session.roomId;
  const there = { address: new URL(owner.url).host };
  expect(await cluster.located(room, other)).toMatchObject(there);

  // Redis gets no renewal for longer than a lease.
  link.goSilent();
  const key = `skirmish:room:${room}`;
  const [epoch, soFar, { returns }] = [cluster.epochOf(room), owner.log().length, session.stats];
  const isStopped = () => wasStopped(owner, soFar);
  for (let looks = 0; looks < LOOKS; ) {
    const renewed = await cluster.redis.client.hget(key, "renewed");
    const where = await cluster.where(room, other);
    if (typeof where === "number") expect(where).toBe(503);
    else if (where.address !== there.address)
      await until(isStopped, "the owner to say why its room has moved");
    if (isStopped() || Date.now() - Number(renewed) > 1500) looks++;
  }
  link.cut();
  link.mend();
  const { tick } = session.state;
  await until(() => session.state.tick > tick + 60, "play to go on");
  if (!isStopped()) {
    expect(cluster.epochOf(room), "no other process has claimed the room").toBe(epoch);
    expect(session.stats.returns).toBe(returns);
  }
  await until(async () => (await cluster.status(owner)).redis, "the owner to be back at Redis");

  const back = session.stats.returns;
  const elsewhere = (await cluster.ownerOf(room)) !== owner;
  await cluster.kill(owner);
  await until(
    () => (elsewhere || session.stats.returns > back) && session.link.state === "playing",
    "Ada to be back elsewhere",
  );
  const since = session.state.tick;
  await until(() => session.state.tick > since + 30, "the match to go on");
  expect(await cluster.located(room, other)).toMatchObject({ address: new URL(other.url).host });
  land();
  await session.leave();
});
