/** What is recorded for a takeover, and when it is not known any more. */
import { expect, it } from "vitest";
import { skirmishServer } from "../../../games/skirmish/server/index.ts";
import { ARENA } from "../../../games/skirmish/shared/config.ts";
import { encodePart, partsOf } from "../../../server/cluster/tail.ts";
import { MatchTail } from "../../../server/rooms/matchTail.ts";
import { InputFields } from "../../../shared/log/inputFields.ts";
import { Match } from "../../../shared/log/match.ts";
import type { Rules } from "../../../shared/rules.ts";

const rules = skirmishServer as Rules;
const nothing = () => ({ elapsed: 0, messages: [], seats: [] });

function recorded() {
  const match = new Match(rules, rules.create({ ...ARENA, pilots: 0 }, 1));
  const faults: unknown[] = [];
  const tail = new MatchTail(match, new InputFields(rules.game.input), (fault) => faults.push(fault));
  match.record(tail);
  return { match, tail, faults };
}

it("[SV16] nothing is known before the first checkpoint, then all that changed since it or the part before", () => {
  const { match, tail } = recorded();
  match.step();
  expect(tail.take(nothing)).toBeUndefined();
  tail.restart();
  match.apply({ type: "join", key: "ada", name: "Ada" });
  match.step();
  const [first] = partsOf(tail.take(nothing)!).parts;
  expect(first).toMatchObject({ tick: 2, messages: [], seats: [] });
  expect(Buffer.from(first!.operations).includes("Ada")).toBe(true);
  match.step();
  const [second] = partsOf(tail.take(nothing)!).parts;
  expect([second!.tick, Buffer.from(second!.operations).includes("Ada")]).toEqual([3, false]);
});

it("[SV16] a fault in recording ends the tail until the next checkpoint, and not the match", () => {
  const { match, tail, faults } = recorded();
  match.apply({ type: "join", key: "ada", name: "Ada" });
  tail.restart();
  // An entity that has no seat gives no input in a room.
  match.give({ ...match.seated.get("ada")!, key: "bob" }, rules.game.input);
  match.step();
  expect(faults).toHaveLength(1);
  expect(tail.take(nothing)).toBeUndefined();
  tail.restart();
  match.step();
  expect(partsOf(tail.take(nothing)!).parts).toMatchObject([{ tick: 2 }]);
  const fails = () => {
    throw new Error("a seat that cannot be stored");
  };
  expect(tail.take(fails)).toBeUndefined();
  expect(faults).toHaveLength(2);
});

it("[SV16] changes that accumulate while no step is written are bounded, and are then sent as a checkpoint", () => {
  const { match, tail, faults } = recorded();
  tail.restart();
  const text = "x".repeat(10_000);
  for (let i = 0; i < 30; i++) match.apply({ type: "note", text });
  expect(tail.take(nothing)).toBeUndefined();
  expect(faults).toEqual([]);
  tail.restart();
  match.step();
  expect(tail.take(nothing)).toBeDefined();
});

it("a part has messages and seats as they were", () => {
  const said = { n: 2 ** 32 + 1, type: "notice" as const, tick: 7, message: { text: "hi", n: 2 ** 32 + 1 } };
  const part = {
    ...{ tick: 9, elapsed: 300.5, operations: new Uint8Array([1, 2, 3]) },
    messages: [
      { said, to: undefined },
      { said, to: ["ada"] },
    ],
    seats: [{ sessionId: "ada", token: "t", next: "n", flown: 3, auth: { id: "7", at: new Date(5) } }],
  };
  const { parts, isWhole } = partsOf(Buffer.concat([encodePart(part), encodePart(part)]));
  expect(isWhole).toBe(true);
  expect(parts.map((one) => ({ ...one, operations: new Uint8Array(one.operations) }))).toEqual([part, part]);
});
