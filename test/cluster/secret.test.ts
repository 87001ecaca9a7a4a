/**
 * The secret that signs the sessions of players: the same in all processes, also if no operator has set it,
 * or when it is replaced.
 */
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import { keepPicture, startBrowser } from "../support/browser.ts";
import { OPS_TOKEN, TestCluster } from "../support/cluster.ts";
import { openConsole } from "../support/console.ts";
import { fly } from "../support/fly.ts";
import { metricsOf } from "../support/rejections.ts";
import { runTool } from "../support/runTool.ts";
import type { RunningServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
afterEach(() => cluster?.close());

interface Answer {
  token: string;
  player: { id: string };
}
const ask = (url: string, headers: HeadersInit) => fetch(`${url}/api/session`, { method: "POST", headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const session = async ({ url }: RunningServer, token?: string): Promise<Answer> =>
  (await (await ask(url, token === undefined ? {} : bearer(token))).json()) as Answer;

it("[ID1] a session from one process is valid in all, and in those that start after Redis has lost its data", async () => {
  // Empty counts as not set.
  cluster = await TestCluster.start(2, { AUTH_SECRET: "" });
  const [first, second] = cluster.servers as [RunningServer, RunningServer];
  const { token, player } = await session(first);
  expect((await session(second, token)).player.id).toBe(player.id);
  await cluster.redis.flush();
  await until(() => cluster.redis.client.exists("skirmish:secret"), "the secret to be in Redis again");
  const late = await cluster.add({ AUTH_SECRET: "" });
  expect((await session(late, token)).player.id).toBe(player.id);
  expect(first.log()).not.toContain(await cluster.redis.client.get("skirmish:secret"));
});

const OLD = "the secret that has been told around too often";
const NEW = "the secret that nobody but the operator knows!";

/** Replaces a process as a rolling update does: the new one starts first and takes over its matches. */
async function replace(server: RunningServer, secrets: string): Promise<RunningServer> {
  const next = await cluster.add({ AUTH_SECRET: secrets });
  const ended = once(server.process, "exit");
  server.process.kill("SIGTERM");
  expect((await ended)[0]).toBe(0);
  cluster.servers.splice(cluster.servers.indexOf(server), 1);
  return next;
}

it("[ID5] AUTH_SECRET is replaced during play: no player has to log in again", async () => {
  cluster = await TestCluster.start(1, { AUTH_SECRET: OLD });
  let [server] = cluster.servers as [RunningServer];
  const first = await ask(server.url, {});
  const { token, player } = (await first.json()) as Answer;
  const cookie = first.headers.get("set-cookie")!.split(";")[0]!;
  const identity = { token, player: { ...player, name: "Ada" } };
  const ada = await join({ url: server.url, room: "arena", name: "Ada", identity });
  const land = fly(ada);
  await until(() => ada.stats.patches > 30, "Ada to play");
  const { key } = ada;

  for (const secrets of [`${OLD}, ${NEW}`, `${NEW}, ${OLD}`]) {
    server = await replace(server, secrets);
    const { patches } = ada.stats;
    await until(() => ada.link.state === "playing" && ada.stats.patches > patches + 30, "Ada to play on");
    expect(ada.key, "the seat").toBe(key);
    expect((await session(server, token)).player.id, "with the session of the beginning").toBe(player.id);
  }
  const renewed = await session(server, token);
  const byCookie = await ask(server.url, { cookie });
  expect(((await byCookie.json()) as Answer).player.id, "with the cookie of the beginning").toBe(player.id);
  const renewedCookie = byCookie.headers.get("set-cookie")!.split(";")[0]!;
  for (const { log } of cluster.allServers) expect(log()).not.toContain("AUTH_SECRET does not fit");

  server = await replace(server, NEW);
  expect((await session(server, renewed.token)).player.id, "with a renewed session").toBe(player.id);
  const last = await ask(server.url, { cookie: `other=1; ${renewedCookie}` });
  expect(((await last.json()) as Answer).player.id, "with a renewed cookie").toBe(player.id);
  expect((await session(server, token)).player.id, "with one of the old secret").not.toBe(player.id);
  land();
});

it("[ID6] processes with different secrets report it in log, metric, console and terminal, without the secrets", async () => {
  cluster = await TestCluster.start(0);
  const [old, both, fresh] = await Promise.all([
    cluster.add({ AUTH_SECRET: OLD }),
    cluster.add({ AUTH_SECRET: `${OLD},${NEW}` }),
    cluster.add({ AUTH_SECRET: NEW }),
  ]);
  const mismatches = async ({ url }: RunningServer) =>
    [
      ...(await metricsOf(url, OPS_TOKEN)).matchAll(/^skirmish_auth_secret_mismatches{fit="(\w+)"} (\d+)/gm),
    ].map(([, fit, count]) => `${fit} ${count}`);
  await until(
    async () => String(await mismatches(old)) === "differ 1,apart 1",
    "the old process to report it",
  );
  // It accepts what the new process signs, but not the other way round.
  await until(
    async () => String(await mismatches(both)) === "differ 1,apart 1",
    "the process with both to report it",
  );
  await until(
    async () => String(await mismatches(fresh)) === "differ 0,apart 2",
    "the new process to report it",
  );
  for (const { log } of cluster.servers) expect(log()).toContain("AUTH_SECRET does not fit");
  const browser = await startBrowser();
  const { page } = await openConsole(browser, old.url);
  await page.waitForFunction(() => document.body.textContent!.split("secret does not fit").length === 4);
  await keepPicture(page, "secrets");
  await browser.close();
  const { output } = await runTool("tools/ops/cli.ts", ["status", "--url", old.url], { OPS_TOKEN });
  expect(output).toContain("AUTH_SECRET is not the same for all");

  await cluster.kill(fresh);
  await until(async () => String(await mismatches(old)) === "differ 1,apart 0", "the fault to be over");
  const everything =
    JSON.stringify(await cluster.status()) + cluster.allServers.map(({ log }) => log()).join("");
  for (const secret of [OLD, NEW]) expect(everything).not.toContain(secret);
});
