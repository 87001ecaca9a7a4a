/** The net graph: a chart of the last ten seconds, figures, and a verdict. N opens and closes it. */
import type { SessionStats } from "../session/view.ts";
import { words } from "../strings/index.ts";
import { forms } from "../strings/language.ts";
import { element, every, region, sharpCanvas, textSetter } from "./dom.ts";
import { createNetHistory, type NetHistory, type NetSample, SAMPLE_MS, SAMPLES } from "./netHistory.ts";
import { isStalled, verdictOf, WINDOW_MS } from "./netVerdict.ts";
import type { Context, Part } from "./part.ts";

const { net } = words;
const { number } = forms;

const WIDTH = 280;
const HEIGHT = 84;
/** Least upper end of the vertical axis, ms, so that small variations look small. */
const LEAST_SCALE = 100;

const COLOUR = {
  rtt: "#5ce1ff",
  delay: "#ffc84a",
  rewind: "#c58bff",
  jitter: "#8b97ab",
  correction: "#ff5a52",
  stall: "#ffffff24",
  grid: "#ffffff1c",
};
const LINES = ["jitter", "delay", "rewind", "rtt"] as const;

const kilobytes = (bytes: number): string => `${number(bytes / 1000, 1, 1)} kB/s`;
const milliseconds = (value: number): string => `${number(value, value < 10 ? 1 : 0, value < 10 ? 1 : 0)} ms`;
const judged = (rewind: number): string =>
  rewind > WINDOW_MS ? net.notAgo(WINDOW_MS, number(rewind)) : net.ago(milliseconds(rewind));

const CARRIED_BY: { readonly [T in SessionStats["transport"]]: string } = net.carriedBy;

const FIGURES: readonly [
  label: string,
  className: string,
  figure: (stats: SessionStats, of: NetHistory) => string,
][] = [
  [net.rtt, "rtt", ({ rtt }) => milliseconds(rtt)],
  [net.jitter, "jitter", ({ jitter }) => milliseconds(jitter)],
  [net.delay, "delay", ({ delay }) => milliseconds(delay)],
  [net.judged, "rewind", ({ rewind }) => judged(rewind)],
  [net.pending, "", ({ pending }) => String(pending)],
  [
    net.corrections,
    "correction",
    (stats) => net.corrected(stats.corrections, number(stats.lastCorrection, 1, 1)),
  ],
  [net.received, "", (_stats, history) => kilobytes(history.rates().bytesIn)],
  [net.sent, "", (_stats, history) => kilobytes(history.rates().bytesOut)],
  [net.connection, "", ({ transport }) => CARRIED_BY[transport]],
  [net.drops, "", ({ drops, returns }) => `${drops}, ${returns}`],
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
  const verdict = element("p", "net-verdict");
  const setVerdict = textSetter(verdict);
  const picture = element("div", "net-picture", canvas, top);
  const graph = region("net-graph panel", net.label, picture, verdict, list);
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
      setVerdict(verdictOf(history.samples));
      if (pen) draw(pen, history.samples, scale);
    },
    destroy: stop,
  };
}

/**
 * @returns the upper end of the vertical axis, ms; rounded to steps of 50, so that the scale rarely changes
 */
function scaleOf(samples: readonly NetSample[]): number {
  let most = LEAST_SCALE;
  for (const { rtt, delay, rewind } of samples) most = Math.max(most, rtt, delay, rewind);
  return Math.ceil(most / 50) * 50;
}

function draw(pen: CanvasRenderingContext2D, samples: readonly NetSample[], scale: number): void {
  pen.clearRect(0, 0, WIDTH, HEIGHT);
  const xOf = (index: number): number => WIDTH - ((samples.length - 1 - index) * WIDTH) / (SAMPLES - 1);
  const column = WIDTH / (SAMPLES - 1);
  pen.fillStyle = COLOUR.stall;
  samples.forEach((sample, index) => {
    if (isStalled(sample, samples[index - 1])) pen.fillRect(xOf(index) - column, 0, column, HEIGHT);
  });
  pen.strokeStyle = COLOUR.grid;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const share of [0.25, 0.5, 0.75]) {
    pen.moveTo(0, Math.round(HEIGHT * share) + 0.5);
    pen.lineTo(WIDTH, Math.round(HEIGHT * share) + 0.5);
  }
  pen.stroke();
  // The dashed line is the server's limit for rewinding.
  const window = Math.round(HEIGHT * (1 - WINDOW_MS / scale)) + 0.5;
  pen.strokeStyle = COLOUR.rewind;
  pen.setLineDash([2, 5]);
  pen.beginPath();
  pen.moveTo(0, window);
  pen.lineTo(WIDTH, window);
  pen.stroke();
  pen.setLineDash([]);
  pen.fillStyle = COLOUR.correction;
  samples.forEach(({ correction }, index) => {
    if (correction > 0) pen.fillRect(xOf(index) - 1, HEIGHT, 2, -Math.min(HEIGHT, 3 + correction * 3));
  });
  for (const line of LINES) drawLine(pen, samples, line, scale, xOf);
}

function drawLine(
  pen: CanvasRenderingContext2D,
  samples: readonly NetSample[],
  line: (typeof LINES)[number],
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
