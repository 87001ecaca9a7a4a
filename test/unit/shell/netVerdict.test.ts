/** What the net graph says in words. */
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

/** Five seconds of a good link, one of whose latest samples is changed. */
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
  ["patches had stopped", /held up a moment ago/, (_, index) => (index === 40 ? { patches: 117 } : {})],
  ["shots fall out of the window", /^450 ms behind: shots reach back 400 ms$/, () => ({ rewind: 450 })],
  ["inputs pile up", /inputs are held up/, () => ({ pending: 20 })],
  [
    "the ship was moved",
    /moved your ship by 12 units/,
    (_, index) => (index === 45 ? { correction: 12 } : {}),
  ],
  ["it was moved long ago", /^All is well$/, (_, index) => (index === 5 ? { correction: 12 } : {})],
  ["jitter is high", /unevenly/, () => ({ jitter: 40 })],
  ["the way is long", /far away/, () => ({ rtt: 260 })],
])("when %s it says so", (_, words, change) => {
  expect(verdictOf(samples(change))).toMatch(words);
});
