/**
 * Loaded before a server of a test and each of its threads: on SIGUSR2 its I/O threads that have written
 * anything block for ever, or end. BREAK says which: "hang", "end", or both in turns, separated by commas.
 */
import { BroadcastChannel, isMainThread, workerData } from "node:worker_threads";
import { FIGURE } from "../../server/io/protocol.ts";

const orders = new BroadcastChannel("break");
const block = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
if (isMainThread) {
  const turns = process.env.BREAK!.split(",");
  let count = 0;
  process.on("SIGUSR2", () => orders.postMessage(turns[count++ % turns.length]));
  orders.unref();
} else if (workerData?.taken !== undefined) {
  const figures = new Float64Array(workerData.figures as SharedArrayBuffer);
  orders.onmessage = ({ data }) => {
    if (figures[FIGURE.writes] === 0) return;
    if ((data as unknown) === "end") process.exit(3);
    // A timer: nothing of the message is held meanwhile.
    for (;;) block(1000);
  };
  orders.unref();
}
