/** What a page shows of a game that says little. */
import { expect, it } from "vitest";
import { definePage } from "../../client/definePage.ts";
import type { GamePage } from "../../client/page.ts";

const listing = { name: "tag", title: "Tag", modes: {} };
const controls: GamePage["controls"] = [
  { bit: 1, name: "sprint", label: "Sprint", keys: ["Space"], mouse: "left", touch: "button" },
  { bit: 2, name: "throw", label: "Throw", keys: ["KeyE"] },
];
const load = () => Promise.reject(new Error("not loaded here"));
const rowsOf = (keys: GamePage["keys"]) =>
  definePage(listing, { tagline: "", controls, keys, load }).keys.map(({ actions, ...row }) => [
    ...(actions ?? []),
    row,
  ]);

it("has a row in the table of keys for movement and for each control that no other row shows", () => {
  const [move, sprint, ...more] = rowsOf([]);
  expect(move!.slice(0, -1)).toEqual(["up", "left", "down", "right"]);
  expect(sprint).toEqual(["sprint", { what: "Sprint", keys: ["Left button"], touch: "Sprint", first: true }]);
  expect(more).toEqual([["throw", { what: "Throw", keys: [], first: true }]]);
  const own = { what: "Run", actions: ["sprint"] };
  expect(rowsOf([own]).slice(1)).toEqual([
    ["sprint", { what: "Run" }],
    ["throw", expect.objectContaining({ what: "Throw" })],
  ]);
});
