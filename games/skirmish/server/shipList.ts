/**
 * The ships that a query has found. A query does not set the length of an array: that takes longer than the
 * query itself, and a tick has two thousand of them.
 */
import type { SimShip } from "./world.ts";

export class ShipList {
  /** The first `count` were found; those behind them are left from earlier queries. */
  readonly ships: SimShip[] = [];
  count = 0;
}
