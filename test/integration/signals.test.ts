/**
 * The effect of signals on a server and on the commands that start one: no process is left behind, no
 * debugger opens.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { freePort, freePorts } from "../support/ports.ts";
import { runTool, startTool } from "../support/runTool.ts";
import { PROJECT, startServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

const OPS_TOKEN = "the-token-of-a-signal-test";
/** Processes that must have ended at the end of a test. */
const started: number[] = [];
afterEach(() => {
  for (const pid of started.splice(0)) if (isAlive(pid)) process.kill(pid, "SIGKILL");
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** @returns the pid of the process that listens on a port, once it admits players */
async function serverOn(port: number): Promise<number> {
  const headers = { authorization: `Bearer ${OPS_TOKEN}` };
  let pid: number | undefined;
  await until(async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/ops/status`, { headers }).catch(() => undefined);
    if (answer?.ok) pid = ((await answer.json()) as { processes: { pid: number }[] }).processes[0]?.pid;
    return pid !== undefined;
  }, `a server on port ${port}`);
  started.push(pid!);
  return pid!;
}

it("[HO5][CL9] SIGHUP ends a server as SIGTERM does: clients are closed with a code, and it exits with 0", async () => {
  const server = await startServer();
  const ada = await stockPlayer(server.url, "Ada");
  const left = new Promise<number>((resolve) => ada.room.onLeave(resolve));
  const ended = once(server.process, "exit");
  server.process.kill("SIGHUP");
  expect(await left).toBe(4001);
  expect(await ended).toEqual([0, null]);
});

it("[HO5] SIGUSR1 opens no debugger", async () => {
  const server = await startServer();
  server.process.kill("SIGUSR1");
  await until(() => /SIGUSR1|Debugger/.test(server.log()), "the signal to be handled");
  expect(server.log()).toContain("SIGUSR1 is ignored");
  expect(server.log()).not.toContain("Debugger");
  await server.stop();
});

it("[HO5] a server whose log reader is gone continues, and ends at a signal", async () => {
  const { server, url, reader } = await logsToSocket();
  // Writes to a socket fail in another way than writes to a pipe, and only the log library notices.
  reader.resetAndDestroy();
  await stockPlayer(url, "Ada");
  const ended = once(server, "exit");
  server.kill("SIGUSR1");
  server.kill("SIGUSR1");
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  server.kill("SIGTERM");
  await until(() => server.exitCode !== null, "the server to end");
  expect(await ended).toEqual([0, null]);
});

/** A server whose standard output is a socket, as under some supervisors. */
async function logsToSocket() {
  const listener = createServer().listen(0, "127.0.0.1");
  const accepted = once(listener, "connection") as Promise<[Socket]>;
  await once(listener, "listening");
  const output = connect((listener.address() as AddressInfo).port, "127.0.0.1");
  const [[reader]] = await Promise.all([accepted, once(output, "connect")]);
  const env = { ...process.env, NODE_OPTIONS: "", HOST: "127.0.0.1", PORT: "0" };
  const server = spawn(process.execPath, ["server/main.ts"], {
    ...{ cwd: PROJECT, env },
    stdio: ["ignore", output, "ignore"],
  });
  started.push(server.pid!);
  output.destroy();
  listener.close();
  let log = "";
  reader
    .on("error", () => {})
    .on("data", (chunk: Buffer) => {
      log += chunk;
    });
  const address = () => /accepting players at (http:\/\/[^/]+)\//.exec(log)?.[1];
  await until(address, "the server to admit players");
  return { server, reader, url: address()! };
}

/** Sends a signal to npm alone. */
async function endNpm(signal: NodeJS.Signals, args: string[], port: number, env: object = {}): Promise<void> {
  const all = { ...process.env, NODE_OPTIONS: "", PORT: String(port), HOST: "127.0.0.1", OPS_TOKEN, ...env };
  const npm = spawn("npm", args, { cwd: PROJECT, env: all, stdio: "ignore" });
  started.push(npm.pid!);
  const server = await serverOn(port);
  const ended = once(npm, "exit");
  npm.kill(signal);
  await ended;
  await until(() => !isAlive(server), "the server to end");
}

describe("[HO5] npm start", () => {
  for (const signal of ["SIGTERM", "SIGHUP", "SIGKILL"] as const)
    it(`leaves no server behind after ${signal}`, async () => {
      await endNpm(signal, ["start"], await freePort());
    });

  it("ends with the exit code of the server", async () => {
    const { code, output } = await runTool("tools/start.ts", [], { PORT: "none" });
    expect(code, output).toBe(1);
  });
});

it("a server of a test ends with the process of the tests, even when that is killed", async () => {
  const script = `const { startServer } = await import("./test/support/server.ts");
    process.send((await startServer()).process.pid);`;
  const tests = spawn(process.execPath, ["--input-type=module", "-e", script], {
    ...{ cwd: PROJECT, stdio: ["ignore", "ignore", "inherit", "ipc"] },
  });
  const [pid] = (await once(tests, "message")) as [number];
  started.push(pid);
  tests.kill("SIGKILL");
  await until(() => !isAlive(pid), "the server to end");
});

it("[HO5] npm run dev leaves no server behind when npm ends without forwarding the signal", async () => {
  const [port, devPort] = (await freePorts(2)) as [number, number];
  await endNpm("SIGHUP", ["run", "dev"], port, { DEV_PORT: String(devPort) });
  const page = () => fetch(`http://localhost:${devPort}/`).then(Boolean, () => false);
  await until(async () => !(await page()), "the server of the page to end");
});

it("[HO5] npm run dev leaves no server behind when it is killed", async () => {
  const [port, DEV_PORT] = (await freePorts(2)).map(String) as [string, string];
  const dev = startTool("tools/dev.ts", [], { PORT: port, DEV_PORT, HOST: "127.0.0.1", OPS_TOKEN });
  const server = await serverOn(Number(port));
  dev.process.kill("SIGKILL");
  await until(() => !isAlive(server), "the server to end");
  await dev.ended;
});

describe("[HO5] npm run cluster", () => {
  async function startCluster() {
    const [port, entry] = (await freePorts(2)).map(String) as [string, string];
    const args = ["--processes", "1", "--port", port, "--entry", entry];
    const env = { OPS_TOKEN, REDIS_URL: "", PORT: "", HOST: "" };
    const cluster = startTool("tools/cluster/cli.ts", args, env);
    return { cluster, server: await serverOn(Number(port)) };
  }

  it("drains at SIGHUP and exits with 0", async () => {
    const { cluster, server } = await startCluster();
    await until(() => cluster.output().includes("Play at"), "the cluster to be ready");
    cluster.process.kill("SIGHUP");
    const { code, output } = await cluster.ended;
    expect(code, output).toBe(0);
    expect(isAlive(server)).toBe(false);
  });

  it("[CL8] ends with a line that says why when a port is in use, or a setting is wrong", async () => {
    const taken = createServer().listen(0, "0.0.0.0");
    await once(taken, "listening");
    const used = String((taken.address() as AddressInfo).port);
    const [port, entry] = (await freePorts(2)).map(String) as [string, string];
    const start = (own: string, all: string, env = {}) =>
      runTool("tools/cluster/cli.ts", ["--processes", "1", "--port", own, "--entry", all], {
        ...{ REDIS_URL: "", PORT: "", HOST: "" },
        ...env,
      });
    const ports = await start(used, entry);
    const entries = await start(port, used);
    taken.close();
    const settings = await start(port, entry, { DRAIN_SECONDS: "soon" });
    expect([ports.code, ports.output]).toEqual([
      1,
      `--port: port ${used} is in use; choose others, as in --port 3000\n`,
    ]);
    expect([entries.code, entries.output]).toEqual([
      1,
      `--entry: port ${used} is in use; choose another, as in --entry 3000\n`,
    ]);
    expect(settings.code, settings.output).toBe(1);
    expect(settings.output).toMatch(/DRAIN_SECONDS.*\n.*could not start: the cluster ends/);
    expect(settings.output).not.toContain("Play at");
  });

  it("leaves no server behind when npm forwards a signal to its shell only", async () => {
    const [port, entry] = (await freePorts(2)) as [number, number];
    const args = ["run", "cluster", "--", "--processes", "1", "--port", `${port}`, "--entry", `${entry}`];
    await endNpm("SIGTERM", args, port, { REDIS_URL: "", HOST: "" });
  });

  it("leaves no server behind when it is killed", async () => {
    const { cluster, server } = await startCluster();
    cluster.process.kill("SIGKILL");
    await until(() => !isAlive(server), "the server to end");
    await cluster.ended;
  });
});
