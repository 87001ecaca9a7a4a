/** A server process of the benchmark: runs one design and answers its parent's requests. */
import { answerParent, sendToParent } from "../support/processChannel.ts";
import { serveFloor } from "./designs/floor.ts";
import { serveOurs } from "./designs/ours.ts";
import type { Serving } from "./designs/serving.ts";
import { serveStock } from "./designs/stock.ts";
import { type Design, ioThreadsOf } from "./figures.ts";
import { Gauge } from "./gauge.ts";
import { Profiler } from "./profiler.ts";

const [design, count, watchers = "0"] = process.argv.slice(2) as [Design, string, string?];

function serve(players: number): Promise<Serving> {
  switch (design) {
    case "floor":
      return serveFloor();
    case "stock":
      return serveStock(players, false);
    case "views":
      return serveStock(players, true);
    case "ours":
    case "threads":
      return serveOurs(players, ioThreadsOf(design), Number(watchers));
  }
}

const serving = await serve(Number(count));
const gauge = new Gauge(serving);

// Set by `--profiles`.
const { BENCH_PROFILE: profile } = process.env;
const profiler = profile === undefined ? undefined : new Profiler(profile);

answerParent({
  memory: () => gauge.memory(),
  async begin() {
    await profiler?.start();
    gauge.begin();
  },
  async end() {
    const figures = gauge.end();
    await profiler?.stop();
    return figures;
  },
});
sendToParent({ port: serving.port });
