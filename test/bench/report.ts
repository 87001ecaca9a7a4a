/** The figures of a benchmark as a table for people. */
import { DESIGNS, type Design, type Results, type Row } from "./figures.ts";

export const NAMES: Record<Design, string> = {
  floor: "bare ws, 500 B",
  stock: "stock, all to all",
  views: "stock StateView",
  ours: "skirmish",
  threads: "with I/O threads",
};

type Column = readonly [head: string, width: number, value: (row: Row, all: readonly Row[]) => string];

const fixed = (digits: number, value: number): string =>
  Number.isFinite(value) ? value.toFixed(digits) : "–";
/** µs of the room's thread per client per tick. */
export const threadCost = ({ players, server }: Row): number => server.mainCpu / server.ticks / players;
/** Cost relative to another design at the same number of players. */
export function ratioTo(design: Design, row: Row, all: readonly Row[]): number {
  const other = all.find((one) => one.design === design && one.players === row.players);
  return other === undefined ? Number.NaN : row.cost / other.cost;
}

const COLUMNS: readonly Column[] = [
  ["players", 7, ({ players }) => String(players)],
  ["design", 24, ({ design, log }) => `${NAMES[design]}${log ? ", log on" : ""}`],
  ["µs/client/tick", 15, ({ cost }) => fixed(1, cost)],
  ["room", 6, (row) => fixed(1, threadCost(row))],
  ["I/O", 6, ({ players, server }) => fixed(1, server.ioCpu / server.ticks / players || Number.NaN)],
  ["× floor", 8, (row, all) => fixed(2, ratioTo("floor", row, all))],
  ["× views", 8, (row, all) => fixed(2, ratioTo("views", row, all))],
  ["Hz", 6, ({ rate }) => fixed(2, rate)],
  ["tick p50", 9, ({ server }) => fixed(1, server.tickP50)],
  ["p99 ms", 7, ({ server }) => fixed(1, server.tickP99)],
  ["written", 8, ({ server }) => fixed(1, server.writtenP99 || Number.NaN)],
  ["loop p99", 9, ({ server }) => fixed(1, server.loopP99)],
  ["patch/s min", 12, ({ load }) => fixed(2, load.patchesMin)],
  ["kB/s", 6, ({ load }) => fixed(1, load.bytes / 1000)],
  ["in sight", 9, ({ server }) => fixed(1, server.inSight)],
  ["KB/client", 10, ({ memoryPerPlayer }) => fixed(0, memoryPerPlayer / 1024)],
  ["joins/s", 8, ({ load }) => fixed(0, load.joinRate)],
  ["pause ms", 9, ({ server }) => fixed(0, server.joinPause)],
  ["lost", 5, ({ load }) => String(load.lost)],
  ["load CPU", 9, ({ load }) => `${fixed(0, load.cpuShare * 100)} %`],
];

export const headLine = (): string => COLUMNS.map(([head, width]) => head.padStart(width)).join(" ");

export const rowLine = (row: Row, all: readonly Row[]): string =>
  COLUMNS.map(([, width, value]) => value(row, all).padStart(width)).join(" ");

/** The conclusions, as lines. */
export function verdict({ rows, inputs }: Results): string[] {
  const ours = rows.filter(({ design }) => design === "ours").sort((a, b) => a.players - b.players);
  const lines = [`an input: stock ${fixed(2, inputs.stock)} µs, skirmish ${fixed(2, inputs.ours)} µs`];
  const [first, last] = [ours.find(({ players }) => players >= 200), ours.at(-1)];
  if (first && last && first !== last)
    lines.push(
      `growth from ${first.players} to ${last.players} players: × ${fixed(2, last.cost / first.cost)} a client`,
    );
  for (const row of rows.filter(({ design }) => design === "threads")) {
    const without = ours.find(({ players }) => players === row.players);
    if (without === undefined) continue;
    const ratio = (of: (one: Row) => number) => fixed(2, of(row) / of(without));
    lines.push(
      `${row.players} players with I/O threads: CPU × ${ratio(({ cost }) => cost)}, of the room's thread × ${ratio(threadCost)},` +
        ` tick p99 × ${ratio(({ server }) => server.tickP99)}`,
    );
  }
  for (const row of ours) {
    const against = DESIGNS.filter((design) => design !== "ours" && design !== "threads").map(
      (design) => `${fixed(2, ratioTo(design, row, rows))} × ${NAMES[design]}`,
    );
    lines.push(`${row.players} players: ${against.join(", ")}`);
  }
  return lines;
}
