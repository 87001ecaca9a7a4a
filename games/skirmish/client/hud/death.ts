/** The death screen: the killer, the time until the respawn, and buttons. */
import { withKey } from "../../../../client/input/labels.ts";
import { button, element, shownSetter, textSetter } from "../../../../client/shell/dom.ts";
import { inSentence } from "../../../../client/shell/format.ts";
import { forms } from "../../../../client/strings/language.ts";
import { markedName } from "../../../../shared/names.ts";
import { TICK_RATE } from "../../../../shared/tick.ts";
import { MATCH } from "../../shared/config.ts";
import { PHASE } from "../../shared/phase.ts";
import type { ShipSession, SkirmishEvents } from "../session/skirmish.ts";
import { words } from "../strings/index.ts";
import type { Context, Part } from "./part.ts";

export function createDeath(context: Context): Part {
  const cause = element("p", "death-cause");
  cause.setAttribute("role", "status");
  const back = element("p", "death-back");
  // Not a status, which a screen reader would repeat ten times a second.
  back.setAttribute("role", "timer");
  const again = button("primary small", words.respawn, () => context.devices.give("confirm", undefined));
  const keys = { respawn: element("kbd"), why: element("kbd", "keys-only") };
  const hint = element("span", "death-hint keys-only", keys.respawn, words.orClick);
  const why = button("death-why", words.why.short, () => context.devices.give("why", undefined));
  why.append(keys.why);
  const { labels } = context.devices;
  const main = context.options.page.controls[0]?.name ?? "";
  const unfollow = labels.follow(() => {
    keys.respawn.textContent = labels.keys(main)[0] ?? "";
    keys.why.textContent = labels.keys("why")[0] ?? "";
    why.title = withKey(words.why.title, labels, "why");
  });
  const death = element("section", "death", cause, back, why, element("div", "death-again", again, hint));
  const show = shownSetter(death);
  const showAgain = shownSetter(death.querySelector<HTMLElement>(".death-again") ?? again);
  const setCause = textSetter(cause);
  const setBack = textSetter(back);
  /** Server tick of the death; undefined while alive. */
  let died: number | undefined;
  /** The player has asked to respawn; the request waits until the server accepts it. */
  let wanted = false;
  let by = "";

  const request = (): void => {
    if (died !== undefined) wanted = true;
  };
  const stop = context.devices.on("confirm", request);

  const noteKill = (kill: SkirmishEvents["kill"], session: ShipSession): void => {
    if (kill.victim !== session.key) return;
    const isOther = kill.killer !== "" && kill.killer !== kill.victim;
    by = isOther ? markedName(inSentence(kill.killerName), kill.killerBot) : "";
  };
  const reset = (): void => {
    died = undefined;
    wanted = false;
    by = "";
  };
  const isDead = (session: ShipSession): boolean => session.state.ships.get(session.key)?.alive === false;

  return {
    element: death,
    start(session) {
      reset();
      return [session.events.on("kill", (kill) => noteKill(kill, session))];
    },
    frame(_now, session) {
      const dead = isDead(session);
      show(dead && session.link.state === "playing" && session.state.phase !== PHASE.podium);
      if (!dead) {
        if (died !== undefined) reset();
        // A change announces the next death, also by the same cause.
        setCause("");
        return;
      }
      died ??= session.state.tick;
      const since = Math.max(0, session.serverTick() - died);
      const left = (MATCH.respawn - since) / TICK_RATE;
      setCause(by ? words.destroyedBy(by) : words.destroyed);
      setBack(left > 0 ? words.backIn(forms.number(left, 1, 1)) : words.comingBack);
      const isAllowed = since >= MATCH.earliestReturn;
      showAgain(isAllowed && left > 0);
      if (!wanted || !isAllowed) return;
      wanted = false;
      session.send("respawn", {});
    },
    destroy() {
      stop();
      unfollow();
    },
  };
}
