/**
 * The plan of a scenario: when each bot joins, leaves, drops and chats. No clock is needed: times are
 * numbers.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Scenario } from "../../../../client/bots/scenario/format.ts";
import { type Action, planOf, targetAt } from "../../../../client/bots/scenario/plan.ts";
import { readScenario } from "../../../../client/bots/scenario/readScenario.ts";

const BRAINS = ["hunter", "wander", "idle"];
const scenarioOf = (given: object): Scenario =>
  readScenario({ file: "a.yaml", text: JSON.stringify({ name: "test", ...given }) }, () => BRAINS);
const ofType = <T extends Action["type"]>(actions: readonly Action[], type: T) =>
  actions.filter((action): action is Action & { type: T } => action.type === type);

describe("[LS1] the plan of a scenario", () => {
  it("reaches the number of bots of each phase at the pace of its ramp", () => {
    const plan = planOf(
      scenarioOf({
        ramp: 5,
        phases: [
          { name: "up", seconds: 20, bots: 40 },
          { name: "same", seconds: 5 },
          { name: "down", seconds: 30, bots: 10, ramp: 2 },
        ],
      }),
      "hunter",
    );
    expect(plan.seconds).toBe(55);
    expect(plan.joins).toBe(40);
    expect(plan.phases).toEqual([
      { name: "up", from: 0, to: 20 },
      { name: "same", from: 20, to: 25 },
      { name: "down", from: 25, to: 55 },
    ]);
    const targets = [0, 1.95, 4, 7.8, 24.9, 30, 40, 54].map((at) => targetAt(plan, at));
    expect(targets).toEqual([1, 10, 21, 40, 40, 29, 10, 10]);
  });

  it("deals brains and nets by their shares at any time, and each pair of them", () => {
    const plan = planOf(
      scenarioOf({
        brains: { hunter: 3, wander: 1 },
        nets: { clean: 1, lossy: 1 },
        phases: [
          { name: "first", seconds: 60, bots: 80 },
          { name: "more", seconds: 60, bots: 100, brains: "idle", nets: "mobile" },
        ],
      }),
      "hunter",
    );
    const joins = ofType(plan.actions, "join");
    const count = (some: readonly (typeof joins)[number][], brain: string, net: string) =>
      some.filter((join) => join.brain === brain && join.net === net).length;
    for (const first of [8, 40, 80])
      expect(
        [
          count(joins.slice(0, first), "hunter", "clean"),
          count(joins.slice(0, first), "hunter", "lossy"),
          count(joins.slice(0, first), "wander", "clean"),
          count(joins.slice(0, first), "wander", "lossy"),
        ],
        `of the first ${first}`,
      ).toEqual([(first * 3) / 8, (first * 3) / 8, first / 8, first / 8]);
    expect(count(joins.slice(80), "idle", "mobile")).toBe(20);
    expect(plan.nets).toEqual(["clean", "lossy", "mobile"]);
  });

  it("has exactly the declared number of leaves, drops and messages a minute, and is the same for the same seed", () => {
    const given = {
      seed: 3,
      phases: [
        {
          ...{ name: "busy", seconds: 90, bots: 30, chat: 20, churn: { leaves: 12, drops: 8, away: 3 } },
        },
      ],
    };
    const { actions, joins } = planOf(scenarioOf(given), "wander");
    expect(ofType(actions, "leave")).toHaveLength(18);
    expect(joins, "another one joins for each that leaves").toBe(30 + 18);
    expect(ofType(actions, "drop")).toHaveLength(12);
    expect(ofType(actions, "chat")).toHaveLength(30);
    expect(planOf(scenarioOf(given), "wander").actions).toEqual(actions);
    expect(planOf(scenarioOf({ ...given, seed: 4 }), "wander").actions).not.toEqual(actions);
  });

  it("lets only present players act: any plan, in the order of its times", () => {
    const phase = fc.record({
      seconds: fc.integer({ min: 10, max: 60 }),
      bots: fc.integer({ min: 0, max: 60 }),
      chat: fc.integer({ min: 0, max: 200 }),
      churn: fc.record({
        ...{ leaves: fc.integer({ min: 0, max: 200 }), drops: fc.integer({ min: 0, max: 300 }) },
        away: fc.integer({ min: 1, max: 20 }),
      }),
    });
    const seeds = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(fc.array(phase, { minLength: 1, maxLength: 4 }), seeds, (phases, seed) => {
        const named = phases.map((one, i) => ({
          ...one,
          name: `phase ${i}`,
          bots: i === 0 ? Math.max(1, one.bots) : one.bots,
        }));
        const plan = planOf(scenarioOf({ ramp: 20, seed, phases: named }), "hunter");
        const playing = new Set<number>();
        const away = new Map<number, number>();
        let [now, joined] = [0, 0];
        for (const action of plan.actions) {
          const { at, bot, type, phase } = action;
          expect(at).toBeGreaterThanOrEqual(now);
          expect(at).toBeLessThanOrEqual(plan.phases[phase]!.to);
          now = at;
          if (type === "join") {
            expect(bot, "a new bot").toBe(joined++);
            playing.add(bot);
            continue;
          }
          expect(playing.has(bot), `${type} of a bot that plays`).toBe(true);
          if (type === "leave") playing.delete(bot);
          else expect(away.get(bot) ?? 0, `${type} of a bot that is not away`).toBeLessThanOrEqual(at);
          if (type === "drop") away.set(bot, at + action.away);
        }
        expect(playing.size, "bots at the end").toBe(named.at(-1)!.bots);
      }),
      { numRuns: 60 },
    );
  });
});
