/**
 * A Redis that a process cannot use stops its start with one line; one that is configured as in
 * docs/operate.md does not.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RedisTls } from "../../server/cluster/redis.ts";
import { examine } from "../../server/cluster/redisCheck.ts";
import { NoRedis, UnfitRedis } from "../../server/cluster/redisFaults.ts";
import { startPrivateRedis } from "../../tools/redis.ts";
import { type Certificate, makeCertificate } from "../support/certificates.ts";
import { OPS_TOKEN } from "../support/cluster.ts";
import { freePort } from "../support/ports.ts";
import { startRedis, type TestRedis } from "../support/redis.ts";
import { requestSeat } from "../support/seats.ts";
import { startSentinel } from "../support/sentinel.ts";
import { PROJECT, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const PASSWORD = "right";
let redis: TestRedis;
let certificate: Certificate;
let tls: string;

beforeAll(async () => {
  certificate = makeCertificate();
  const port = await freePort();
  tls = `127.0.0.1:${port}`;
  const { cert, key } = certificate;
  const files = ["--tls-cert-file", cert, "--tls-key-file", key, "--tls-ca-cert-file", cert];
  redis = await startRedis(["--tls-port", String(port), ...files], PASSWORD);
});
afterAll(async () => {
  await redis?.close();
  certificate?.remove();
});

const PEM = () => readFileSync(certificate.cert, "utf8");

/** @returns the fault of a Redis; one that is only slow is asked again, as a start does */
async function refused(url: string, tls?: RedisTls): Promise<string> {
  const error = await examine(url, "skirmish", tls).catch((error: Error) => error);
  if (error instanceof NoRedis && error.message === "Command timed out") return refused(url, tls);
  return error instanceof UnfitRedis || error instanceof NoRedis ? error.message : `accepted, or ${error}`;
}
const plain = () => `127.0.0.1:${redis.port}`;

/** @returns the address with a new Redis user that has these rights */
async function user(name: string, ...rights: string[]): Promise<string> {
  await redis.client.acl("SETUSER", name, "reset", "on", ">its-own", ...rights);
  return `redis://${name}:its-own@${plain()}`;
}

it("[RS1] a fault of the configuration ends the process with one line", async () => {
  const started = startServer({ REDIS_URL: `redis://:wrong@${plain()}`, OPS_TOKEN });
  const { message } = await started.then(
    () => new Error("it started"),
    (failed: Error) => failed,
  );
  expect(message).toMatch(
    /^the server ended with 1:\nskirmish: REDIS_URL: Redis wants a password, or another one than is given; .*\(WRONGPASS .*\)\n$/,
  );
});

it("[RS1] a wrong or missing password is reported", async () => {
  expect(await refused(`redis://:wrong@${plain()}`)).toMatch(
    /^REDIS_URL: Redis wants a password, or another one than is given; .*\(WRONGPASS .*\)$/,
  );
  expect(await refused(`redis://${plain()}`)).toMatch(
    /^REDIS_URL: Redis wants a password, or another one than is given; .*\(NOAUTH .*\)$/,
  );
});

it("[RS1] an unknown certificate authority, and a missing client certificate, are reported", async () => {
  expect(await refused(`rediss://:${PASSWORD}@${tls}`)).toMatch(
    /^REDIS_CA: the certificate of Redis is signed by no authority known here; .*\(DEPTH_ZERO_SELF_SIGNED_CERT\)$/,
  );
  // The default of Redis.
  expect(await refused(`rediss://:${PASSWORD}@${tls}`, { ca: PEM() })).toMatch(
    /Redis wants a certificate of this process[;,] set REDIS_CERT and REDIS_KEY/,
  );
});

