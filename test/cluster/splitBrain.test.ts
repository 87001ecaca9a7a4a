/** An owner is stopped, its room claimed, and the owner woken: it must see that the room is somebody else's. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import { CLOSE } from "../../shared/protocol.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

/** Far longer than a lease, so that everything that can happen meanwhile has. */
const STOPPED = 8000;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start(2);
});
afterAll(() => cluster.close());

it("[SV2][SV5] an owner that slept writes nothing when it wakes, and sends whoever is left after the match", {
  timeout: 180_000,
}, async () => {
  const { url } = cluster.servers[0]!;
  const session = await join({ url, room: "arena", name: "Ada" });
  const land = fly(session);
  // Somebody whose client does not notice silence, and so stays where it is.
  const loyal = await stockPlayer(url, "Loyal");
  loyal.room.reconnection.enabled = false;
  const left: number[] = [];
  loyal.room.onLeave((code) => left.push(code));
  await until(() => session.stats.patches > 60, "Ada to play");
  const { id: room } = (await cluster.rooms())[0]!;
  const owner = await cluster.ownerOf(room);
  const target = cluster.servers.find((server) => server !== owner)!;
  const key = `skirmish:room:${room}`;

  owner.process.kill("SIGSTOP");
  const stopped = wait(STOPPED);
  try {
    await until(() => session.link.state === "playing" && session.stats.returns > 0, "Ada to be back");
    await stopped;
  } finally {
    owner.process.kill("SIGCONT");
  }
  const targetId = await cluster.redis.client.hget(key, "owner");
  const writers = new Set<string>();
  const listed = new Set<number>();
  const end = performance.now() + 1000;
  await until(async () => {
    const [id, epoch] = await cluster.redis.client.hmget(key, "owner", "epoch");
    writers.add(`${id} ${epoch}`);
    listed.add(await cluster.redis.client.hexists("skirmish:roomcaches", room));
    return performance.now() > end && left.length > 0 && owner.log().includes("room lost to another process");
  }, "the owner to let go");

  expect([...listed], "whether the room was listed, at any time").toEqual([1]);
  expect(left, "the close code of whoever was left").toEqual([CLOSE.comeBack]);
  expect([...writers], "who wrote under which epoch after the owner woke").toEqual([`${targetId} 2`]);
  const owners = cluster.owned().filter((one) => one.room === room);
  expect(owners).toMatchObject([{ epoch: 1 }, { epoch: 2, process: targetId }]);
  const { tick } = session.state;
  await until(() => session.state.tick > tick + 60, "the match to go on");
  await until(async () => (await cluster.ownerNow(room)) === target, "the owner to have forgotten the room");
  const where = async () => cluster.where(room, owner);
  await until(async () => (await where()) !== 503, "the owner to know where the room lives");
  expect(await where(), "the owner knows where it lives").toMatchObject({ process: targetId });
  expect((await cluster.rooms()).map(({ id, process }) => [id, process])).toEqual([[room, targetId]]);
  const late = await join({ url: owner.url, room: "arena", name: "Late" });
  expect(late.state.ships.has(session.key) || late.state.crowd > 1, "who comes by the owner gets in").toBe(
    true,
  );
  land();
  await Promise.all([session.leave(), late.leave()]);
});

it("[SV7] an owner that Redis cannot see, but that lives, keeps its room and its players", {
  timeout: 180_000,
}, async () => {
  const link = await EmulatedLink.to(cluster.redis.url);
  const owner = await cluster.add({ REDIS_URL: link.url.replace(/^http/, "redis") });
  await Promise.all(
    [...cluster.servers].filter((server) => server !== owner).map((server) => cluster.kill(server)),
  );
  const session = await join({ url: owner.url, room: "swarm", name: "Eve" });
  const other = await cluster.add();
  const land = fly(session);
  await until(() => session.stats.patches > 60, "Eve to play");
  const { id: room } = (await cluster.rooms()).find(({ name }) => name === "swarm")!;
  const epoch = () => cluster.redis.client.hget(`skirmish:room:${room}`, "epoch");
  const before = await epoch();

  link.goSilent();
  const { tick } = session.state;
  const there = { address: new URL(owner.url).host };
  // Long after the lease has run out.
  for (let i = 0; i < 8; i++) {
    const where = await cluster.where(room, other);
    // An owner that was too slow to answer may be unknown for a moment; nobody else has the room.
    if (where !== 503) expect(where, "where the room is while its owner is cut off").toMatchObject(there);
    await wait(500);
  }
  await until(() => session.state.tick > tick + 60, "play to go on while the owner is cut off");
  link.cut();
  link.mend();
  const mended = session.state.tick;
  await until(() => session.state.tick > mended + 60, "play to go on");
  expect(await epoch(), "nobody else ever owned it").toBe(before);
  land();
  await session.leave();
  await link.close();
});
