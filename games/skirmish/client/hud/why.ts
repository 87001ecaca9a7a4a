/**
 * "Why did I die?": opens the panel that replays the latest death, from the death screen or by a button while
 * playing, and then requests the death report. A panel that was opened on the death screen closes when the
 * player flies again. The panel never takes the controls.
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

/** Least time between two requests, ms: a little longer than the server's limit of one a second. */
const PAUSE = 1200;
/** An unanswered request is repeated after this time, ms. */
const PATIENCE = 6000;

export function createWhy(context: Context): { panel: Part; tool: Part } {
  /** The answer about the latest death. */
  let answer: WhyAnswer | undefined;
  let isWaiting = false;
  /** Time of the next allowed request, and of the latest request, ms. */
  let requestAt = 0;
  let requestedAt = 0;
  /** Tick of the patch that contained the latest death. */
  let died = 0;
  let hasDied = false;
  let wasAlive = false;
  /** The panel was opened on the death screen. */
  let closesInFlight = false;
  /** The player has released the controls since the panel was opened. */
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
    closesInFlight = !wasAlive;
    hasRested = false;
    if (answer !== undefined) showAnswer(answer);
    else request();
  }
  function request(): void {
    isWaiting = true;
    panel.say(words.why.asking);
  }
  function showAnswer(received: WhyAnswer): void {
    const session = context.session();
    if (session === undefined) return;
    if ("report" in received)
      panel.play(new Explanation(received.report, session.game.lastLife, session.game.map));
    else panel.say(words.why[received.none] ?? words.why.other);
  }
  function handleAnswer(received: WhyAnswer): void {
    requestAt = requestedAt + PAUSE;
    // A late answer, about an earlier death.
    if ("report" in received && received.report.tick < died - PATCH_SKEW) return;
    // A server with a fault sends an answer without content.
    const known = "report" in received || "none" in received ? received : { none: "gone" as const };
    isWaiting = false;
    answer = known;
    if (isOpen) showAnswer(known);
  }
  function sendRequest(now: number, session: ShipSession): void {
    if (!isWaiting || now < requestAt || session.link.state !== "playing") return;
    requestedAt = now;
    requestAt = now + PATIENCE;
    session.send("why", {});
  }
  function die(session: ShipSession): void {
    hasDied = true;
    died = session.state.tick;
    answer = undefined;
    isWaiting = false;
    if (isOpen) open(false);
  }
  /** Closes a panel that was opened on the death screen once the player flies. */
  function closeInFlight(session: ShipSession): void {
    const flies = ((session.own()?.flags ?? 0) & (FLAG.thrust | FLAG.boost)) !== 0;
    if (!flies) hasRested = true;
    else if (closesInFlight && hasRested) open(false);
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
        requestAt = requestedAt = 0;
        open(false);
        return [
          session.events.on("why", handleAnswer),
          // An event instead of a check in `frame`, because a slow page reads several patches between two
          // frames.
          session.events.on("explosion", ({ mine }) => mine && die(session)),
        ];
      },
      frame(now, session) {
        const alive = session.state.ships.get(session.key)?.alive ?? false;
        wasAlive = alive;
        showTool(hasDied && alive && session.state.phase !== PHASE.podium);
        dock(alive);
        sendRequest(now, session);
        if (isOpen && alive) closeInFlight(session);
        if (isOpen) panel.frame(now);
      },
      destroy() {
        for (const stop of stops) stop();
      },
    },
  };
}
