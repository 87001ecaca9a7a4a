/** Pairs the brains of a league. */

/** @returns every pair of 0…count−1, once */
export function roundRobin(count: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let a = 0; a < count; a++) for (let b = a + 1; b < count; b++) pairs.push([a, b]);
  return pairs;
}

/**
 * Pairs one round of a Swiss tournament: each brain plays the nearest one in the table that it has met least
 * often.
 * @param table indices, the best first. @param meetings how often two have met
 * @returns pairs; with an odd number, the last one without an opponent sits out
 */
export function swissPairs(
  table: readonly number[],
  meetings: (a: number, b: number) => number,
): [number, number][] {
  const left = [...table];
  const pairs: [number, number][] = [];
  while (left.length > 1) {
    const first = left.shift()!;
    let best = 0;
    for (let i = 1; i < left.length; i++)
      if (meetings(first, left[i]!) < meetings(first, left[best]!)) best = i;
    pairs.push([first, ...(left.splice(best, 1) as [number])]);
  }
  return pairs;
}
