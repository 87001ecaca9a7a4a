/**
 * The secrets that sign players' sessions in a cluster: processes accept each other's sessions only when they
 * have the same secret. If the operator has set none, the processes share one through Redis; a reader of that
 * Redis could take over its matches anyway. Secrets that do not fit are reported to the operators.
 */
import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { fitOf, type SecretsFit } from "../../shared/operators.ts";
import type { Log } from "../ops/log.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import type { ProcessRecord, Registry } from "./registry.ts";

const KEY = "secret";
/** The secret is written again to a Redis that has lost it within this time, ms. */
const REPEAT = 2000;

/** @returns the same secret in all processes @throws the error of Redis */
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

/**
 * Compares the secrets of this process with those of the others, and reports to operators when they do not
 * match.
 * @param own fingerprints of the secrets of this process; see `ProcessRecord`
 */
export function watchSecrets(
  registry: Registry,
  own: readonly string[],
  telemetry: Pick<Telemetry, "events" | "log" | "metrics">,
): void {
  /** The latest report by process. */
  let reported = new Map<string, SecretsFit>();
  registry.events.on("answered", (processes) => {
    const fits = new Map(processes.map((one) => [one.id, fitOf(own, one.secrets)]));
    for (const fit of ["differ", "apart"] as const)
      telemetry.metrics.secrets.set({ fit }, [...fits.values()].filter((one) => one === fit).length);
    for (const one of processes) {
      const fit = fits.get(one.id) ?? "same";
      if (fit !== (reported.get(one.id) ?? "same")) reportFit(telemetry, one, fit);
    }
    reported = fits;
  });
}

function reportFit(
  { events, log }: Pick<Telemetry, "events" | "log">,
  { id, public: address }: ProcessRecord,
  fit: SecretsFit,
): void {
  const other = { other: id, address };
  switch (fit) {
    case "apart":
      log.error(
        other,
        `AUTH_SECRET does not fit that of ${id}: one of the two refuses session tokens that the other signs`,
      );
      return;
    case "differ":
      log.warn(
        other,
        `AUTH_SECRET of ${id} lists other secrets; each process accepts session tokens that the other signs`,
      );
      events.add("process", `AUTH_SECRET of ${id} lists other secrets`);
      return;
    case "same":
      log.info(other, `AUTH_SECRET of ${id} is the same again`);
      events.add("process", `AUTH_SECRET of ${id} is the same again`);
  }
}
