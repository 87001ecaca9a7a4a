/**
 * The table of open reports about players, with links to the replay of the moment and buttons to resolve
 * them.
 */
import { findReplay } from "../../shared/log/findReplay.ts";
import { type OpenReport, replayOfReport, secondsOf } from "../../shared/playerReports.ts";
import { element, textSetter } from "../shell/dom.ts";
import { keyedList, type View } from "../shell/keyed.ts";
import type { OpsApi } from "./api.ts";
import { chip, rowOf, tableOf } from "./cells.ts";
import { type AskOrder, action } from "./dialogs.ts";
import { createPolled } from "./polled.ts";

const COLUMNS = [
  { name: "player", head: "Player" },
  { name: "reason", head: "Reason" },
  { name: "said", head: "Last chat lines" },
  { name: "by", head: "Reported by" },
  { name: "when", head: "When" },
  { name: "match", head: "Match" },
  { name: "actions", head: "" },
] as const;

/** Most rows. */
const MOST = 50;

export const REASONS: { readonly [R in OpenReport["reason"]]: string } = {
  cheating: "cheating",
  offensive: "offensive words",
  spoiling: "spoiling play",
};
const LOGS: { readonly [L in OpenReport["log"]]: string } = {
  kept: "kept until resolved",
  limit: "not kept: too many reported matches are kept",
  none: "not logged",
};

export interface ReportsPart {
  node: HTMLElement;
  draw(): void;
  /** Call when a report has been made or resolved. */
  changed(): void;
}

/** @param others addresses of the other processes, which may have logs that this one has not */
export function reportsPart(api: OpsApi, ask: AskOrder, others: () => string[]): ReportsPart {
  const { node, body } = tableOf("reports", COLUMNS);
  const none = element("p", "none");
  const setNone = textSetter(none);
  const { draw, changed, askOrder } = createPolled(read, ask);
  const list = keyedList(
    body,
    ({ id }: OpenReport) => id,
    (one) => reportRow(one, askOrder, others()),
  );
  const show = (reports: readonly OpenReport[], words: string): void => {
    list(reports.slice(0, MOST));
    setNone(words);
    node.hidden = reports.length === 0;
    none.hidden = words === "";
  };
  async function read(): Promise<void> {
    try {
      const reports = await api.reports();
      const more = reports.length - MOST;
      const rest = more > 0 ? `and ${more} more: npm run ops -- reports` : "";
      show(reports, reports.length === 0 ? "No open reports." : rest);
    } catch (error) {
      show([], `The list of reports cannot be read: ${(error as Error).message}.`);
    }
  }
  return {
    node: element("section", "panel reports-panel", element("h2", "", "Reports of players"), node, none),
    changed,
    draw,
  };
}

/** A row that never changes, except for the state of the match log. */
function reportRow(report: OpenReport, ask: AskOrder, others: readonly string[]): View<OpenReport> {
  const { id, room, mode, reason, reporter, reported, said, at } = report;
  const { row, cells } = rowOf(COLUMNS);
  row.dataset.report = id;
  cells.player.append(element("b", "", reported.name), element("small", "", reported.session));
  const mark = chip();
  mark.set(REASONS[reason], "warn");
  cells.reason.append(mark.node);
  cells.said.append(...said.map((line) => element("p", "", line)));
  cells.by.append(element("b", "", reporter.name), element("small", "", reporter.session));
  const time = element(
    "time",
    "",
    new Date(at).toLocaleString("en-GB", { dateStyle: "short", timeStyle: "short" }),
  );
  time.dateTime = new Date(at).toISOString();
  cells.when.append(time, element("small", "", `${secondsOf(report)} s into the match`));
  const link = element("a", "", "watch the moment");
  link.href = `../${replayOfReport(report)}`;
  if (report.logged)
    void findReplay(room, ["..", ...others]).then((url) => {
      if (url !== undefined) link.href = `${url}/${replayOfReport(report)}`;
    });
  link.target = "_blank";
  link.rel = "noopener";
  const kept = element("small");
  const setKept = textSetter(kept);
  cells.match.append(report.logged ? link : "", element("small", "", `${room} · ${mode}`), kept);
  const about = { title: `Resolve the report about ${reported.name}?`, text: RESOLVED, yes: "Resolve" };
  cells.actions.append(action("Resolve", () => ask(about, "resolve", () => ({ report: id }))));
  return { node: row, update: ({ log }) => setKept(LOGS[log]) };
}

const RESOLVED =
  "The report leaves this list, and the log of its match is no longer kept for it. The reporter gets no notice.";
