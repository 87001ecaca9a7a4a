/** The two pictures of a death: this player's screen, and the shooter's. */
import { element } from "../../../../client/shell/dom.ts";
import { TICK_MS } from "../../../../shared/tick.ts";
import { hueOf, SHIP } from "../../shared/config.ts";
import { hueColour } from "../scene/colours.ts";
import { words } from "../strings/index.ts";
import { BOLT, Brush } from "./brush.ts";
import type { Explanation } from "./explanation.ts";
import { lengths } from "./verdict.ts";

/** Duration of trails, and the time between their points, ms. */
const TRAIL = 450;
const TRAIL_STEP = 50;
/** Duration of a burst, ms. */
const BURST = 600;
/** The place of the hit is marked on the own screen from this time before the end on, ms. */
const MARKED = 350;
/** Two places that are farther apart are joined by a line, units. */
const TOGETHER = 8;

export interface View {
  readonly element: HTMLElement;
  /** @param at ms; 0 is the hit. @param since ms since the loop has reached the hit; 0 before */
  draw(of: Explanation, at: number, since: number): void;
}

function createView(title: string, paint: (brush: Brush, ...of: Parameters<View["draw"]>) => void) {
  const canvas = element("canvas", "why-canvas");
  const pen = canvas.getContext("2d");
  canvas.setAttribute("role", "img");
  const caption = element("figcaption", "why-caption", title);
  const brush = pen && new Brush(pen);
  return {
    element: element("figure", "why-view", caption, canvas),
    caption,
    canvas,
    draw(of: Explanation, at: number, since: number) {
      if (brush === null) return;
      brush.measure();
      brush.begin(of.camera(at, brush.width, brush.height), of.map);
      paint(brush, of, at, since);
    },
  };
}

const steps = (at: number): number[] =>
  Array.from({ length: TRAIL / TRAIL_STEP + 1 }, (_, i) => at - TRAIL + i * TRAIL_STEP);

export function createYourView(): View {
  const view = createView(words.why.yourScreen, (brush, of, at, since) => {
    const { report, theirs, facts } = of;
    const frame = of.yours(at);
    if (frame === undefined) {
      brush.words(words.why.notRecorded, { x: brush.width / 2, y: brush.height / 2 }, "#eaf2ff");
      return;
    }
    const { victim, killer } = report;
    const killerIn = (ms: number) => of.yours(ms)?.ships.find(({ id }) => id === killer.id);
    brush.trail(
      steps(at).flatMap((ms) => of.yours(ms)?.own ?? []),
      victim.hue,
    );
    brush.trail(
      steps(at).flatMap((ms) => killerIn(ms) ?? []),
      killer.hue,
    );
    for (const ship of frame.ships)
      if (ship.id !== killer.id) brush.ship(ship, { id: ship.id, hue: hueOf(ship.id) }, "ghost");
    const other = killerIn(at);
    if (other !== undefined) {
      brush.ship(other, killer, "solid");
      brush.name(other, killer.name, hueColour(killer.hue));
    }
    brush.ship(frame.own, victim, "solid");
    for (const bolt of frame.bolts) brush.bolt(bolt, bolt.weapon, bolt.mine ? BOLT.own : BOLT.foe);
    const isMarked = at > -MARKED && (facts.screen?.apart ?? 0) > TOGETHER;
    if (isMarked && facts.screen !== undefined) {
      brush.ring(theirs.judged, SHIP.radius, "#ff8c85");
      brush.link(theirs.judged, frame.own, lengths(facts.screen.apart));
    }
    brush.name(frame.own, words.you, hueColour(victim.hue), isMarked ? theirs.judged : frame.own);
    if (since > 0) brush.burst(frame.own, Math.min(1, since / BURST));
  });
  view.canvas.setAttribute("aria-label", words.why.whatYouSaw);
  return view;
}

export function createTheirView(): View {
  const view = createView("", (brush, of, at, since) => {
    const { victim, killer } = of.report;
    const picture = of.their(at);
    const { seen, actual, shooter, behind } = picture;
    brush.trail(
      steps(at).map((ms) => of.their(ms).seen),
      victim.hue,
    );
    brush.trail(
      steps(at).map((ms) => of.their(ms).shooter),
      killer.hue,
    );
    const isApart = Math.hypot(seen.x - actual.x, seen.y - actual.y) > TOGETHER;
    if (isApart) brush.ship(actual, victim, "ghost");
    brush.ship(shooter, killer, "solid");
    brush.name(shooter, killer.name, hueColour(killer.hue));
    brush.ship(seen, victim, "solid");
    for (const bolt of picture.bolts) brush.bolt(bolt, bolt.weapon, BOLT.own);
    if (isApart) brush.link(seen, actual, words.why.back(`${Math.round(behind * TICK_MS)} ms`));
    brush.name(seen, words.you, hueColour(victim.hue), isApart ? actual : seen);
    if (since > 0) brush.burst(seen, Math.min(1, since / BURST));
  });
  return {
    element: view.element,
    draw(of, at, since) {
      const title = of.report.killer.pilot
        ? words.why.byServer(of.report.killer.name)
        : words.why.theirScreen(of.report.killer.name);
      if (view.caption.textContent !== title) {
        view.caption.textContent = title;
        view.canvas.setAttribute("aria-label", words.why.whatTheySaw(of.report.killer.name));
      }
      view.draw(of, at, since);
    },
  };
}
