/** Line charts of a scenario as SVG without scripts, for a self-contained page. */

export interface Line {
  label: string;
  /** null: a gap. */
  values: readonly (number | null)[];
  /** Number of its colour in the style sheet, 1 or 2. */
  colour: 1 | 2;
}

export interface Chart {
  title: string;
  unit: string;
  /** Seconds since the start; one for each value of each line. */
  at: readonly number[];
  lines: readonly Line[];
  phases: readonly { name: string; from: number; to: number }[];
}

const SIZE = { width: 560, height: 180, left: 42, right: 6, top: 20, bottom: 22 } as const;
/** Most points of a line: more than one a pixel shows nothing. */
const POINTS = 600;
/** Most places where a tooltip tells the values. */
const TIPS = 180;

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export function chartSvg({ title, unit, at, lines, phases }: Chart): string {
  const { width, height, left, right, top, bottom } = SIZE;
  const end = Math.max(at.at(-1) ?? 0, phases.at(-1)?.to ?? 0, 1);
  const most = ceiling(Math.max(0, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const x = (seconds: number) => left + (seconds / end) * (width - left - right);
  const y = (value: number) => top + (1 - value / most) * (height - top - bottom);
  const bands = phases.map(({ name, from, to }, i) => {
    const wide = x(Math.min(to, end)) - x(from);
    // A letter is about 7 units wide.
    const label =
      name.length * 7 < wide
        ? `<text x="${f(x(from) + 4)}" y="12" class="phase">${escaped(name)}</text>`
        : "";
    return `<rect x="${f(x(from))}" y="${top}" width="${f(wide)}" height="${height - top - bottom}" class="band${i % 2}"/>${label}`;
  });
  const grid = [0, 0.5, 1].map(
    (part) =>
      `<line x1="${left}" x2="${width - right}" y1="${f(y(part * most))}" y2="${f(y(part * most))}" class="grid"/>` +
      `<text x="${left - 6}" y="${f(y(part * most) + 4)}" class="tick end">${shortNumber(part * most)}</text>`,
  );
  const times = [0, 0.25, 0.5, 0.75, 1].map(
    (part) =>
      `<text x="${f(x(part * end))}" y="${height - 6}" class="tick ${part === 1 ? "end" : part === 0 ? "" : "middle"}">${time(part * end)}</text>`,
  );
  const paths = lines.flatMap(({ values, colour }) =>
    stretches(at, values, x, y).map(
      (points) => `<polyline points="${points.join(" ")}" class="line${colour}"/>`,
    ),
  );
  const step = Math.max(1, Math.ceil(at.length / TIPS));
  const tips = at.flatMap((seconds, i) => {
    if (i % step !== 0) return [];
    const values = lines.map(({ label, values }) => `${label} ${shortNumber(values[i] ?? null)}`).join(", ");
    const wide = Math.max(2, x(end / Math.max(1, at.length / step)) - left);
    return `<rect x="${f(x(seconds) - wide / 2)}" y="${top}" width="${f(wide)}" height="${height - top - bottom}" class="tip"><title>${time(seconds)}: ${escaped(values)}</title></rect>`;
  });
  const legend = lines
    .map(({ label, colour }) => `<span><i class="key${colour}"></i>${escaped(label)}</span>`)
    .join("");
  return `<figure><figcaption><b>${escaped(title)}</b> <small>${escaped(unit)}</small>${lines.length > 1 ? legend : ""}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">${[...bands, ...grid, ...times, ...paths, ...tips].join("")}</svg></figure>`;
}

/**
 * Of several values that fall on one point the largest is drawn: peaks stay.
 * @returns points of the stretches between gaps
 */
function stretches(
  at: readonly number[],
  values: readonly (number | null)[],
  x: (seconds: number) => number,
  y: (value: number) => number,
): string[][] {
  const step = Math.max(1, Math.ceil(at.length / POINTS));
  const drawn: string[][] = [[]];
  for (let i = 0; i < at.length; i += step) {
    const measured = values.slice(i, i + step).filter((value) => value !== null);
    if (measured.length > 0) drawn.at(-1)!.push(`${f(x(at[i]!))},${f(y(Math.max(...measured)))}`);
    else if (drawn.at(-1)!.length > 0) drawn.push([]);
  }
  return drawn.filter((points) => points.length > 0);
}

/** @returns the next round number: 1, 2 or 5 times a power of ten */
export function ceiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((times) => times * power >= value - 1e-9) ?? 10) * power;
}

const f = (figure: number): string => String(Math.round(figure * 10) / 10);
const shortNumber = (value: number | null): string =>
  value === null
    ? "–"
    : value >= 10_000
      ? `${Math.round(value / 1000)}k`
      : String(Number(value.toFixed(value < 10 ? 1 : 0)));
const time = (seconds: number): string =>
  seconds >= 120 ? `${Number((seconds / 60).toFixed(1))} min` : `${Math.round(seconds)} s`;
