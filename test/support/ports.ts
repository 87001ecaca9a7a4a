/** Ports for programs that cannot choose one themselves. */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { availableParallelism } from "node:os";

/** Below the ephemeral range: no outgoing connection takes a port between the check and the use of it. */
const LOWEST = 20_000;
/**
 * Test files that run side by side each draw from a range of their own: `maxWorkers` in vitest.config.ts, and
 * a spare one.
 */
const RANGES = 2 * availableParallelism() + 1;
const PORTS = Math.floor(12_000 / RANGES);
const first = LOWEST + (Number(process.env.VITEST_POOL_ID ?? 0) % RANGES) * PORTS;
const given = new Set<number>();

/** @returns consecutive ports that are free now; each is given out once */
export async function freePorts(count: number): Promise<number[]> {
  for (;;) {
    const start = first + randomInt(PORTS - count + 1);
    const ports = Array.from({ length: count }, (_, i) => start + i);
    if (ports.some((port) => given.has(port))) continue;
    for (const port of ports) given.add(port);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return ports;
  }
}

/** @returns a port that is free now */
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
