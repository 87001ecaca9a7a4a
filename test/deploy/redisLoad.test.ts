/** `npm run redis-load`, as an operator runs it. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startRedis, type TestRedis } from "../support/redis.ts";
import { runTool, startTool } from "../support/runTool.ts";

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

it("reports the load of Redis in that time, including the commands that scripts call", async () => {
  const tool = startTool("tools/redisLoad.ts", [redis.url, "2"]);
  const script = `for i = 1, 100 do redis.call("SET", "key", i) end`;
  let running = true;
  void tool.ended.then(() => {
    running = false;
  });
  while (running) {
    await redis.client.eval(script, 0);
    await wait(5);
  }
  const { code, output } = await tool.ended;
  expect(code, output).toBe(0);
  const rate = (name: string) => Number(new RegExp(`^ *([\\d.]+) {2}${name}`, "m").exec(output)?.[1]);
  expect(rate("eval")).toBeGreaterThan(0);
  const sets = rate("set") / rate("eval");
  expect(Math.round(sets / 10), `${sets} SETs an EVAL`).toBe(10);
  expect(rate("% of a core")).toBeGreaterThan(0);
  expect(rate("kB/s in")).toBeGreaterThan(0);
});

it("prints in one line what is wrong, and exits with 1", async () => {
  for (const [args, line] of [
    [[], /^The URL of the Redis is missing; --help /],
    [[redis.url, "soon"], /^SECONDS "soon": expected a number above 0; --help /],
    [["redis://127.0.0.1:1", "1"], /^redis:\/\/127.0.0.1:1: .*(ECONNREFUSED|retries)/],
  ] as const) {
    const { code, errors } = await runTool("tools/redisLoad.ts", [...args]);
    expect(code).toBe(1);
    expect(errors.trim().split("\n"), errors).toHaveLength(1);
    expect(errors).toMatch(line);
  }
});
