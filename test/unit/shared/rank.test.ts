import { expect, it } from "vitest";
import { standingOf } from "../../../games/skirmish/client/hud/ranking.ts";
import { rankOf } from "../../../shared/rank.ts";

const SCORES = [300, 200, 200, 100];

it("[MA8] equal scores share a rank, and the next one counts all that are better", () => {
  expect(SCORES.map((score) => rankOf(score, SCORES))).toEqual([1, 2, 2, 4]);
  expect(rankOf(5, [])).toBe(1);
});

it("[MA8] the own rank is the one among the leaders", () => {
  const all = SCORES.map((score, id) => ({ id, score }));
  const state = {
    leaders: new Map(all.map((one) => [String(one.id), one])),
    ships: new Map(all.map((one) => [String(one.id), one])),
    crowd: 4,
  } as unknown as Parameters<typeof standingOf>[0];
  expect(all.map(({ id }) => standingOf(state, String(id))?.rank)).toEqual([1, 2, 2, 4]);
});
