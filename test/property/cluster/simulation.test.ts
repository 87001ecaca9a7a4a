/** Whole clusters on a virtual clock, with random faults from a seed. The long run: `npm run sim`. */
import { describe, expect, it } from "vitest";
import { SCENARIOS } from "../../support/sim/scenarios.ts";
import { shrink } from "../../support/sim/shrink.ts";
import { type Outcome, Simulation } from "../../support/sim/simulation.ts";

const SEEDS = 200;
const WITH_PARTIES = 60;

const historyOf = ({ seed, violation, history, faults }: Outcome): string =>
  [...history, `seed ${seed}: ${violation}`, `faults: ${JSON.stringify(faults)}`].join("\n");

describe("[SV11][IV1][IV2][IV3][IV4][IV5][IV6][IV7][IV8][IV9] a simulated cluster keeps every invariant", () => {
  it(`under the faults of ${SEEDS} seeds`, async () => {
    let hours = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const outcome = await new Simulation(seed).run();
      hours += outcome.lasted / 3_600_000;
      if (outcome.violation !== undefined) throw new Error(historyOf(await shrink(outcome)));
    }
    expect(hours, "simulated hours").toBeGreaterThan(10);
  });

  it(`[IV10][PA1][PA3] with parties of friends, under the faults of ${WITH_PARTIES} seeds`, async () => {
    for (let seed = 1; seed <= WITH_PARTIES; seed++) {
      const outcome = await new Simulation(seed, undefined, { hasParties: true }).run();
      if (outcome.violation !== undefined) throw new Error(historyOf(await shrink(outcome)));
    }
  });

  it.each([
    { how: "whose restore throws", target: 1 },
    { how: "with a step that never ends", target: 0 },
  ])(
    "[IV7][SV10][SV12] a match $how breaks two owners and then ends, when no other fault happens",
    async ({ target }) => {
      for (let seed = 1; seed <= 3; seed++) {
        const outcome = await new Simulation(seed, [
          { at: 20_000, kind: "break", target, lasts: 1000 },
        ]).run();
        expect(outcome.violation, historyOf(outcome)).toBeUndefined();
        expect(outcome.counts, historyOf(outcome)).toMatchObject({ brokenOwners: 2, lost: 1 });
      }
    },
  );

  it.each(SCENARIOS)("$name", async ({ seed, faults, variant }) => {
    const outcome = await new Simulation(seed, faults, variant).run();
    expect(outcome.violation, historyOf(outcome)).toBeUndefined();
  });
});

it("the same seed gives the same history", async () => {
  const [first, second] = [await new Simulation(7).run(), await new Simulation(7).run()];
  expect(first.history.length).toBeGreaterThan(20);
  expect(second).toEqual(first);
});
