/** The time line: a slider, and the events of the match above it. Pointing at it shows the nearest event. */
import { element, every, onChange, sharpCanvas } from "../shell/dom.ts";
import { words } from "../strings/index.ts";
import type { Mark, MarkList } from "./marks.ts";
import type { Playhead } from "./playhead.ts";
import { timeOf } from "./time.ts";

const HEIGHT = 26;
const COLOUR = {
  rail: "#94b2e62e",
  played: "#6ff2ff",
  unknown: "#94b2e614",
  hole: "#ff5a5288",
  event: "#ffc84a",
  notice: "#eaf2ff",
  player: "#62ffc0",
  warn: "#ff5a52",
};
/** Position of the rail, and heights of the marks above it, CSS pixels. */
const RAIL = 18;
const TALL = { event: 9, notice: 14, player: 6, warn: 14 } as const;
/** Pointing this close to a mark shows its label, CSS pixels. */
const REACH = 10;
const DRAW_MS = 100;
/** Distance of one key press, ticks. */
const STEP = 30 * 5;

export interface TimeLine {
  readonly element: HTMLElement;
  frame(now: number, followed: string): void;
}

/** @param seek called with a tick */
export function createTimeLine(playhead: Playhead, list: MarkList, seek: (tick: number) => void): TimeLine {
  let sharp = sharpCanvas("time-canvas", 1, HEIGHT);
  const slider = element("input", "time-slider");
  Object.assign(slider, { type: "range", min: String(playhead.from), step: "1" });
  slider.setAttribute("aria-label", words.watch.time);
  const tip = element("div", "time-tip");
  tip.hidden = true;
  const line = element("div", "time-line", sharp.canvas, slider, tip);
  const due = every(DRAW_MS);
  const setText = onChange((text: string) => slider.setAttribute("aria-valuetext", text));
  let width = 0;
  let isHeld = false;

  const share = (tick: number): number => (tick - playhead.from) / Math.max(1, playhead.to - playhead.from);
  const tickAt = (event: PointerEvent): number => {
    const { left, width: wide } = line.getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, wide)));
    return playhead.from + part * (playhead.to - playhead.from);
  };
  const point = (event: PointerEvent): void => {
    const tick = tickAt(event);
    const mark = nearest(list.marks, tick, (REACH / Math.max(1, width)) * (playhead.to - playhead.from));
    tip.textContent = mark ? `${timeOf(mark.tick)}  ${mark.label}` : timeOf(tick);
    tip.hidden = false;
    const half = tip.offsetWidth / 2;
    const x = Math.min(Math.max(share(tick) * width, half), Math.max(half, width - half));
    tip.style.transform = `translateX(${x - half}px)`;
  };
  line.addEventListener("pointerdown", (event) => {
    isHeld = true;
    line.setPointerCapture(event.pointerId);
    slider.focus({ preventScroll: true });
    // The slider itself would need a press on its thumb.
    event.preventDefault();
    point(event);
    seek(tickAt(event));
  });
  line.addEventListener("pointermove", (event) => {
    point(event);
    if (isHeld) seek(tickAt(event));
  });
  for (const name of ["pointerup", "pointercancel"])
    line.addEventListener(name, (event) => {
      isHeld = false;
      if ((event as PointerEvent).pointerType !== "mouse") tip.hidden = true;
    });
  line.addEventListener("pointerleave", () => {
    tip.hidden = !isHeld;
  });
  slider.addEventListener("input", () => seek(Number(slider.value)));
  slider.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 }[event.code];
    if (way === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    seek(playhead.tick + way * STEP);
  });

  const draw = (pen: CanvasRenderingContext2D, followed: string): void => {
    pen.clearRect(0, 0, width, HEIGHT);
    pen.fillStyle = COLOUR.rail;
    pen.fillRect(0, RAIL, width, 4);
    pen.fillStyle = COLOUR.played;
    pen.fillRect(0, RAIL, share(playhead.tick) * width, 4);
    pen.fillStyle = COLOUR.hole;
    for (const { from, to } of list.holes)
      pen.fillRect(share(from) * width, RAIL - 2, Math.max(2, (share(to) - share(from)) * width), 8);
    for (const mark of list.marks) drawMark(pen, mark, share(mark.tick) * width, followed);
    pen.globalAlpha = 1;
    pen.fillStyle = "#fff";
    pen.beginPath();
    pen.arc(Math.min(Math.max(share(playhead.tick) * width, 7), width - 7), RAIL + 2, 7, 0, 7);
    pen.fill();
  };

  return {
    element: line,
    frame(now, followed) {
      if (!due(now) && !isHeld) return;
      if (line.clientWidth !== width && line.clientWidth > 0) {
        width = line.clientWidth;
        const next = sharpCanvas("time-canvas", width, HEIGHT);
        sharp.canvas.replaceWith(next.canvas);
        sharp = next;
      }
      slider.max = String(playhead.to);
      slider.value = String(Math.round(playhead.tick));
      setText(timeOf(playhead.tick));
      if (sharp.pen) draw(sharp.pen, followed);
    },
  };
}

/** Events of the followed player stand out. */
function drawMark(pen: CanvasRenderingContext2D, { kind, keys }: Mark, x: number, followed: string): void {
  const isOther = kind === "event" && followed !== "" && !keys.includes(followed);
  pen.globalAlpha = isOther ? 0.28 : 0.95;
  pen.fillStyle = COLOUR[kind];
  const tall = isOther ? 5 : TALL[kind];
  pen.fillRect(Math.round(x) - 1, RAIL - 2 - tall, 2, tall);
}

/** @param reach ticks */
function nearest(marks: readonly Mark[], tick: number, reach: number): Mark | undefined {
  let [best, least]: [Mark | undefined, number] = [undefined, reach];
  for (const mark of marks) {
    const distance = Math.abs(mark.tick - tick);
    if (distance > least) continue;
    [best, least] = [mark, distance];
  }
  return best;
}
