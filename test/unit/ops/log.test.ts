/** The parts of an error that the log contains, and those that it omits. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startRedis, type TestRedis } from "../../support/redis.ts";

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

const moduleOf = (path: string): string => new URL(`../../../server/${path}`, import.meta.url).href;

it("[ID4] the log names what failed, without the arguments and options it failed with", async () => {
  const script = `
    import { connectTo, ready } from ${JSON.stringify(moduleOf("cluster/redis.ts"))};
    import { createLog } from ${JSON.stringify(moduleOf("ops/log.ts"))};
    const log = createLog({ level: "info" });
    const redis = connectTo(${JSON.stringify(redis.url)}, "skirmish");
    await ready(redis);
    await redis.set("text", "1");
    await redis.hset("text", "checkpoint", "a-token-of-a-player").catch((err) => log.warn({ err }, "not written"));
    redis.disconnect();
    const failed = Object.assign(new Error("not restored"), {
      ...{ code: 523, options: { checkpoint: Buffer.from("a-token-of-a-player"), token: "a-token-of-a-player" } },
    });
    log.error({ err: failed }, "fault in a room");`;
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script]);
  expect(stdout).not.toContain("a-token-of-a-player");
  const [{ err, msg }, fault] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(msg).toBe("not written");
  expect(err.message).toContain("WRONGTYPE");
  expect(err.command).toBe("hset");
  expect(Object.keys(fault.err).sort()).toEqual(["code", "message", "stack", "type"]);
});
