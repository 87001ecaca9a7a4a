/**
 * Whole deployments without containers: nginx with the configuration of deploy/nginx in front of real
 * processes.
 */
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import { openPage, startBrowser } from "../support/browser.ts";
import { TestCluster } from "../support/cluster.ts";
import { copyProject } from "../support/copy.ts";
import { startFakeDns } from "../support/fakeDns.ts";
import { fly } from "../support/fly.ts";
import { freePort } from "../support/ports.ts";
import { startPodProxy, startProxy, type TlsProxy } from "../support/proxy.ts";
import type { RunningServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

interface Deployment {
  cluster: TestCluster;
  proxy: TlsProxy;
  /** Processes by their path. */
  games: Map<string, RunningServer>;
  close(): Promise<void>;
}

const env = (port: number, name: string) => ({
  PUBLIC_ADDRESS: `localhost:${port}/${name}`,
  TRUST_PROXY: "127.0.0.1",
});

async function asComposed(): Promise<Deployment> {
  const [cluster, port] = [await TestCluster.start(0), await freePort()];
  const games = new Map<string, RunningServer>();
  for (const name of ["game-1", "game-2"]) games.set(name, await cluster.add(env(port, name)));
  // The third process has another build: it lacks the scripts that pages of the others load.
  const { project, remove } = copyProject(["client", "tools"]);
  rmSync(path.join(project, "dist/client/assets"), { recursive: true });
  games.set("game-3", await cluster.add(env(port, "game-3"), path.join(project, "server/main.ts")));
  const urls = [...games.values()].map(({ url }) => url);
  return { cluster, games, proxy: await startProxy(urls, port), close: async () => remove() };
}

async function asPods(): Promise<Deployment> {
  const [cluster, names] = [await TestCluster.start(0), await startFakeDns()];
  const [port, at] = [await freePort(), await freePort()];
  const games = new Map<string, RunningServer>();
  const all: string[] = [];
  for (const name of ["game-0", "game-1"]) {
    // All pods have the same port. All of 127/8 is this machine.
    const HOST = `127.0.0.${20 + games.size}`;
    games.set(name, await cluster.add({ ...env(port, name), HOST, PORT: String(at) }));
    names.known.set(`${name}.game-pods.skirmish.svc.cluster.local`, [HOST]);
    all.push(HOST);
  }
  names.known.set("game.skirmish.svc.cluster.local", all);
  return { cluster, games, proxy: await startPodProxy(names.port, at, port), close: () => names.close() };
}

/** Requests all that a new client needs from an entry, repeatedly. */
function askOn(entry: string) {
  const session = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
  const failed: string[] = [];
  let going = true;
  const asking = {
    asked: 0,
    /** @returns the failed requests */
    async stop(): Promise<string[]> {
      going = false;
      await asked;
      return failed;
    },
  };
  const ask = async (path: string, how = {}): Promise<void> => {
    try {
      const answer = await fetch(`${entry}${path}`, how);
      if (!answer.ok) failed.push(`${path}: ${answer.status}`);
      await answer.arrayBuffer();
    } catch (error) {
      failed.push(`${path}: ${(error as Error).cause ?? error}`);
    }
    asking.asked++;
  };
  const asked = (async () => {
    while (going) {
      await ask("/");
      await ask("/api/rooms");
      await ask("/api/session", session);
      // The rate of sessions for one client network is limited.
      await wait(100);
    }
  })();
  return asking;
}

for (const [file, deploy] of [
  ["nginx.conf", asComposed],
  ["kubernetes.conf", asPods],
] as const)
  describe(`deploy/nginx/${file}`, () => {
    let deployment: Deployment;
    let entry: string;
    beforeAll(async () => {
      deployment = await deploy();
      entry = `https://localhost:${deployment.proxy.port}`;
      setDefaultCACertificates([...getCACertificates("bundled"), deployment.proxy.ca]);
    });
    afterAll(async () => {
      await deployment?.proxy.stop();
      await deployment?.cluster.close();
      await deployment?.close();
    });

    const nameOf = (server: RunningServer | undefined) =>
      [...deployment.games].find(([, one]) => one === server)?.[0];
    const status = async (path: string) => (await fetch(`${entry}${path}`)).status;

    it("serves pages at the entry, each process under its path, and no metrics", async () => {
      const page = await (await fetch(`${entry}/`)).text();
      const asset = /assets\/[^"]+\.js/.exec(page)![0];
      for (let i = 0; i < 6; i++) expect(await status(`/${asset}`), "from any process that has it").toBe(200);
      expect(await status("/assets/of-no-build.js"), "in none of the processes").toBe(404);
      for (const name of deployment.games.keys()) {
        expect(await status(`/${name}/healthz`), name).toBe(200);
        expect(await status(`/${name}/metrics`), name).toBe(404);
      }
      expect(await status("/metrics")).toBe(404);
      expect(await status("/ops/status"), "with the token").toBe(401);
    });

    it("leads each socket to the process with the room", async () => {
      for (const room of ["arena", "swarm"]) {
        const player = await stockPlayer(entry, "Ada", room);
        const owner = nameOf(await deployment.cluster.ownerOf(player.room.roomId));
        const { host, pathname } = new URL(player.room.connection.url!);
        expect(owner).toBeDefined();
        expect(host + pathname).toMatch(
          new RegExp(`^localhost:${deployment.proxy.port}/${owner}/[\\w-]+/${player.room.roomId}$`),
        );
        await player.room.leave();
        const line = `"GET ${pathname}" 101`;
        await until(() => deployment.proxy.log().includes(line), "the socket in the proxy's log");
        expect(deployment.proxy.log(), "[ID4] no secret in it").not.toMatch(/sessionId|reconnectionToken/);
      }
    });

    it("[CL9] a process drains: its player continues in another process, and the entry answers all the time", async () => {
      const { cluster, games } = deployment;
      const ada = await join({ url: entry, room: "arena", name: "Ada" });
      const land = fly(ada);
      await until(() => ada.stats.patches > 30, "Ada to play");
      const { key, roomId } = ada;
      const owner = await cluster.ownerOf(roomId);
      const name = nameOf(owner)!;

      const asking = askOn(entry);
      const ended = once(owner.process, "exit");
      owner.process.kill("SIGTERM");
      expect((await ended)[0], owner.log()).toBe(0);
      const before = asking.asked;
      await until(() => asking.asked > before + 15, "the entry to be served without it");
      expect(await asking.stop(), `of ${asking.asked} requests`).toEqual([]);

      // More than once if the machine itself stalled.
      const isBack = () => ada.link.state === "playing" && ada.stats.returns > 0;
      await until(() => isBack() || ada.link.state === "over", "Ada to be back");
      expect(ada.link).toEqual({ state: "playing" });
      expect([ada.key, ada.roomId]).toEqual([key, roomId]);
      cluster.servers.splice(cluster.servers.indexOf(owner), 1);
      games.delete(name);
      const target = nameOf(await cluster.ownerOf(roomId));
      expect(target).toBeDefined();
      expect(await status(`/${name}/healthz`), "under the path of the ended process").toBe(502);
      land();
      await ada.leave();
    });

    if (file === "nginx.conf")
      it("a browser plays over TLS, on the process of its match", async () => {
        const location = (
          await fetch(`http://127.0.0.1:${deployment.proxy.plainPort}/?at=x`, { redirect: "manual" })
        ).headers;
        expect(location.get("location")).toBe("https://127.0.0.1/?at=x");
        const browser = await startBrowser(["--ignore-certificate-errors"]);
        try {
          const { page, faults } = await openPage(browser);
          await page.goto(`${entry}/?name=Ada&join`);
          await until(() => page.evaluate(() => window.__skirmish.session?.own()?.alive), "Ada to play");
          const room = await page.evaluate(() => window.__skirmish.session!.roomId);
          expect(nameOf(await deployment.cluster.ownerOf(room))).toBeDefined();
          expect(faults).toEqual([]);
        } finally {
          await browser.close();
        }
      });
  });
