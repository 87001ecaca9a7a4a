/** Whole clusters on a virtual clock, with random faults from a seed. The long run: `npm run sim`. */
import { describe, expect, it } from "vitest";
import type { Fault } from "../../support/sim/faults.ts";
import type { SimProcess } from "../../support/sim/process.ts";
import { ASLEEP, SCENARIOS, type Scenario } from "../../support/sim/scenarios.ts";
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

/** Runs a history with a fault of the product in each process. */
async function runWith(
  spoil: (process: SimProcess) => void,
  { seed, faults, variant }: Pick<Scenario, "seed" | "faults" | "variant">,
): Promise<Outcome> {
  const simulation = new Simulation(seed, faults, variant);
  const add = simulation.addProcess.bind(simulation);
  simulation.living.forEach(spoil);
  simulation.addProcess = () => {
    add();
    spoil(simulation.living.at(-1)!);
  };
  return await simulation.run();
}

describe("the time in which a client asks only stopped processes does not count", () => {
  it.each(ASLEEP)("[IV2] so it finds its match once they run, when $name", async ({ seed, faults }) => {
    const outcome = await new Simulation(seed, faults).run();
    expect(outcome.violation, historyOf(outcome)).toBeUndefined();
  });

  it("but no other time: a match that no process finds violates an invariant, as much later as they slept", async () => {
    const isBlind = ({ takeover }: SimProcess): void => {
      Object.assign(takeover, { where: async () => ({ state: "unknown" }) });
    };
    const each = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    const drops: Fault[] = each.map((target) => ({ at: 9000, kind: "drop", target, lasts: 0 }));
    const sleeps: Fault[] = each.map((target) => ({ at: 9100, kind: "sleep", target, lasts: 12_000 }));
    const violatedAfter = async (faults: Fault[]): Promise<number> => {
      const outcome = await runWith(isBlind, { seed: 1, faults, variant: { isPlain: true } });
      expect(outcome.violation, historyOf(outcome)).toMatch(/^2: c\d+ does not find x\d+ again/);
      return outcome.lasted;
    };
    const [awake, asleep] = [await violatedAfter(drops), await violatedAfter([...drops, ...sleeps])];
    // Some players lose their connection a little earlier, by chance.
    expect(awake).toBeGreaterThan(36_000);
    expect(awake).toBeLessThan(42_000);
    expect(asleep - awake).toBeGreaterThan(11_000);
    expect(asleep - awake).toBeLessThan(15_000);
  });

  it.each(ASLEEP)(
    "and a running process that leaves a request to reconnect unanswered violates an invariant, even when $name",
    async ({ seed, faults }) => {
      const isDeaf = ({ matchmaking }: SimProcess): void => {
        const { seat } = matchmaking;
        matchmaking.seat = (...request) =>
          request[0] === "reconnect" ? new Promise(() => {}) : seat.apply(matchmaking, request);
      };
      const { violation } = await runWith(isDeaf, { seed, faults });
      expect(violation).toMatch(/^3: a request to reconnect was not answered/);
    },
  );
});

it("the same seed gives the same history", async () => {
  const [first, second] = [await new Simulation(7).run(), await new Simulation(7).run()];
  expect(first.history.length).toBeGreaterThan(20);
  expect(second).toEqual(first);
});
