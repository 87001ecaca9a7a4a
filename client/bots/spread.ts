/** Percentiles of a list of figures. All values are 0 for an empty list. */
export interface Spread {
  count: number;
  min: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Computes percentiles by nearest rank, so that each is a measured value. */
export function spread(figures: readonly number[]): Spread {
  const sorted = [...figures].sort((a, b) => a - b);
  const at = (percent: number) => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
  return { count: sorted.length, min: at(0), p50: at(50), p95: at(95), p99: at(99), max: at(100) };
}
