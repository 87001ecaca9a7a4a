/** Reports of players about players: takes them within limits, lists them to operators, and keeps the logs of their matches. */
import { createHash } from "node:crypto";
import { type OpenReport, PLAYER_REPORTS, type PlayerReport } from "../../shared/playerReports.ts";
import { RATES, RateLimiter } from "../net/limits.ts";
import type { PlannedOrder } from "../ops/operations.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import type { ReportResult, ReportStore } from "./reportStore.ts";

/** The reporter, as limits count it. */
export interface Reporter {
  /** Identity of the player; absent: a guest without one. */
  readonly player: string | undefined;
  readonly session: string;
  readonly network: string;
  /** Number of client networks that the network counts as. */
  readonly share: number;
}

export class PlayerReports {
  readonly #store: ReportStore;
  readonly #telemetry: Pick<Telemetry, "events" | "log" | "metrics">;
  readonly #byPlayer = new RateLimiter(RATES.reporter);
  readonly #byNetwork = new RateLimiter(RATES.reporterNetwork);

  constructor(store: ReportStore, telemetry: Pick<Telemetry, "events" | "log" | "metrics">) {
    this.#store = store;
    this.#telemetry = telemetry;
  }

  /** @returns why the player may not report now, for that player to read; undefined when it may */
  refusalOf({ player, session, network, share }: Reporter): string | undefined {
    const wait = Math.max(
      this.#byPlayer.take(player ?? session),
      // The client networks of a match that has just migrated are not known.
      network === "" ? 0 : this.#byNetwork.take(network, share),
    );
    if (wait === 0) return undefined;
    this.#telemetry.metrics.playerReports.inc({ result: "refused" });
    return `too many reports; you can report again in ${Math.ceil(wait)} s`;
  }

  /** @returns what became of it; "failed": it may not have been taken, and can be repeated */
  async add(by: Reporter, report: Omit<PlayerReport, "id" | "at">): Promise<ReportResult | "failed"> {
    const { events, log, metrics } = this.#telemetry;
    const id = idOf(report.room, by.player ?? by.session, report.reported.session);
    const { reason, room, reporter, reported } = report;
    const result = await this.#store.add({ ...report, id, at: Date.now() }).catch((err: Error) => {
      log.warn({ err, report: id }, "a report of a player was not stored");
      return "failed" as const;
    });
    metrics.playerReports.inc({ result });
    if (result === "taken") {
      events.add("report", `${reporter.name} reports ${reported.name} in room ${room}: ${reason}`);
      const who = { reporter: reporter.session, reported: reported.session };
      log.info({ report: id, room, reason, ...who }, "a player was reported");
    }
    if (result === "full")
      events.add("error", `a report was refused: ${PLAYER_REPORTS.open} are open; resolve some`);
    return result;
  }

  /** @returns open reports, the newest first. @throws while the store is unreachable */
  async open(): Promise<OpenReport[]> {
    const all = await this.#store.list();
    const kept = keptMatches(all);
    return all
      .map((one) => ({ ...one, log: !one.logged ? "none" : kept.has(one.room) ? "kept" : "limit" }) as const)
      .sort((a, b) => b.at - a.at);
  }

  /** @returns ids of the matches whose logs are kept. @throws while the store is unreachable */
  async keptMatches(): Promise<ReadonlySet<string>> {
    return keptMatches(await this.#store.list());
  }

  /** @throws while the store is unreachable */
  async resolve(id: string): Promise<PlannedOrder> {
    const report = (await this.#store.list()).find((one) => one.id === id);
    if (report === undefined) return { missing: `there is no open report ${id}` };
    const { reporter, reported, room } = report;
    return {
      description: `resolves the report of ${reporter.name} about ${reported.name} in room ${room}`,
      give: async () =>
        (await this.#store.resolve(id))
          ? { outcome: "done" }
          : { outcome: "not done", reason: "it has just been resolved" },
    };
  }
}

/** @returns the matches of the oldest reports, up to the limit */
function keptMatches(reports: readonly PlayerReport[]): Set<string> {
  const rooms = reports
    .filter(({ logged }) => logged)
    .sort((a, b) => a.at - b.at)
    .map(({ room }) => room);
  return new Set([...new Set(rooms)].slice(0, PLAYER_REPORTS.keptMatches));
}

/** The id does not tell who the reporter is: an identity is not shown to operators. */
const idOf = (...parts: string[]): string =>
  createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16);
