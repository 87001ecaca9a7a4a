/** The pairs that are made of any list of waiting players. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { fits, pairUp, type WaitingPlayer, windowOf } from "../../../server/cluster/pairing.ts";

const differ = (a: WaitingPlayer, b: WaitingPlayer) => Math.abs(a.skill - b.skill);

/** Few players and skills, so that the same player waits twice, and many fit. */
const lists = fc
  .array(
    fc.record({
      player: fc.option(fc.integer({ min: 1, max: 12 }).map(String), { nil: undefined }),
      skill: fc.integer({ min: 600, max: 1700 }),
      waited: fc.integer({ min: 0, max: 40 }).map((s) => s * 1000),
      avoids: fc.array(fc.integer({ min: 1, max: 12 }).map(String), { maxLength: 2 }),
      onlyBot: fc.constantFrom(undefined, true),
    }),
    { maxLength: 24 },
  )
  .map((all): WaitingPlayer[] => all.map((one, i) => ({ ...one, room: `r${i}` })));

it("[DU3] pairs are within the window, of two different players that do not avoid each other, and each player is in one at most", () => {
  fc.assert(
    fc.property(lists, (list) => {
      const pairs = pairUp(list);
      for (const [a, b] of pairs) {
        expect(differ(a, b)).toBeLessThanOrEqual(windowOf(Math.max(a.waited, b.waited)));
        expect(a.player === undefined || a.player !== b.player).toBe(true);
        expect(a.avoids?.includes(b.player ?? "") || b.avoids?.includes(a.player ?? "")).toBe(false);
        expect(a.onlyBot === true && b.onlyBot === true).toBe(false);
      }
      const rooms = pairs.flat().map(({ room }) => room);
      expect(new Set(rooms).size).toBe(rooms.length);
    }),
  );
});

it("[DU3] each player with another one left within the window is paired; the player that has waited longest chooses first, takes the one of most similar skill, and keeps its room", () => {
  fc.assert(
    fc.property(lists, (list) => {
      const pairs = pairUp(list);
      const paired = new Set(pairs.flat());
      const left = list.filter((one) => !paired.has(one));
      for (const a of left) for (const b of left) if (a !== b) expect(fits(a, b)).toBe(false);
      pairs.forEach(([stays, goes], i) => {
        expect(stays.waited).toBeGreaterThanOrEqual(goes.waited);
        const free = [...pairs.slice(i + 1).flat(), ...left];
        for (const other of free)
          if (fits(stays, other)) expect(differ(stays, goes)).toBeLessThanOrEqual(differ(stays, other));
        // Pairs are made in the order of the time that the player that stays has waited.
        const next = pairs[i + 1];
        if (next !== undefined) expect(stays.waited).toBeGreaterThanOrEqual(next[0].waited);
      });
    }),
  );
});

it("[DU3] every process makes the same pairs of a list, in whatever order the list is", () => {
  const withOrder = lists.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(withOrder, ([list, shuffled]) => {
      expect(pairUp(shuffled)).toEqual(pairUp(list));
    }),
  );
});

it("[DU3] the window widens with the wait, from 150 by 25 a second, to 600", () => {
  expect([-5000, 0, 2000, 18_000, 600_000].map(windowOf)).toEqual([150, 150, 200, 600, 600]);
});
