/** Processes whose operator has set no secret believe each other's sessions all the same. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { TestCluster } from "../support/cluster.ts";
import type { RunningServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
beforeAll(async () => {
  // Empty counts as absent.
  cluster = await TestCluster.start(2, { AUTH_SECRET: "" });
});
afterAll(() => cluster?.close());

interface Answer {
  token: string;
  player: { id: string };
}
async function session({ url }: RunningServer, token?: string): Promise<Answer> {
  const headers: HeadersInit = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (await (await fetch(`${url}/api/session`, { method: "POST", headers })).json()) as Answer;
}

it("[ID1] who has a session from one process is known to all, and to those that start after Redis lost its data", async () => {
  const [first, second] = cluster.servers as [RunningServer, RunningServer];
  const { token, player } = await session(first);
  expect((await session(second, token)).player.id).toBe(player.id);
  await cluster.redis.flush();
  await until(() => cluster.redis.client.exists("skirmish:secret"), "the secret to be there again");
  const late = await cluster.add({ AUTH_SECRET: "" });
  expect((await session(late, token)).player.id).toBe(player.id);
  expect(first.log()).not.toContain(await cluster.redis.client.get("skirmish:secret"));
});
