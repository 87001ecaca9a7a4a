/**
 * Loaded before a server of a test and each of its threads: on SIGUSR2 its I/O threads block for ever, or end. BREAK says
 * which: "hang", "end", or both in turns, separated by commas.
 */
import { BroadcastChannel, isMainThread, workerData } from "node:worker_threads";

const orders = new BroadcastChannel("break");
const block = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
if (isMainThread) {
  const turns = process.env.BREAK!.split(",");
  let count = 0;
  process.on("SIGUSR2", () => orders.postMessage(turns[count++ % turns.length]));
  orders.unref();
} else if (workerData?.taken !== undefined) {
  orders.onmessage = ({ data }) => {
    if ((data as unknown) === "end") process.exit(3);
    // A timer: nothing of the message is held meanwhile.
    for (;;) block(1000);
  };
  orders.unref();
}
