/** What the network does, called with N: figures and a line of the last ten seconds. */
import type { SessionStats } from "../session/view.ts";
import { element, every, sharpCanvas, textSetter } from "./dom.ts";
import { createNetHistory, type NetHistory, type NetSample, SAMPLE_MS, SAMPLES } from "./netHistory.ts";
import type { Context, Part } from "./part.ts";

const WIDTH = 220;
const HEIGHT = 64;
/** The graph shows at least this much, ms, so that a quiet line looks quiet. */
const LEAST_SCALE = 100;

const COLOUR = {
  rtt: "#5ce1ff",
  delay: "#ffc84a",
  jitter: "#8b97ab",
  correction: "#ff5a52",
  grid: "#ffffff1c",
};
type Line = "rtt" | "delay" | "jitter";

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB/s`;
const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

const FIGURES: readonly [
  label: string,
  className: string,
  figure: (stats: SessionStats, of: NetHistory) => string,
][] = [
  ["Round trip", "rtt", ({ rtt }) => milliseconds(rtt)],
  ["Delay of others", "delay", ({ delay }) => milliseconds(delay)],
  ["Jitter", "jitter", ({ jitter }) => milliseconds(jitter)],
  ["Shots rewound", "", ({ rewind }) => milliseconds(rewind)],
  ["Inputs on the way", "", ({ pending }) => String(pending)],
  [
    "Corrections",
    "correction",
    (stats) => `${stats.corrections} · last ${stats.lastCorrection.toFixed(1)} u`,
  ],
  ["Received", "", (_stats, history) => kilobytes(history.rates().bytesIn)],
  ["Sent", "", (_stats, history) => kilobytes(history.rates().bytesOut)],
  ["Drops, returns", "", ({ drops, returns }) => `${drops}, ${returns}`],
];

export function createNetGraph(context: Context): Part {
  const { canvas, pen } = sharpCanvas("net-canvas", WIDTH, HEIGHT);
  const list = element("dl", "net-figures");
  const setters = FIGURES.map(([label, className]) => {
    const value = element("dd");
    list.append(element("dt", className, label), value);
    return textSetter(value);
  });
  const top = element("span", "net-top");
  const setTop = textSetter(top);
  const graph = element("section", "net-graph panel", element("div", "net-picture", canvas, top), list);
  graph.setAttribute("aria-label", "Network");
  graph.hidden = true;
  const stop = context.devices.on("netGraph", () => {
    graph.hidden = !graph.hidden;
  });
  const history = createNetHistory();
  const due = every(SAMPLE_MS);

  return {
    element: graph,
    start() {
      history.clear();
      return [];
    },
    frame(now, session) {
      if (!due(now)) return;
      history.add(now, session.stats);
      if (graph.hidden) return;
      FIGURES.forEach(([, , figure], index) => void setters[index]?.(figure(session.stats, history)));
      const scale = scaleOf(history.samples);
      setTop(`${scale} ms`);
      if (pen) draw(pen, history.samples, scale);
    },
    destroy: stop,
  };
}

/** Milliseconds at the top of the graph: steps, so that it does not breathe. */
function scaleOf(samples: readonly NetSample[]): number {
  let most = LEAST_SCALE;
  for (const { rtt, delay } of samples) most = Math.max(most, rtt, delay);
  return Math.ceil(most / 50) * 50;
}

function draw(pen: CanvasRenderingContext2D, samples: readonly NetSample[], scale: number): void {
  pen.clearRect(0, 0, WIDTH, HEIGHT);
  pen.strokeStyle = COLOUR.grid;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const share of [0.25, 0.5, 0.75]) {
    pen.moveTo(0, Math.round(HEIGHT * share) + 0.5);
    pen.lineTo(WIDTH, Math.round(HEIGHT * share) + 0.5);
  }
  pen.stroke();
  const xOf = (index: number): number => WIDTH - ((samples.length - 1 - index) * WIDTH) / (SAMPLES - 1);
  pen.fillStyle = COLOUR.correction;
  samples.forEach(({ correction }, index) => {
    if (correction > 0) pen.fillRect(xOf(index) - 1, HEIGHT, 2, -Math.min(HEIGHT, 3 + correction * 3));
  });
  for (const line of ["jitter", "delay", "rtt"] as const) drawLine(pen, samples, line, scale, xOf);
}

function drawLine(
  pen: CanvasRenderingContext2D,
  samples: readonly NetSample[],
  line: Line,
  scale: number,
  xOf: (index: number) => number,
): void {
  pen.strokeStyle = COLOUR[line];
  pen.lineWidth = 1.4;
  pen.lineJoin = "round";
  pen.beginPath();
  samples.forEach((sample, index) => void pen.lineTo(xOf(index), (HEIGHT - 1) * (1 - sample[line] / scale)));
  pen.stroke();
}
