/**
 * The rule of ranks: equal scores share a rank, and the next one counts all that are better: 1, 2, 2, 4.
 * @param scores of all that are compared, in any order
 * @returns the rank of a score; 1 is the best
 */
export const rankOf = (score: number, scores: Iterable<number>): number => {
  let rank = 1;
  for (const other of scores) if (other > score) rank++;
  return rank;
};
