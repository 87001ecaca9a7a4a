/**
 * Reports of players about players: takes them within limits, lists them to operators, and keeps the logs of
 * their matches.
 */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { type OpenReport, PLAYER_REPORTS } from "../../shared/playerReports.ts";
import { RATES, RateLimiter } from "../net/limits.ts";
import type { PlannedOrder } from "../ops/operations.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import type { NewReport, ReportResult, ReportStore, StoredReport } from "./reportStore.ts";

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

  readonly #secret: string | Buffer;

  /**
   * @param secret of all processes: client networks are stored as hashes with it, because no one needs to
   * read them
   */
  constructor(
    store: ReportStore,
    telemetry: Pick<Telemetry, "events" | "log" | "metrics">,
    secret: string | Buffer = randomBytes(32),
  ) {
    this.#secret = secret;
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
  async add(by: Reporter, report: Omit<NewReport, "id" | "network">): Promise<ReportResult | "failed"> {
    const { events, log, metrics } = this.#telemetry;
    const id = idOf(report.room, by.player ?? by.session, report.reported.session);
    const { reason, room, reporter, reported } = report;
    const network = this.#hashOf(by.network);
    const most = PLAYER_REPORTS.openOfNetwork * by.share;
    const result = await this.#store.add({ ...report, id, network }, most).catch((err: Error) => {
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
      .map(
        ({ network: _hash, ...one }) =>
          ({ ...one, log: !one.logged ? "none" : kept.has(one.room) ? "kept" : "limit" }) as const,
      )
      .sort((a, b) => b.at - a.at);
  }

  /** @returns ids of the matches whose logs are kept. @throws while the store is unreachable */
  async keptMatches(): Promise<ReadonlySet<string>> {
    return keptMatches(await this.#store.list());
  }

  #hashOf(network: string): string {
    if (network === "") return "";
    return createHmac("sha256", this.#secret).update(`reports\n${network}`).digest("hex").slice(0, 16);
  }

  /** @param also which other reports are resolved with it. @throws while the store is unreachable */
  async resolve(id: string, also?: "room" | "network"): Promise<PlannedOrder> {
    const all = await this.#store.list();
    const report = all.find((one) => one.id === id);
    if (report === undefined) return { missing: `there is no open report ${id}` };
    const { reporter, reported, room, network } = report;
    const alike = all.filter(
      (one) =>
        one === report ||
        (also === "room" && one.room === room) ||
        // Networks that are not known are no common one.
        (also === "network" && network !== "" && one.network === network),
    );
    const many = also === "room" ? `of room ${room}` : `from the network of ${reporter.name}`;
    return {
      description:
        alike.length > 1
          ? `resolves the ${alike.length} reports ${many}`
          : `resolves the report of ${reporter.name} about ${reported.name} in room ${room}`,
      give: async () => {
        const resolved = await Promise.all(alike.map((one) => this.#store.resolve(one.id))).catch(() => {});
        if (resolved === undefined)
          return {
            outcome: "unknown",
            reason:
              "Redis has not answered in time; the report may still be resolved: list the reports again",
            late: Promise.resolve(undefined),
          };
        return resolved.includes(true)
          ? { outcome: "done" }
          : { outcome: "not done", reason: "it has just been resolved" };
      },
    };
  }
}

/**
 * @returns the matches with the oldest reports, up to the limit: one of each client network in turn, so that
 * the reports of one network do not take the place of those of others
 */
function keptMatches(reports: readonly StoredReport[]): Set<string> {
  const byNetwork = new Map<string, Set<string>>();
  for (const { logged, network, room } of reports.toSorted((a, b) => a.at - b.at)) {
    if (!logged) continue;
    if (!byNetwork.has(network)) byNetwork.set(network, new Set());
    byNetwork.get(network)!.add(room);
  }
  const kept = new Set<string>();
  let queues = [...byNetwork.values()].map((rooms) => rooms.values());
  while (queues.length > 0 && kept.size < PLAYER_REPORTS.keptMatches)
    queues = queues.filter((rooms) => {
      const { value, done } = rooms.next();
      if (!done && kept.size < PLAYER_REPORTS.keptMatches) kept.add(value);
      return !done;
    });
  return kept;
}

/** The id does not reveal the identity of the reporter, which operators are not shown. */
const idOf = (...parts: string[]): string =>
  createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16);
