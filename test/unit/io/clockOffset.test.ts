import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { clockOffset } from "../../../server/io/protocol.ts";

it("[IO2] the clock of write latencies is right though a thread loses its core between most of its readings", () => {
  let now = 5000;
  let readings = 0;
  const shared = (): number => {
    const read = now;
    // For 40 ms; one reading of ten is left alone.
    if (++readings % 10 !== 7) now += 40;
    return read;
  };
  expect(clockOffset(shared, () => now - 1234)).toBe(1234);
});

it("[IO2] the clocks of two threads agree", async () => {
  const path = new URL("../../../server/io/protocol.ts", import.meta.url);
  const worker = new Worker(
    `const { parentPort } = require("node:worker_threads");
    import(${JSON.stringify(path.href)}).then(({ clockOffset }) => {
      const offset = clockOffset();
      parentPort.on("message", () => parentPort.postMessage(performance.now() + offset));
      parentPort.postMessage("ready");
    });`,
    { eval: true },
  );
  try {
    await once(worker, "message");
    const offset = clockOffset();
    const asked = performance.now() + offset;
    worker.postMessage("now?");
    const [told] = await once(worker, "message");
    const answered = performance.now() + offset;
    // As much as two clocks that are read one after the other differ, ms.
    expect(told).toBeGreaterThan(asked - 0.5);
    expect(told).toBeLessThan(answered + 0.5);
  } finally {
    await worker.terminate();
  }
});
