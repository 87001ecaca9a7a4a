/**
 * Stores of open reports. Two implement this contract (test/unit/moderation/contract.test.ts): the memory of
 * a process without Redis, and Redis for a cluster. The time of a report is that of the store.
 */
import { PLAYER_REPORTS, type PlayerReport } from "../../shared/playerReports.ts";

/**
 * taken: it is new · repeated: it was taken before, and may be resolved by now · full: too many reports are
 * open · crowded: too many from the reporter's client network are
 */
export type ReportResult = "taken" | "repeated" | "full" | "crowded";

export interface StoredReport extends PlayerReport {
  /** Hash of the reporter's client network; empty: unknown. */
  readonly network: string;
}

export type NewReport = Omit<StoredReport, "at">;

export interface ReportStore {
  /**
   * Safe to repeat: a report is taken once. @param most open reports from its client network
   * @throws when it is not known whether it was taken
   */
  add(report: NewReport, most: number): Promise<ReportResult>;
  /** @returns open reports. @throws while the store is unreachable */
  list(): Promise<StoredReport[]>;
  /** @returns false when there is no such report. @throws when it is not known whether it was removed */
  resolve(id: string): Promise<boolean>;
}

/** Reports that are remembered after they were resolved, so that a repetition does not open them again. */
export const REMEMBERED = 5000;
/** A report is deleted after this time, ms. */
export const KEPT_FOR = PLAYER_REPORTS.days * 24 * 3600_000;

/** @param now ms since 1970 */
export function memoryReports(now: () => number = Date.now): ReportStore {
  const open = new Map<string, StoredReport>();
  /** Ids, the oldest first. */
  const known = new Map<string, number>();
  const forget = (): void => {
    const oldest = now() - KEPT_FOR;
    for (const [id, { at }] of open) if (at < oldest) open.delete(id);
    for (const [id, at] of known) if (at < oldest || known.size > REMEMBERED) known.delete(id);
  };
  const openOf = (network: string): number =>
    network === "" ? 0 : [...open.values()].filter((one) => one.network === network).length;
  return {
    async add(report, most) {
      forget();
      if (known.has(report.id)) return "repeated";
      if (openOf(report.network) >= most) return "crowded";
      if (open.size >= PLAYER_REPORTS.open) return "full";
      const at = now();
      open.set(report.id, { ...report, at });
      known.set(report.id, at);
      return "taken";
    },
    async list() {
      forget();
      return [...open.values()];
    },
    resolve: async (id) => open.delete(id),
  };
}
