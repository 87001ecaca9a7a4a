/**
 * What signs players' sessions where the operator has set nothing: processes that share a Redis share a secret in it, so that
 * each believes the sessions the others have given out. A reader of that Redis could take over its matches anyway.
 */
import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import type { Log } from "../ops/log.ts";

const KEY = "secret";
/** A Redis that has lost its data is told again within this, ms. */
const REPEAT = 2000;

/** @returns the same in all processes @throws what Redis says when it does not answer */
export async function sharedSecret(redis: Redis, log: Log): Promise<string> {
  const made = randomBytes(32).toString("base64url");
  await redis.set(KEY, made, "NX");
  const secret = (await redis.get(KEY)) ?? made;
  let differs = false;
  const repeat = async (): Promise<void> => {
    await redis.set(KEY, secret, "NX");
    if (differs || (await redis.get(KEY)) === secret) return;
    differs = true;
    log.error(
      "Redis lost its data, and another process has made a new secret: set AUTH_SECRET, or restart this one",
    );
  };
  // At once when Redis is back: a process that starts just then must find it.
  redis.on("ready", () => repeat().catch(() => {}));
  setInterval(() => repeat().catch(() => {}), REPEAT).unref();
  return secret;
}
