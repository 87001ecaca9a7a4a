/** A process with many watchers of a live match: opens streamed responses, and counts their bytes. */
import { Agent, type ClientRequest, get } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { answerParent, sendToParent } from "../../support/processChannel.ts";
import type { WatchFigures } from "../figures.ts";

const [port, room, number] = process.argv.slice(2) as [string, string, string];
const count = Number(number);
const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
const open = new Set<ClientRequest>();
const delay = monitorEventLoopDelay({ resolution: 5 });
let [bytes, chunks, lost, latest] = [0, 0, 0, 0];
let begun = { at: 0, cpu: process.cpuUsage() };

function watchOne(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get({ host: "127.0.0.1", port, path: `/api/watch/${room}`, agent }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`refused with ${response.statusCode}`));
      response.on("data", (data: Buffer) => {
        bytes += data.length;
        chunks++;
        latest = performance.now();
      });
      response.on("close", () => {
        if (open.delete(request)) lost++;
      });
      response.on("error", () => {});
      resolve();
    });
    request.on("error", reject);
    open.add(request);
  });
}

answerParent({
  async watch() {
    for (let i = 0; i < count; i += 20)
      await Promise.all(Array.from({ length: Math.min(20, count - i) }, watchOne));
    return { watching: open.size };
  },
  leave() {
    for (const request of [...open]) {
      open.delete(request);
      request.destroy();
    }
    return {};
  },
  begin() {
    [bytes, chunks, lost] = [0, 0, 0];
    delay.reset();
    delay.enable();
    begun = { at: performance.now(), cpu: process.cpuUsage() };
    return {};
  },
  end(): WatchFigures {
    const seconds = (performance.now() - begun.at) / 1000;
    const { user, system } = process.cpuUsage(begun.cpu);
    return {
      watching: open.size,
      lost,
      bytes: bytes / seconds,
      chunks: chunks / seconds / Math.max(1, open.size),
      silent: (performance.now() - latest) / 1000,
      cpuShare: (user + system) / 1e6 / seconds,
      loopP99: delay.percentile(99) / 1e6,
    };
  },
});
sendToParent({});
