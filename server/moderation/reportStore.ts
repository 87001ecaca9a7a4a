/**
 * Stores of open reports. Two implement this contract (test/unit/moderation/contract.test.ts): the memory of a process without Redis, and
 * Redis for a cluster.
 */
import { PLAYER_REPORTS, type PlayerReport } from "../../shared/playerReports.ts";

/** taken: it is new · repeated: it was taken before, and may be resolved by now · full: too many reports are open */
export type ReportResult = "taken" | "repeated" | "full";

export interface ReportStore {
  /** Safe to repeat: a report is taken once. @throws when it is not known whether it was taken */
  add(report: PlayerReport): Promise<ReportResult>;
  /** @returns open reports. @throws while the store is unreachable */
  list(): Promise<PlayerReport[]>;
  /** @returns false when there is no such report. @throws when it is not known whether it was removed */
  resolve(id: string): Promise<boolean>;
}

/** Reports that are remembered after they were resolved, so that a repetition does not open them again. */
export const REMEMBERED = 5000;
const DAY = 24 * 3600_000;

/** @returns the time before which reports are deleted, ms since 1970 */
export const oldestKept = (now: number): number => now - PLAYER_REPORTS.days * DAY;

/** @param now ms since 1970 */
export function memoryReports(now: () => number = Date.now): ReportStore {
  const open = new Map<string, PlayerReport>();
  /** Ids, the oldest first. */
  const known = new Map<string, number>();
  const forget = (): void => {
    for (const [id, { at }] of open) if (at < oldestKept(now())) open.delete(id);
    for (const [id, at] of known) if (at < oldestKept(now()) || known.size > REMEMBERED) known.delete(id);
  };
  return {
    async add(report) {
      forget();
      if (known.has(report.id)) return "repeated";
      if (open.size >= PLAYER_REPORTS.open) return "full";
      open.set(report.id, report);
      known.set(report.id, report.at);
      return "taken";
    },
    async list() {
      forget();
      return [...open.values()];
    },
    resolve: async (id) => open.delete(id),
  };
}
