/** The result of a league as one self-contained HTML page. */
import { basename } from "node:path";
import { LOG_SUFFIX } from "../../server/log/logName.ts";
import type { Arena } from "../../shared/arena.ts";
import type { Round } from "../spar/round.ts";
import type { Standing } from "../spar/standings.ts";
import type { Rated } from "./ratings.ts";

export interface LeagueResult {
  readonly title: string;
  /** The best first. */
  readonly table: readonly { readonly rated: Rated; readonly standing: Standing }[];
  readonly rounds: readonly Round[];
  readonly columns: Arena["columns"];
  /** Address of a server that has the match logs. */
  readonly server: string;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
const colour = (i: number): string => `hsl(${(i * 137) % 360} 70% 62%)`;

export function leaguePage(result: LeagueResult): string {
  const { title, table, rounds } = result;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
  :root { color-scheme: dark }
  body { background: #0b1020; color: #dbe4ff; font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
  h1, h2 { font-weight: 600 } a { color: #5ce1ff } svg { max-width: 100%; height: auto }
  .scroll { overflow-x: auto } table { border-collapse: collapse; width: 100% }
  th, td { padding: .35rem .7rem; text-align: right; border-bottom: 1px solid #24304f; white-space: nowrap }
  th:first-child, td:first-child { text-align: left } td.won { color: #7fffb0 } td.lost { color: #ff8fa8 }
  .fault { color: #ffb86b; white-space: normal } text { fill: #dbe4ff; font-size: 13px }
</style>
<h1>${escaped(title)}</h1>
<div class="scroll">${standingTable(result)}</div>
<h2>Rating, with 95 % of certainty</h2>
${ratingChart(table.map(({ rated }) => rated))}
<h2>Rating over the rounds</h2>
${historyChart(table.map(({ rated }) => rated))}
<h2>Wins against each other</h2>
<div class="scroll">${winTable(
    table.map(({ rated }) => rated.name),
    rounds,
  )}</div>
<h2>Rounds</h2>
<p>A replay opens while a server runs that has the match logs (<code>npm start</code>).</p>
<div class="scroll">${roundTable(result)}</div>
</html>
`;
}

function standingTable({ table, columns }: LeagueResult): string {
  const head = ["brain", "rating", "±", "rounds", "wins", ...columns.map(({ title }) => title)];
  const rows = table.map(({ rated, standing }) => [
    escaped(rated.name),
    rated.rating.toFixed(0),
    rated.uncertainty.toFixed(0),
    String(standing.rounds),
    String(standing.wins),
    ...columns.map(({ digits, value }) =>
      standing.rounds > 0 ? value(standing.figures, standing.rounds).toFixed(digits) : "–",
    ),
  ]);
  const faults = table.flatMap(({ rated, standing }) =>
    Object.entries(standing.faults).map(
      ([fault, times]) =>
        `<tr><td class="fault" colspan="${head.length}">${escaped(`${rated.name} lost ${times} × by a fault: ${fault}`)}`,
    ),
  );
  return `<table><tr>${head.map((cell) => `<th>${escaped(cell)}`).join("")}
${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}`).join("")}`).join("\n")}
${faults.join("\n")}</table>`;
}

function ratingChart(rated: readonly Rated[]): string {
  const [width, left, row] = [900, 260, 34];
  const low = Math.min(...rated.map(({ rating, uncertainty }) => rating - uncertainty));
  const high = Math.max(...rated.map(({ rating, uncertainty }) => rating + uncertainty));
  const x = (value: number) => (left + ((value - low) / (high - low || 1)) * (width - left - 70)).toFixed(1);
  const bars = rated.map(({ name, rating, uncertainty }, i) => {
    const y = row * i + row / 2;
    return `<text x="0" y="${y + 4}">${escaped(name.slice(-34))}</text>
<line x1="${x(rating - uncertainty)}" x2="${x(rating + uncertainty)}" y1="${y}" y2="${y}" stroke="${colour(i)}" stroke-width="3" opacity=".5"/>
<circle cx="${x(rating)}" cy="${y}" r="6" fill="${colour(i)}"/><text x="${Number(x(rating + uncertainty)) + 8}" y="${y + 4}">${rating.toFixed(0)}</text>`;
  });
  return `<svg viewBox="0 0 ${width} ${row * rated.length}" width="${width}" role="img" aria-label="ratings">${bars.join("\n")}</svg>`;
}

function historyChart(rated: readonly Rated[]): string {
  const [width, height] = [900, 260];
  const all = rated.flatMap(({ history }) => history);
  if (all.length === 0) return "<p>No round was played.</p>";
  const [low, high] = [Math.min(1500, ...all), Math.max(1500, ...all)];
  const lines = rated.map(({ name, history }, i) => {
    const points = [1500, ...history].map((value, at) => {
      const x = (at / Math.max(1, history.length)) * (width - 20) + 10;
      return `${x.toFixed(1)},${(height - 10 - ((value - low) / (high - low || 1)) * (height - 20)).toFixed(1)}`;
    });
    return `<polyline points="${points.join(" ")}" fill="none" stroke="${colour(i)}" stroke-width="2"><title>${escaped(name)}</title></polyline>`;
  });
  const legend = rated.map(({ name }, i) => `<span style="color:${colour(i)}">● ${escaped(name)}</span>`);
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="ratings over the rounds">${lines.join("\n")}</svg>
<p>${legend.join(" &nbsp; ")}</p>`;
}

function winTable(names: readonly string[], rounds: readonly Round[]): string {
  const wins = new Map<string, number>();
  for (const { places } of rounds)
    places.forEach((better, i) => {
      for (const winner of better)
        for (const loser of places.slice(i + 1).flat()) {
          const key = `${winner}\n${loser}`;
          wins.set(key, (wins.get(key) ?? 0) + 1);
        }
    });
  const rows = names.map((name) => {
    const cells = names.map((other) => {
      if (other === name) return "<td>";
      const [won, lost] = [wins.get(`${name}\n${other}`) ?? 0, wins.get(`${other}\n${name}`) ?? 0];
      return `<td class="${won > lost ? "won" : won < lost ? "lost" : ""}">${won} : ${lost}`;
    });
    return `<tr><td>${escaped(name)}${cells.join("")}`;
  });
  return `<table><tr><th>${names.map((name) => `<th>${escaped(name)}`).join("")}\n${rows.join("\n")}</table>`;
}

function roundTable({ rounds, server }: LeagueResult): string {
  const rows = rounds.map(({ outcomes, places, replay, seed }, i) => {
    const scores = outcomes.map(({ name, figures }) => `${escaped(name)} ${figures.score}`).join(" · ");
    const id = replay === undefined ? undefined : basename(replay).replace(`.1${LOG_SUFFIX}`, "");
    const link = id === undefined ? "" : `<a href="${escaped(`${server}/replay/${id}`)}">replay</a>`;
    const winner = places[0]?.length === 1 ? escaped(places[0][0]!) : "a tie";
    return `<tr><td>${i + 1}<td>${scores}<td>${winner}<td>${seed}<td>${link}`;
  });
  return `<table><tr><th>round<th>score<th>won by<th>seed<th>\n${rows.join("\n")}</table>`;
}
