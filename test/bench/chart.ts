/** The figures of a benchmark as a chart (SVG): cost of a player by number of players. */
import { DESIGNS, type Design, type Results, type Row } from "./figures.ts";
import { NAMES } from "./report.ts";

const [WIDTH, HEIGHT] = [760, 420];
const PLOT = { left: 64, top: 64, right: 590, bottom: 356 };
const COLOURS: Record<Design, string> = {
  floor: "#7d8aa0",
  stock: "#d9822b",
  views: "#c23b4b",
  ours: "#1797a6",
  threads: "#5a4fcf",
};
/** Time of one core for each client, µs, at 30 ticks a second. */
const budget = (players: number): number => 1e6 / 30 / players;

export function chart({ rows, date, machine, node, cores }: Results): string {
  const most = Math.max(...rows.map(({ players }) => players));
  const top = Math.ceil((Math.max(...rows.map(({ cost }) => cost)) * 1.1) / 20) * 20;
  const x = (players: number) => PLOT.left + ((PLOT.right - PLOT.left) * players) / most;
  const y = (cost: number) => PLOT.bottom - ((PLOT.bottom - PLOT.top) * Math.min(cost, top)) / top;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="13" role="img">`,
    `<title>Server CPU per player per tick</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="10" fill="#fff"/>`,
    text(
      PLOT.left,
      28,
      "Server CPU per player per tick, µs (lower is better)",
      'font-size="17" font-weight="600"',
    ),
    text(
      PLOT.left,
      48,
      `one room, 30 Hz, inputs on, one core · ${date.slice(0, 10)} · ${machine}, ${cores} cores, Node ${node}`,
      'fill="#667"',
    ),
  ];
  for (let cost = 0; cost <= top; cost += top > 120 ? 40 : 20)
    parts.push(
      `<path d="M${PLOT.left} ${y(cost)}H${PLOT.right}" stroke="#e4e7ee"/>`,
      text(PLOT.left - 8, y(cost) + 4, String(cost), 'text-anchor="end" fill="#667"'),
    );
  for (const players of [...new Set(rows.map((row) => row.players))].sort((a, b) => a - b))
    parts.push(text(x(players), PLOT.bottom + 20, String(players), 'text-anchor="middle" fill="#667"'));
  parts.push(
    text(
      (PLOT.left + PLOT.right) / 2,
      PLOT.bottom + 44,
      "players in the room",
      'text-anchor="middle" fill="#667"',
    ),
  );
  parts.push(budgetLine(x, y, most, top));
  const ends = labelPlaces(rows, y);
  for (const design of DESIGNS) {
    const line = rows.filter((row) => row.design === design).sort((a, b) => a.players - b.players);
    if (line.length > 0) parts.push(curve(design, line, x, y, ends.get(design)!));
  }
  return `${parts.join("\n")}\n</svg>\n`;
}

const text = (x: number, y: number, content: string, more: string): string =>
  `<text x="${x}" y="${y}" ${more.includes("fill=") ? "" : 'fill="#223"'} ${more}>${content}</text>`;

/** Above this line a tick takes longer than its time. */
function budgetLine(
  x: (players: number) => number,
  y: (cost: number) => number,
  most: number,
  top: number,
): string {
  const points: string[] = [];
  const first = Math.ceil(budget(top));
  for (let players = first; players <= most; players += 5)
    points.push(`${x(players).toFixed(1)},${y(budget(players)).toFixed(1)}`);
  return (
    `<polyline points="${points.join(" ")}" fill="none" stroke="#223" stroke-dasharray="3 5" opacity=".55"/>` +
    text(x(first) + 16, y(top) + 16, "a core's whole tick", 'fill="#667" font-size="12"')
  );
}

function curve(
  design: Design,
  line: readonly Row[],
  x: (players: number) => number,
  y: (cost: number) => number,
  labelAt: number,
): string {
  const colour = COLOURS[design];
  const points = line.map((row) => `${x(row.players).toFixed(1)},${y(row.cost).toFixed(1)}`);
  // A hollow dot: the room did not keep its rate.
  const dots = line.map(
    (row) =>
      `<circle cx="${x(row.players).toFixed(1)}" cy="${y(row.cost).toFixed(1)}" r="4.5" stroke="${colour}" stroke-width="2" fill="${row.rate >= 29.9 && row.load.lost === 0 ? colour : "#fff"}"/>`,
  );
  return (
    `<polyline points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="2.5"/>${dots.join("")}` +
    text(PLOT.right + 10, labelAt + 4, NAMES[design], `fill="${colour}" font-weight="600"`)
  );
}

/** Labels stand beside the ends of their lines, moved apart where those are close. */
function labelPlaces(rows: readonly Row[], y: (cost: number) => number): Map<Design, number> {
  const ends = DESIGNS.flatMap((design) => {
    const line = rows.filter((row) => row.design === design).sort((a, b) => a.players - b.players);
    return line.length === 0 ? [] : [{ design, at: y(line.at(-1)!.cost) }];
  }).sort((a, b) => a.at - b.at);
  for (let i = 1; i < ends.length; i++) ends[i]!.at = Math.max(ends[i]!.at, ends[i - 1]!.at + 18);
  return new Map(ends.map(({ design, at }) => [design, at]));
}
