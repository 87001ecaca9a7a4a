/** Detects growth: the slope of a line through measurements, and whether it exceeds their noise. */

/** @returns units a minute, by least squares. @param at minutes */
export function slopeOf(at: readonly number[], values: readonly number[]): number {
  const n = at.length;
  if (n < 2) return 0;
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / n;
  const [mx, my] = [mean(at), mean(values)];
  let [up, down] = [0, 0];
  for (let i = 0; i < n; i++) {
    up += (at[i]! - mx) * (values[i]! - my);
    down += (at[i]! - mx) ** 2;
  }
  return down === 0 ? 0 : up / down;
}

/**
 * Memory grows until it is collected: the lowest values count.
 * @returns the smallest of each group of `every` consecutive ones
 */
export function floorsOf<T>(list: readonly T[], every: number, least: (one: T) => number): T[] {
  const floors: T[] = [];
  for (let i = 0; i + every <= list.length; i += every)
    floors.push(list.slice(i, i + every).reduce((low, one) => (least(one) < least(low) ? one : low)));
  return floors;
}
