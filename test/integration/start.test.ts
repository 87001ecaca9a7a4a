/** Start and end of a server process. */
import { afterAll, describe, expect, it } from "vitest";
import { copyProject } from "../support/copy.ts";
import { runTool, startTool } from "../support/runTool.ts";
import { FAULT_ON_SIGNAL, startServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

it("a server that logs only errors is detected as ready", async () => {
  const server = await startServer({ LOG_LEVEL: "error" });
  expect((await fetch(`${server.url}/healthz`)).ok).toBe(true);
  await server.stop();
});

it("[FA1][FA2] an uncaught error of a connection becomes lines of the log and nothing else", async () => {
  const server = await startServer(FAULT_ON_SIGNAL);
  const faults = () => server.log().match(/"msg":"uncaught error of a connection"/g)?.length ?? 0;
  // Several: what the framework imports at its start may arrive after the first.
  for (let count = 1; count <= 20; count++) {
    server.process.kill("SIGUSR2");
    await until(() => faults() === count, `fault ${count} in the log`);
  }
  await server.stop();
  expect(server.log()).not.toContain("abcdef");
  const plain = server
    .log()
    .trim()
    .split("\n")
    .filter((line) => !line.startsWith("{"));
  expect(plain, "the operators' line alone").toEqual([expect.stringMatching(/^Operators: /)]);
});

describe("a server that cannot start prints the reason in one line, and exits with 1:", () => {
  const cases: [string, { [name: string]: string }, RegExp][] = [
    ["a port that is not a number", { PORT: "http" }, /PORT/],
    ["a port out of range", { PORT: "70000" }, /PORT.*70000/],
    ["an unknown log level", { LOG_LEVEL: "loud" }, /LOG_LEVEL.*loud/],
    ["an invalid Redis address", { REDIS_URL: "redis" }, /REDIS_URL/],
  ];
  for (const [what, env, line] of cases)
    it(what, async () => {
      const { code, output } = await runTool("server/main.ts", [], env);
      expect(code, output).toBe(1);
      expect(output.trim().split("\n"), output).toHaveLength(1);
      expect(output).toMatch(line);
    });

  it("a port in use", async () => {
    const server = await startServer();
    const { port } = new URL(server.url);
    const envs: { [name: string]: string }[] = [{ PORT: port }, { PORT: "0", ENTRY_PORT: port }];
    const ends = await Promise.all(
      envs.map((env) => runTool("server/main.ts", [], { HOST: "127.0.0.1", ...env })),
    );
    for (const [i, name] of ["PORT", "ENTRY_PORT"].entries()) {
      const { code, output } = ends[i]!;
      expect(code, output).toBe(1);
      expect(output.trim().split("\n"), output).toHaveLength(1);
      expect(output).toContain(`skirmish: ${name}: ${port} is in use`);
    }
    await server.stop();
  });

  it("[HO7] a framework whose private members have changed", async () => {
    const { code, output } = await runTool("test/support/renamedServer.ts", [], { PORT: "0" });
    expect(code, output).toBe(1);
    expect(output.trim().split("\n"), output).toHaveLength(1);
    expect(output).toMatch(
      /^skirmish: @colyseus\/core \d+\.\d+\.\d+: Room has no `_onLeave` .*server\/framework\/room\.ts needs: .*npm ci/,
    );
  });

  it("a missing build", async () => {
    const { project, remove } = copyProject(["dist"]);
    afterAll(remove);
    const { code, output } = await startTool("server/main.ts", [], { PORT: "0" }, project).ended;
    expect(code, output).toBe(1);
    expect(output.trim().split("\n"), output).toHaveLength(1);
    expect(output).toMatch(/npm run build/);
  });
});

it("health, readiness, rooms and metrics are served", async () => {
  const server = await startServer();
  const get = (path: string) => fetch(`${server.url}${path}`);
  expect(server.log(), "the address of the console").toContain(`"${server.url}/ops/"`);
  expect(server.log()).toContain(`npm run ops -- status --url ${server.url}\n`);
  expect((await get("/healthz")).status).toBe(200);
  expect((await get("/readyz")).status).toBe(200);
  expect(await (await get("/api/rooms")).json()).toEqual([]);
  const ada = await stockPlayer(server.url, "Ada");
  const rooms = async () => (await (await get("/api/rooms")).json()) as { players: number }[];
  await until(async () => (await rooms())[0]?.players === 1, "the listing to count Ada");
  expect(await rooms()).toMatchObject([{ name: "arena", players: 1, capacity: 64 }]);
  await until(
    async () => /skirmish_tick_seconds_count\S* [1-9]/.test(await (await get("/metrics")).text()),
    "ticks",
  );
  const metrics = await (await get("/metrics")).text();
  expect(metrics).toContain('skirmish_players{room="arena"} 1');
  expect(metrics).toMatch(/skirmish_headroom_ratio [01]/);
  expect(metrics, "no metric of the default registry").toContain("skirmish_redis_up 1");
  await ada.room.leave();
  await server.stop();
});

it("a signal ends it cleanly, and clients are closed for good", async () => {
  const server = await startServer();
  const ada = await stockPlayer(server.url, "Ada");
  const left = new Promise<number>((resolve) => ada.room.onLeave(resolve));
  await server.stop();
  expect(await left).toBe(4001);
});
