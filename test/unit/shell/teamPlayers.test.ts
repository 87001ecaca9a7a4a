import { expect, it } from "vitest";
import { listed } from "../../../client/shell/teamPlayers.ts";

it.each([
  ["among the first", 2, [1, 2, 3]],
  ["in the last row", 3, [1, 2, 3]],
  ["after the last row", 7, [1, 2, 7]],
  ["in the other team", 0, [1, 2, 3]],
])("a team's list of three rows names the own player: %s", (_, own, expected) => {
  const players = [1, 2, 3, 4, 5, 6, 7].map((rank) => ({ rank, own: rank === own }));
  expect(listed(players, 3).map(({ rank }) => rank)).toEqual(expected);
});
