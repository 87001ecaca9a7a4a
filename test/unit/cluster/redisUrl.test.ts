/** The forms of REDIS_URL, and the errors of a Redis that cannot serve. */
import { expect, it } from "vitest";
import { demoted, isAway, unfitRedis } from "../../../server/cluster/redisFaults.ts";
import { parseRedisUrl } from "../../../server/cluster/redisUrl.ts";
import { BadEnvironment, readEnv } from "../../../server/env.ts";

const at = (host: string, port: number) => ({ host, port });

it.each([
  ["redis://a", { tls: false, endpoints: [at("a", 6379)], database: 0 }],
  ["redis://a:1/3", { tls: false, endpoints: [at("a", 1)], database: 3 }],
  ["redis://:p%40:w@a:1", { tls: false, endpoints: [at("a", 1)], password: "p@:w", database: 0 }],
  [
    "rediss://me:secret@[::1]:2",
    { tls: true, endpoints: [at("::1", 2)], username: "me", password: "secret", database: 0 },
  ],
  [
    "redis+sentinel://a,b:3/main",
    { tls: false, endpoints: [at("a", 26379), at("b", 3)], database: 0, sentinel: { master: "main" } },
  ],
  [
    "rediss+sentinel://:x@a:1,[::2]:5/main/2?sentinelUsername=u&sentinelPassword=p",
    {
      ...{ tls: true, endpoints: [at("a", 1), at("::2", 5)], password: "x", database: 2 },
      sentinel: { master: "main", username: "u", password: "p" },
    },
  ],
])("[RS4] %s is accepted", (url, parsed) => {
  expect(parseRedisUrl(url)).toEqual(parsed);
  expect(readEnv({ REDIS_URL: url }).REDIS_URL).toBe(url);
});

it.each([
  ["redis://"],
  ["http://a"],
  ["redis://a b"],
  ["redis://a:0"],
  ["redis://a:65536"],
  ["redis://a,b"],
  ["redis://a/name"],
  ["redis://a/1/2"],
  ["redis://a?family=6"],
  ["redis://secret@a"],
  ["redis://me:@a"],
  ["redis://%zz:secret@a"],
  ["redis+sentinel://a"],
  ["redis+sentinel://a/main?password=secret"],
])("[RS4] %s is refused, and the error does not repeat it", (url) => {
  const refusal = () => readEnv({ REDIS_URL: url });
  expect(refusal).toThrow(BadEnvironment);
  expect(refusal).toThrow(
    /^REDIS_URL: the given value is not accepted; it takes redis:\/\/\[user:password@\]host:port/,
  );
});

it("[RS4] invalid certificate files, and certificates without TLS, are refused with their names", () => {
  for (const [env, says] of [
    [{ REDIS_CA: "/nowhere" }, /^REDIS_CA: "\/nowhere" .* PEM file with certificates \(ENOENT/],
    [{ REDIS_KEY: "package.json" }, /^REDIS_KEY: "package.json" .* PEM file with a private key/],
  ] as const)
    expect(() => readEnv({ REDIS_URL: "rediss://a", ...env })).toThrow(says);
});

it("[RS3] the errors of a Redis that is no master are recognized, whatever its version", () => {
  for (const [message, reply] of [
    ["READONLY You can't write against a read only replica.", "READONLY"],
    ["ERR Error running script (call to f_1): @user_script:2: -READONLY You can't write", "READONLY"],
    ["LOADING Redis is loading the dataset in memory", "LOADING"],
    ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", "MASTERDOWN"],
    ["NOREPLICAS Not enough good replicas to write.", "NOREPLICAS"],
    ["ERR value READONLY is not an integer", undefined],
    ["Command timed out", undefined],
  ] as const)
    expect(demoted(new Error(message)), message).toBe(reply);
});

it("[CL5] errors of an unreachable Redis are distinguished from programming errors", () => {
  for (const message of [
    "READONLY You can't write against a read only replica.",
    "Ready check failed: NOAUTH Authentication required.",
    "MISCONF Redis is configured to save RDB snapshots",
    "OOM command not allowed when used memory > 'maxmemory'.",
    "ERR max number of clients reached",
    "Command timed out",
    "connect ECONNREFUSED 127.0.0.1:6379",
  ])
    expect(isAway(new Error(message)), message).toBe(true);
  for (const message of [
    "ERR wrong number of arguments for 'get' command",
    "WRONGTYPE Operation against a key",
    "x is not a function",
  ])
    expect(isAway(new Error(message)), message).toBe(false);
  expect(unfitRedis(new Error("connect ECONNREFUSED 127.0.0.1:6379"))).toBeUndefined();
});
