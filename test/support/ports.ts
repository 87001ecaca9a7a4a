/** Ports for programs that must be told theirs. */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below what outgoing connections get: none of them takes a port between its being found free and being listened on. */
const LOWEST = 20_000;
/** Test files that run side by side each draw from a half. */
const HALF = 6000;
const first = LOWEST + (Number(process.env.VITEST_POOL_ID ?? 0) % 2) * HALF;
const given = new Set<number>();

/** @returns ports in a row nobody listened on a moment ago; each is given out once */
export async function freePorts(count: number): Promise<number[]> {
  for (;;) {
    const start = first + randomInt(HALF - count + 1);
    const ports = Array.from({ length: count }, (_, i) => start + i);
    if (ports.some((port) => given.has(port))) continue;
    for (const port of ports) given.add(port);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return ports;
  }
}

/** @returns a port nobody listened on a moment ago */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port!;
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const listening = new Promise<boolean>((resolve) => {
    probe.once("error", () => resolve(false));
    probe.listen(port, () => resolve(true));
  });
  const free = await listening;
  if (free) await new Promise((resolve) => probe.close(resolve));
  return free;
}
