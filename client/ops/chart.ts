/** A chart of one figure over time, with a line for each process or room. */
import uPlot from "uplot";
import { element } from "../shell/dom.ts";
import { clock } from "./format.ts";
import type { History } from "./history.ts";

export interface Line {
  /** Name of the series in the history. */
  name: string;
  label: string;
}

export interface ChartOptions {
  title: string;
  /** Formats a value of the axis. */
  format(value: number): string;
  /** Least upper end of the axis. */
  atLeast: number;
  /** If given, a dashed line is drawn there. */
  limit?: number;
}

const COLOURS = 6;
const HEIGHT = 150;
const dark = matchMedia("(prefers-color-scheme: dark)");

export class Chart {
  readonly node: HTMLElement;
  readonly #options: ChartOptions;
  readonly #legend = element("span", "legend");
  readonly #box = element("div", "plot");
  #plot: uPlot | undefined;
  /** Names of the lines in `#plot`. */
  #key = "";

  constructor(options: ChartOptions) {
    this.#options = options;
    const head = element("figcaption", "", element("b", "title", options.title), this.#legend);
    this.node = element("figure", "chart", head, this.#box);
    new ResizeObserver(() => this.#fit()).observe(this.#box);
    dark.addEventListener("change", () => {
      this.#key = "";
    });
  }

  draw(history: History, lines: readonly Line[]): void {
    const key = lines.map(({ name }) => name).join(" ");
    const data = [history.times, ...lines.map(({ name }) => history.of(name))] as uPlot.AlignedData;
    if (key === this.#key && this.#plot !== undefined) {
      this.#plot.setData(data);
      return;
    }
    this.#key = key;
    this.#plot?.destroy();
    this.#legend.replaceChildren(
      ...(lines.length > 1 ? lines : []).map(({ label }, i) => {
        const mark = element("i");
        mark.style.background = colour(`line-${i % COLOURS}`);
        return element("span", "", mark, label);
      }),
    );
    this.#plot = new uPlot(this.#settings(lines), data, this.#box);
  }

  #fit(): void {
    this.#plot?.setSize({ width: this.#box.clientWidth, height: HEIGHT });
  }

  #settings(lines: readonly Line[]): uPlot.Options {
    const { format, atLeast, limit } = this.#options;
    const axis: uPlot.Axis = {
      stroke: colour("dim"),
      grid: { stroke: colour("line"), width: 1 },
      ticks: { show: false },
      font: "11px system-ui, sans-serif",
    };
    const series = lines.map(({ label }, i): uPlot.Series => {
      const stroke = colour(`line-${i % COLOURS}`);
      return {
        label,
        stroke,
        width: 1.5,
        points: { show: false },
        ...(lines.length === 1 ? { fill: `${stroke}22` } : {}),
      };
    });
    return {
      width: this.#box.clientWidth || 300,
      height: HEIGHT,
      padding: [8, 20, 0, 0],
      legend: { show: false },
      cursor: { points: { size: 6 }, drag: { x: false, y: false } },
      scales: {
        // Two minutes wide even at the start, so that lines move at a constant speed.
        x: { time: true, range: (_, __, max) => [max - 120, max] },
        y: { range: (_, __, max) => [0, Math.max(atLeast, (max ?? 0) * 1.1)] },
      },
      axes: [
        { ...axis, size: 26, space: 70, values: (_, times) => times.map((at) => clock(1000 * at)) },
        { ...axis, size: 48, values: (_, values) => values.map(format) },
      ],
      series: [{}, ...series],
      hooks: limit === undefined ? {} : { draw: [(plot) => drawLimit(plot, limit)] },
    };
  }
}

/** Draws the dashed line of the limit. */
function drawLimit(plot: uPlot, limit: number): void {
  const { ctx, bbox } = plot;
  const y = plot.valToPos(limit, "y", true);
  if (y < bbox.top) return;
  ctx.save();
  ctx.strokeStyle = colour("bad");
  ctx.setLineDash([4, 4]);
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
