/**
 * "Why did I die?": the panel that shows the latest death again, from the death screen or from a small button while playing. The server
 * is asked when the panel is opened. Opened on the death screen, it closes once the player flies again; it never takes the controls.
 */

import { withKey } from "../../../../client/input/labels.ts";
import { button, classSetter, onEscape, shownSetter } from "../../../../client/shell/dom.ts";
import type { WhyAnswer } from "../../shared/deathReport.ts";
import { FLAG } from "../../shared/flags.ts";
import { PHASE } from "../../shared/phase.ts";
import type { ShipSession } from "../session/skirmish.ts";
import { words } from "../strings/index.ts";
import { Explanation } from "../why/explanation.ts";
import { PATCH_SKEW } from "../why/facts.ts";
import { createWhyPanel } from "../why/panel.ts";
import type { Context, Part } from "./part.ts";

/** The server answers once a second; the pause between two questions is a little longer, ms. */
const PAUSE = 1200;
/** A question without an answer is asked again after this, ms. */
const PATIENCE = 6000;

export function createWhy(context: Context): { panel: Part; tool: Part } {
  /** The answer about the latest death. */
  let answer: WhyAnswer | undefined;
  let isWaiting = false;
  /** When the server may be asked, ms; and when it was. */
  let askAt = 0;
  let askedAt = 0;
  /** Tick of the patch that told of the latest death. */
  let died = 0;
  /** There was a death in this session. */
  let hasDied = false;
  let wasAlive = false;
  /** Opened on the death screen: the player flies on without closing it. */
  let isPassing = false;
  /** The player has let go of the controls since the respawn. */
  let hasRested = false;

  const panel = createWhyPanel({ close: () => open(false) });
  const show = shownSetter(panel.element);
  const dock = classSetter(panel.element, "docked");
  const tool = button("why-tool", words.why.short, () => context.devices.give("why", undefined));
  const { labels } = context.devices;
  const nameTool = (): void => {
    tool.title = withKey(words.why.title, labels, "why");
    tool.setAttribute("aria-label", tool.title);
  };
  const showTool = shownSetter(tool);
  let isOpen = false;

  function open(on: boolean): void {
    isOpen = on;
    show(on);
    tool.setAttribute("aria-expanded", String(on));
    if (!on) {
      panel.stop();
      return;
    }
    isPassing = !wasAlive;
    hasRested = false;
    if (answer !== undefined) tell(answer);
    else ask();
  }
  function ask(): void {
    isWaiting = true;
    panel.say(words.why.asking);
  }
  function tell(told: WhyAnswer): void {
    const session = context.session();
    if (session === undefined) return;
    if ("report" in told) panel.play(new Explanation(told.report, session.game.lastLife, session.game.map));
    else panel.say(words.why[told.none] ?? words.why.other);
  }
  function hear(told: WhyAnswer): void {
    askAt = askedAt + PAUSE;
    // A late answer about the death before.
    if ("report" in told && told.report.tick < died - PATCH_SKEW) return;
    // An answer without content comes from a server that had a fault.
    const known = "report" in told || "none" in told ? told : { none: "gone" as const };
    isWaiting = false;
    answer = known;
    if (isOpen) tell(known);
  }
  function askNow(now: number, session: ShipSession): void {
    if (!isWaiting || now < askAt || session.link.state !== "playing") return;
    askedAt = now;
    askAt = now + PATIENCE;
    session.send("why", {});
  }
  function die(session: ShipSession): void {
    hasDied = true;
    died = session.state.tick;
    answer = undefined;
    isWaiting = false;
    if (isOpen) open(false);
  }
  /** Closes the panel of the death screen once the player flies. */
  function giveWay(session: ShipSession): void {
    const flies = ((session.own()?.flags ?? 0) & (FLAG.thrust | FLAG.boost)) !== 0;
    if (!flies) hasRested = true;
    else if (isPassing && hasRested) open(false);
  }

  const stops = [
    labels.follow(nameTool),
    context.devices.on("why", () => (isOpen || hasDied) && open(!isOpen)),
    onEscape(
      () => isOpen,
      () => open(false),
    ),
  ];
  open(false);
  return {
    tool: { element: tool },
    panel: {
      element: panel.element,
      start(session) {
        session.game.recordScreen();
        hasDied = false;
        wasAlive = false;
        answer = undefined;
        isWaiting = false;
        askAt = askedAt = 0;
        open(false);
        return [
          session.events.on("why", hear),
          // With the patch: a slow page reads several of them before its next frame.
          session.events.on("explosion", ({ mine }) => mine && die(session)),
        ];
      },
      frame(now, session) {
        const alive = session.state.ships.get(session.key)?.alive ?? false;
        wasAlive = alive;
        showTool(hasDied && alive && session.state.phase !== PHASE.podium);
        dock(alive);
        askNow(now, session);
        if (isOpen && alive) giveWay(session);
        if (isOpen) panel.frame(now);
      },
      destroy() {
        for (const stop of stops) stop();
      },
    },
  };
}
