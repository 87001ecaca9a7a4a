/** The sentence that the net graph shows. */
import { expect, it } from "vitest";
import type { NetSample } from "../../../client/shell/netHistory.ts";
import { verdictOf } from "../../../client/shell/netVerdict.ts";

const GOOD = {
  rtt: 40,
  jitter: 3,
  delay: 60,
  rewind: 110,
  pending: 2,
  correction: 0,
  bytesIn: 0,
  bytesOut: 0,
};

/** Five seconds of samples of a good link, with some of them changed. */
function samples(change: (sample: NetSample, index: number) => Partial<NetSample> = () => ({})): NetSample[] {
  return Array.from({ length: 50 }, (_, index) => {
    const sample = { ...GOOD, patches: index * 3, at: index * 100 };
    return { ...sample, ...change(sample, index) };
  });
}

it.each<[string, RegExp, (sample: NetSample, index: number) => Partial<NetSample>]>([
  ["nothing is wrong", /^All is well$/, () => ({})],
  [
    "patches stop",
    /^Nothing from the server for 0\.5 s$/,
    (_, index) => (index > 44 ? { patches: 132 } : {}),
  ],
  ["patches had stopped", /were late a moment ago/, (_, index) => (index === 40 ? { patches: 117 } : {})],
  [
    "shots are older than the rewind window",
    /^You see others 450 ms late; shots count up to 400 ms$/,
    () => ({ rewind: 450 }),
  ],
  ["inputs pile up", /inputs reach the server late/, () => ({ pending: 20 })],
  [
    "the server corrected the ship",
    /corrected your position by 12 units/,
    (_, index) => (index === 45 ? { correction: 12 } : {}),
  ],
  ["the correction is long ago", /^All is well$/, (_, index) => (index === 5 ? { correction: 12 } : {})],
  ["jitter is high", /unevenly/, () => ({ jitter: 40 })],
  ["the latency is high", /far away/, () => ({ rtt: 260 })],
])("when %s it says so", (_, words, change) => {
  expect(verdictOf(samples(change))).toMatch(words);
});
