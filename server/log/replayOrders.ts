/**
 * Operators' orders for match logs. When processes do not share a folder, an order goes through the process
 * that has the log.
 */
import { OUTCOME } from "../../shared/operators.ts";
import type { Metrics } from "../ops/metrics.ts";
import type { OrderResult, PlannedOrder, ReplayOrders } from "../ops/operations.ts";
import { LOGS_OFF } from "./replayRoutes.ts";
import type { ReplayChange, Replays } from "./replays.ts";

const REASONS: { readonly [C in Exclude<ReplayChange, "done">]: string } = {
  missing: "it has just been deleted",
  running: "the match is running",
  pinned: "it is pinned; unpin it first",
};

/** @param replays undefined: match logs are off */
export function replayOrders(replays: Replays | undefined, metrics: Metrics): ReplayOrders {
  const plan = async (
    id: string,
    description: string,
    act: (replays: Replays) => Promise<ReplayChange>,
  ): Promise<PlannedOrder> => {
    if (replays === undefined) return { missing: LOGS_OFF };
    // An unreadable folder fails the order; it must not look like a failure of Redis.
    const match = await replays.find(id).catch(() => null);
    if (match === undefined) return { missing: `there is no log of a match ${id} here` };
    return {
      description,
      async give(): Promise<OrderResult> {
        const change = await act(replays);
        return change === "done"
          ? { outcome: OUTCOME.done }
          : { outcome: OUTCOME.notDone, reason: REASONS[change] };
      },
    };
  };
  return {
    pin: (id, pinned) =>
      plan(id, `${pinned ? "pins" : "unpins"} match ${id}`, (kept) => kept.pin(id, pinned)),
    delete: (id) =>
      plan(id, `deletes the log of match ${id}`, async (kept) => {
        const change = await kept.delete(id);
        if (change === "done") metrics.logsDeleted.inc({ reason: "operator" });
        return change;
      }),
  };
}
