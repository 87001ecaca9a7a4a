/** The figures of a benchmark as a chart (SVG): cost of a player by number of players. */
import { DESIGNS, type Design, type Results, type Row } from "./figures.ts";
import { NAMES, threadCost } from "./report.ts";

const [WIDTH, HEIGHT] = [760, 420];
const PLOT = { left: 64, top: 64, right: 590, bottom: 356 };
const COLOURS: Record<Design, string> = {
  floor: "#7d8aa0",
  stock: "#d9822b",
  views: "#c23b4b",
  ours: "#1797a6",
  threads: "#5a4fcf",
};
/** What is drawn of a design. */
interface Line {
  name: string;
  colour: string;
  /** Only the thread of the room. */
  isThread: boolean;
  rows: readonly Row[];
  costOf(row: Row): number;
}

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
      `one room, 30 Hz, inputs on · ${date.slice(0, 10)} · ${machine}, ${cores} cores, Node ${node}`,
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
  const lines = linesOf(rows);
  const ends = labelPlaces(lines, y);
  for (const line of lines) parts.push(curve(line, x, y, ends.get(line)!));
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

/** A design with I/O threads has another line for the thread of its room: that must fit into a core. */
function linesOf(rows: readonly Row[]): Line[] {
  return DESIGNS.flatMap((design) => {
    const own = rows.filter((row) => row.design === design).sort((a, b) => a.players - b.players);
    if (own.length === 0) return [];
    const line = { name: NAMES[design], colour: COLOURS[design], rows: own };
    const all: Line[] = [{ ...line, isThread: false, costOf: ({ cost }) => cost }];
    if (own.some(({ server }) => server.ioCpu > 0))
      all.push({ ...line, name: "its room's thread", isThread: true, costOf: threadCost });
    return all;
  });
}

function curve(
  { name, colour, isThread, rows, costOf }: Line,
  x: (players: number) => number,
  y: (cost: number) => number,
  labelAt: number,
): string {
  const places = rows.map((row) => ({
    row,
    at: `${x(row.players).toFixed(1)},${y(costOf(row)).toFixed(1)}`,
  }));
  // A hollow dot: the room did not keep its rate.
  const dots = places.map(({ row, at }) => {
    const [cx, cy] = at.split(",");
    const isKept = row.rate >= 29.9 && row.load.lost === 0;
    return `<circle cx="${cx}" cy="${cy}" r="4.5" stroke="${colour}" stroke-width="2" fill="${isKept ? colour : "#fff"}"/>`;
  });
  const dash = isThread ? ' stroke-dasharray="7 5"' : "";
  return (
    `<polyline points="${places.map(({ at }) => at).join(" ")}" fill="none" stroke="${colour}" stroke-width="2.5"${dash}/>${dots.join("")}` +
    text(PLOT.right + 10, labelAt + 4, name, `fill="${colour}" font-weight="600"`)
  );
}

/** Labels stand beside the ends of their lines, moved apart where those are close. */
function labelPlaces(lines: readonly Line[], y: (cost: number) => number): Map<Line, number> {
  const ends = lines
    .map((line) => ({ line, at: y(line.costOf(line.rows.at(-1)!)) }))
    .sort((a, b) => a.at - b.at);
  for (let i = 1; i < ends.length; i++) ends[i]!.at = Math.max(ends[i]!.at, ends[i - 1]!.at + 18);
  return new Map(ends.map(({ line, at }) => [line, at]));
}
