/** The report on a scenario as one self-contained HTML page without scripts. */
import type { Tally } from "../account.ts";
import { type Chart, chartSvg, escaped, type Line } from "./charts.ts";
import type { Figures } from "./figures.ts";
import { cellsOf, HEADS, LEGEND } from "./reportLines.ts";
import type { Result } from "./result.ts";
import { verdictLine } from "./thresholds.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #16202c; --soft: #5b6878; --ground: #f5f7fa; --card: #fff; --rule: #dde3ea;
  --band: #f2f5f9; --one: #1668c7; --two: #c4501a; --good: #14774a; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf5; --soft: #97a5b5; --ground: #0d131a; --card: #151d27;
  --rule: #2a3644; --band: #1a2430; --one: #63adff; --two: #ff9a62; --good: #55c78f; --bad: #ff8a80; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1560px; margin: 0 auto; padding: 24px 20px 48px; }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 4px; } h2 { font-size: 17px; margin: 32px 0 10px; }
p { margin: 0; color: var(--soft); } small { color: var(--soft); }
.result { display: inline-block; margin-top: 14px; padding: 6px 14px; border-radius: 6px; color: #fff; font-weight: 600; }
.kept { background: #14774a; } .broken { background: #b3261e; } .none { background: #5b6878; }
ul { list-style: none; margin: 0; padding: 0; columns: 340px; font-variant-numeric: tabular-nums; }
.yes { color: var(--good); } .no { color: var(--bad); font-weight: 600; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 14px; }
figure, .table { margin: 0; background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 10px 12px; }
figcaption span { margin-left: 14px; color: var(--soft); font-size: 13px; white-space: nowrap; }
figcaption i { display: inline-block; width: 14px; height: 3px; margin: 0 6px 4px 0; }
.key1 { background: var(--one); } .key2 { background: var(--two); }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
.end { text-anchor: end; } .middle { text-anchor: middle; } .grid { stroke: var(--rule); }
.band0 { fill: var(--band); } .band1 { fill: none; } .tip { fill: transparent; } .tip:hover { fill: var(--soft); opacity: 0.2; }
polyline { fill: none; stroke-width: 1.6; stroke-linejoin: round; } .line1 { stroke: var(--one); } .line2 { stroke: var(--two); }
.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 10px; text-align: right; white-space: nowrap; border-top: 1px solid var(--rule); }
tr:first-child > * { border-top: 0; } th { font-weight: 600; } th:first-child { text-align: left; }
thead th { color: var(--soft); font-size: 13px; }
footer { margin-top: 32px; color: var(--soft); font-size: 13px; }`;

export function reportPage(result: Result): string {
  const { scenario, whole, phases, nets, brains, thresholds, room, url, date, seconds, stopped } = result;
  const broken = thresholds.filter(({ passed }) => !passed).length;
  const [kind, verdict] =
    thresholds.length === 0
      ? ["none", "No thresholds"]
      : broken === 0
        ? [
            "kept",
            thresholds.length === 1 ? "The threshold is kept" : `All ${thresholds.length} thresholds kept`,
          ]
        : ["broken", `${broken} of ${thresholds.length} thresholds broken`];
  const lists = [
    ["Joins refused", whole.refused],
    ["Sessions that ended early", whole.lost],
    ["Messages that the server refused", whole.errors],
  ] as const;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(scenario.name)}: load report</title><style>${STYLE}</style></head><body><main>
<h1>${escaped(scenario.name)}</h1>
<p>${escaped(room)} at ${escaped(url)} · ${escaped(date.replace("T", " ").slice(0, 16))} UTC · ${seconds.toFixed(0)} s${stopped ? " · stopped early" : ""} · ${whole.joined} joins</p>
<div class="result ${kind}">${verdict}</div>
${thresholds.length > 0 ? `<h2>Thresholds</h2><ul>${thresholds.map((one) => `<li class="${one.passed ? "yes" : "no"}">${escaped(verdictLine(one))}</li>`).join("")}</ul>` : ""}
<h2>Over time</h2><div class="charts">${chartsOf(result).map(chartSvg).join("\n")}</div>
<h2>Phases</h2>${table([["whole run", whole], ...phases.map((phase): Row => [phase.name, phase])])}
${group("Networks", nets)}${group("Brains", brains)}
<p><small>${LEGEND}</small></p>
${lists.map(([title, counts]) => tally(title, counts)).join("")}
<footer>Chat: ${whole.said} said, ${whole.heard} heard. Timers of the bots' process were late by ${whole.late.p50.toFixed(1)} ms (median) and ${whole.late.p99.toFixed(1)} ms
(99th percentile); if that is more than some ms, the figures describe the bots' machine and not the server. Seed ${scenario.seed}, Node ${escaped(result.node)}.</footer>
</main></body></html>
`;
}

type Row = [name: string, figures: Figures];

function chartsOf({ timeline, phases }: Result): Chart[] {
  const { at, dropped = [] } = timeline;
  const chart = (title: string, unit: string, ...lines: Omit<Line, "colour">[]): Chart => ({
    ...{ title, unit, at, phases },
    lines: lines.map((line, i) => ({ ...line, colour: i === 0 ? 1 : 2 })),
  });
  const kilo = timeline.bytesIn.map((bytes) => (bytes === null ? null : bytes / 1000));
  return [
    chart(
      "Bots",
      "number",
      { label: "playing", values: timeline.playing },
      { label: "planned", values: timeline.target },
    ),
    chart(
      "Round trip",
      "ms",
      { label: "median", values: timeline.rttP50 },
      { label: "95th percentile", values: timeline.rttP95 },
    ),
    chart("Patches", "a bot and second", { label: "patches", values: timeline.patches }),
    chart("Received", "kB a bot and second", { label: "kB", values: kilo }),
    chart("Corrections of the prediction", "a second, all bots", {
      label: "corrections",
      values: timeline.corrections,
    }),
    chart(
      "Faults",
      "a second, all bots",
      { label: "disconnects", values: timeline.disconnects },
      { label: "errors", values: timeline.errors },
    ),
    ...(dropped.length > 0
      ? [chart("Drops", "a second, that the scenario asked for", { label: "dropped", values: dropped })]
      : []),
    chart("Timers of the bots' process", "ms late, 99th percentile", {
      label: "late",
      values: timeline.lateP99,
    }),
  ];
}

const table = (rows: readonly Row[]): string =>
  `<div class="table"><table><thead><tr><th></th>${HEADS.map((head) => `<th>${escaped(head)}</th>`).join("")}</tr></thead><tbody>${rows
    .map(
      ([name, figures]) =>
        `<tr><th>${escaped(name)}</th>${cellsOf(figures)
          .map((cell) => `<td>${escaped(cell)}</td>`)
          .join("")}</tr>`,
    )
    .join("")}</tbody></table></div>`;

const group = (title: string, groups: { [name: string]: Figures }): string =>
  Object.keys(groups).length > 1 ? `<h2>${title}</h2>${table(Object.entries(groups))}` : "";

const tally = (title: string, counts: Tally): string =>
  Object.keys(counts).length === 0
    ? ""
    : `<h2>${title}</h2><ul>${Object.entries(counts)
        .map(([name, times]) => `<li>${times} × ${escaped(name)}</li>`)
        .join("")}</ul>`;
