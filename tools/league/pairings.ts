/** Who plays whom. */

/** @returns every pair of 0…count−1, once */
export function roundRobin(count: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let a = 0; a < count; a++) for (let b = a + 1; b < count; b++) pairs.push([a, b]);
  return pairs;
}

/**
 * One round of a Swiss tournament: neighbours in the table play, if possible those who have not met, or met least.
 * @param table places, the best first. @param met how often two have met
 * @returns pairs; with an odd number, the last one in the table that is left rests
 */
export function swissPairs(
  table: readonly number[],
  met: (a: number, b: number) => number,
): [number, number][] {
  const left = [...table];
  const pairs: [number, number][] = [];
  while (left.length > 1) {
    const first = left.shift()!;
    let best = 0;
    for (let i = 1; i < left.length; i++) if (met(first, left[i]!) < met(first, left[best]!)) best = i;
    pairs.push([first, ...(left.splice(best, 1) as [number])]);
  }
  return pairs;
}
