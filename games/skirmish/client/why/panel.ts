/**
 * The panel of an explanation: both pictures in a loop at half speed, a scrub bar, the verdict and the
 * figures.
 */
import { copyText } from "../../../../client/browser/clipboard.ts";
import { button, element, onChange, region, textSetter } from "../../../../client/shell/dom.ts";
import { inSentence } from "../../../../client/shell/format.ts";
import { words as page } from "../../../../client/strings/index.ts";
import { forms } from "../../../../client/strings/language.ts";
import { words } from "../strings/index.ts";
import { type Explanation, LENGTH } from "./explanation.ts";
import { figuresOf } from "./figures.ts";
import { createTheirView, createYourView } from "./views.ts";

/** Speed of the loop, and its pause at the hit, ms. */
const SPEED = 0.5;
const REST = 1800;
/** Step of the scrub bar, ms. */
const STEP = 10;

export interface WhyPanel {
  readonly element: HTMLElement;
  /** Shows a text instead of an explanation. */
  say(text: string): void;
  play(explanation: Explanation): void;
  stop(): void;
  /** @param now ms */
  frame(now: number): void;
}

export function createWhyPanel({ close }: { close(): void }): WhyPanel {
  const title = element("h2", "why-title", words.why.title);
  const shut = button("why-close", "×", close);
  shut.setAttribute("aria-label", page.close);
  const views = [createYourView(), createTheirView()];
  const toggle = button("why-play", "❚❚", () => pause(!isPaused));
  const bar = element("input", "why-bar");
  Object.assign(bar, {
    type: "range",
    min: String(-LENGTH),
    max: "0",
    step: String(STEP),
    value: String(-LENGTH),
  });
  bar.setAttribute("aria-label", words.why.time);
  const time = element("output", "why-time");
  const verdict = element("p", "why-verdict");
  verdict.setAttribute("role", "status");
  const figures = element("dl", "why-figures");
  const copied = element("span", "why-copied");
  copied.setAttribute("role", "status");
  const copy = button("why-copy", words.why.copy, () => void copyFigures());
  const shown = element(
    "div",
    "why-shown",
    element("div", "why-views", ...views.map((view) => view.element)),
    element("div", "why-controls", toggle, bar, time),
  );
  const rest = element("div", "why-rest", figures, element("div", "why-foot", copy, copied));
  const panel = region(
    "why panel",
    words.why.title,
    element("header", "why-head", title, shut),
    shown,
    verdict,
    rest,
  );

  let explanation: Explanation | undefined;
  let isPaused = false;
  /** Time of the loop, ms; 0 is the hit, and positive during the pause. */
  let at = -LENGTH;
  let before: number | undefined;
  /** Width of the panel in the latest drawing, CSS pixels. */
  let width = 0;
  const setTime = textSetter(time);
  const setVerdict = textSetter(verdict);
  const setBar = onChange((value: string) => {
    bar.value = value;
    bar.setAttribute("aria-valuetext", words.why.beforeHit(forms.number(-Number(value) / 1000, 1, 1)));
  });

  function pause(on: boolean): void {
    isPaused = on;
    if (!on && at >= REST * SPEED) at = -LENGTH;
    toggle.textContent = on ? "▶" : "❚❚";
    toggle.setAttribute("aria-label", on ? words.why.play : words.why.pause);
  }
  function draw(): void {
    if (explanation === undefined) return;
    const moment = Math.min(0, at);
    for (const view of views) view.draw(explanation, moment, Math.max(0, at) / SPEED);
    setBar(String(Math.round(moment / STEP) * STEP));
    setTime(moment === 0 ? words.why.hit : `−${forms.number(-moment / 1000, 2, 2)} s`);
  }
  async function copyFigures(): Promise<void> {
    if (explanation === undefined) return;
    copied.textContent = (await copyText(explanation.json())) ? words.why.copied : words.why.mayNotCopy;
  }
  const scrub = (): void => {
    pause(true);
    at = Number(bar.value);
    draw();
  };
  bar.addEventListener("input", scrub);
  // After a drag the keys control the ship again.
  bar.addEventListener("pointerup", () => bar.blur());
  const isStill = matchMedia("(prefers-reduced-motion: reduce)");

  return {
    element: panel,
    say(text) {
      explanation = undefined;
      shown.hidden = rest.hidden = true;
      title.textContent = words.why.title;
      setVerdict(text);
    },
    play(next) {
      explanation = next;
      shown.hidden = rest.hidden = false;
      copied.textContent = "";
      const { killer } = next.report;
      title.textContent = words.destroyedBy(inSentence(killer.name));
      setVerdict(next.verdict);
      const rows = figuresOf(next.facts);
      figures.replaceChildren(
        ...rows.flatMap(([label, value]) => [element("dt", "", label), element("dd", "", value)]),
      );
      at = isStill.matches ? 0 : -LENGTH;
      before = undefined;
      pause(isStill.matches);
      draw();
    },
    stop() {
      explanation = undefined;
    },
    frame(now) {
      const passed = before === undefined ? 0 : Math.max(0, now - before);
      before = now;
      if (explanation === undefined) return;
      const isResized = panel.clientWidth !== width;
      width = panel.clientWidth;
      if (isPaused) {
        if (isResized) draw();
        return;
      }
      at += passed * SPEED;
      if (at > REST * SPEED) at = -LENGTH;
      draw();
    },
  };
}