it("[RS1] TLS on one side only is reported with the possible causes", async () => {
  const lines = await Promise.all(
    [`rediss://:${PASSWORD}@${plain()}`, `redis://:${PASSWORD}@${tls}`].map((url) => refused(url)),
  );
  expect(lines[0]).toMatch(/^.* this port does not speak TLS: then use redis:\/\/$/);
  expect(lines[1]).toMatch(/^.* if it speaks TLS, use rediss:\/\/$/);
});

it("[RS1] a Redis Cluster is reported", async () => {
  const cluster = await startRedis(["--cluster-enabled", "yes"]);
  expect(await refused(cluster.url)).toMatch(
    /^REDIS_URL: this is a Redis Cluster, .* use a single Redis, or one behind Sentinels$/,
  );
  await cluster.close();
});

it("[RS1] a missing right to commands, keys or channels is reported by name", async () => {
  const lacks =
    /^REDIS_URL: its user lacks a right in Redis \(NOPERM (.*)\); give it with ACL SETUSER ~skirmish:\* .*$/;
  const all = ["~*", "&*", "+@all"];
  const cases = {
    "'xadd'": [...all, "-xadd"],
    "'info'": [...all, "-info"],
    "'time'": [...all, "-time"],
    "access one of the keys": ["~other:*", "&*", "+@all"],
    "access one of the channels": ["~*", "resetchannels", "+@all"],
  };
  for (const [what, rights] of Object.entries(cases)) {
    const line = await refused(await user("poor", ...rights));
    expect(line).toMatch(lacks);
    expect(line).toContain(what);
  }
});

it("[RS2] a process connects over TLS to Sentinels and to their master", async () => {
  const { cert, key } = certificate;
  const port = await freePort();
  const files = [`tls-cert-file ${cert}`, `tls-key-file ${key}`, `tls-ca-cert-file ${cert}`];
  const sentinel = await startSentinel(Number(tls.split(":")[1]), [
    ...[`tls-port ${port}`, ...files, "tls-replication yes", "requirepass sentinels-own"],
  ]);
  const own = { ca: PEM(), cert: PEM(), key: readFileSync(key, "utf8") };
  const url = `rediss+sentinel://:${PASSWORD}@127.0.0.1:${port}/arena`;
  expect(await refused(`${url}?sentinelPassword=sentinels-own`, own)).toBe("accepted, or undefined");
  expect(await refused(url, own)).toMatch(
    /^REDIS_URL: the Sentinel at 127\.0\.0\.1:\d+ wants a password, .*\?sentinelPassword=… \(NOAUTH .*\)$/,
  );
  await sentinel.close();
});

it("[RS2] over TLS, with a private authority and a client certificate, and only the rights of docs/operate.md, a process serves", async () => {
  const [, rights] = /ACL SETUSER skirmish on >PASSWORD (.*)/.exec(
    readFileSync(join(PROJECT, "docs/operate.md"), "utf8"),
  )!;
  await user("least", ...rights!.trim().split(" "));
  const server = await startServer({
    REDIS_URL: `rediss://least:its-own@${tls}`,
    REDIS_CA: certificate.cert,
    REDIS_CERT: certificate.cert,
    REDIS_KEY: certificate.key,
    OPS_TOKEN,
  });
  await until(async () => (await requestSeat(server.url)).status === 200, "a seat");
  const connections = async () => String(await redis.client.client("LIST")).match(/ user=least /g)?.length;
  await until(async () => (await connections()) === 2, "two connections of that user");
  // A process that the machine leaves too little CPU admits no new players, and says so.
  expect(server.log().replace(/^.*seat check fails.*$/gm, "")).not.toMatch(/NOPERM|"level":"error"/);
  await server.stop();
});

it("a private Redis does not mistake another one on its port for itself, and a start does not wait for one that has ended", async () => {
  await expect(startPrivateRedis(redis.port)).rejects.toThrow(`port ${redis.port} is in use`);
  await expect(startPrivateRedis(undefined, ["--no-such-option", "1"])).rejects.toThrow(
    /ended with 1 at its start/,
  );
});
