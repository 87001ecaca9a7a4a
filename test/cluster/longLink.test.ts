/** A distant player whose process is killed. */
import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { PROFILES } from "../../client/bots/link/profiles.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { freePort } from "../support/ports.ts";
import { watchStalls } from "../support/stalls.ts";
import { until } from "../support/until.ts";

const FAR = { ...PROFILES.clean, delayMs: 800 };

let cluster: TestCluster;
const links: EmulatedLink[] = [];
afterEach(async () => {
  await cluster?.close();
  for (const link of links.splice(0)) await link.close();
});

/** Starts a process that players reach over a long link only. */
async function addFar(): Promise<EmulatedLink> {
  const port = await freePort();
  // The link checks at its start that the port has a listener.
  const placeholder = createServer().listen(port, "127.0.0.1");
  await once(placeholder, "listening");
  const link = await EmulatedLink.to(`http://127.0.0.1:${port}`, { profile: FAR });
  links.push(link);
  placeholder.close();
  await once(placeholder, "close");
  await cluster.add({ PORT: String(port), PUBLIC_ADDRESS: new URL(link.url).host });
  return link;
}

it("[LK1] a player 0.8 s away from all processes continues in the same match when its process is killed", async () => {
  cluster = await TestCluster.start(0);
  const stalls = watchStalls();
  const [first] = await Promise.all([addFar(), addFar()]);
  const ada = await join({ url: first!.url, room: "arena", name: "Ada" });
  const land = fly(ada);
  await until(() => ada.stats.rtt > 0 && ada.stats.patches > 10, "Ada to play");
  if (!stalls.found(cluster.servers.map(({ log }) => log())))
    expect(ada.stats.drops, "connections lost during the join").toBe(0);
  const { key, roomId } = ada;
  await cluster.kill(await cluster.ownerOf(roomId));
  await until(() => ada.link.state !== "playing", "the loss to be noticed");
  await until(() => ada.link.state !== "lost", "Ada to be back");
  expect(ada.link).toEqual({ state: "playing" });
  const { patches } = ada.stats;
  await until(() => ada.stats.patches > patches + 30, "Ada to play on");
  expect([ada.key, ada.roomId]).toEqual([key, roomId]);
  land();
  await ada.leave();
});
