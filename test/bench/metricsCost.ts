/**
 * The cost of metrics: every call to a metric in a step of a room, and one answer to GET /metrics. The number
 * of players does not matter: a step reports sums over all of them, so a room of a thousand makes as many
 * calls as a room of one.
 *
 *   npm run bench:metrics
 */
import { performance } from "node:perf_hooks";
import { InputTally } from "../../server/net/inputBudget.ts";
import { RoomCounter } from "../../server/ops/roomFigures.ts";
import { createTelemetry } from "../../server/ops/telemetry.ts";
import { TICK_MS } from "../../shared/tick.ts";

const PLAYERS = 1000;
const STEPS = 200_000;

/** Counted for each player: the sum of waiting inputs. */
function count(tally: InputTally, queues: readonly { size: number }[]): void {
  tally.clear();
  for (const queue of queues) tally.waiting += queue.size;
  tally.applied = PLAYERS - 3;
  tally.dropped = 1;
  tally.idle = 2;
}

function microseconds(times: number, act: (i: number) => void): number {
  for (let i = 0; i < times / 10; i++) act(i);
  const started = performance.now();
  for (let i = 0; i < times; i++) act(i);
  return ((performance.now() - started) * 1000) / times;
}

const telemetry = createTelemetry(["swarm"]);
const counter = new RoomCounter("swarm", telemetry);
counter.open();
const tally = new InputTally();
const queues = Array.from({ length: PLAYERS }, (_, i) => ({ size: i % 3 }));
const recorded = microseconds(STEPS, (i) =>
  // Each step has another duration and another number of waiting inputs, and exceeds its tick: the most
  // expensive case.
  counter.stepped({
    took: 40 + (i % 7),
    encoded: 4 + (i % 3),
    bytes: 500_000,
    inputs: { ...tally, waiting: i % 5, applied: 997, dropped: 1, idle: 2 },
  }),
);
const summed = microseconds(STEPS / 10, () => count(tally, queues));
const started = performance.now();
const SCRAPES = 200;
let size = 0;
for (let i = 0; i < SCRAPES; i++) size = (await telemetry.metrics.registry.metrics()).length;
const scrape = (performance.now() - started) / SCRAPES;

const tick = TICK_MS * 1000;
const share = (us: number): string => `${((100 * us) / tick).toFixed(3)} % of a tick`;
console.log(`metrics of a step           ${recorded.toFixed(1)} µs   ${share(recorded)}`);
console.log(`sums over ${PLAYERS} players      ${summed.toFixed(1)} µs   ${share(summed)}`);
console.log(`together                    ${(recorded + summed).toFixed(1)} µs   ${share(recorded + summed)}`);
console.log(
  `GET /metrics                ${scrape.toFixed(2)} ms of ${(size / 1000).toFixed(0)} kB, once in 15 s: ${((100 * scrape) / 15_000).toFixed(3)} % of the time`,
);
process.exit(recorded + summed < 0.005 * tick ? 0 : 1);
