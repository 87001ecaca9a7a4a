/**
 * Hits: the edges of the screen flash red, an arc beside the ship shows where the shot came from, and a phone
 * vibrates when the player is hit; a ring appears at the cursor when the player hits a ship.
 */
import { vibrate } from "../../../../client/browser/haptics.ts";
import { element } from "../../../../client/shell/dom.ts";
import type { ShipSession } from "../session/skirmish.ts";
import type { Context, Part } from "./part.ts";

/** Damage from which the flash has its full strength, hull points. */
const STRONGEST = 45;

const ARCS = 3;

export function createHits(context: Context): Part {
  const vignette = element("div", "vignette");
  const ring = element("div", "hit-ring");
  /** Several shooters are shown at once; the oldest arc is used anew. */
  const arcs = Array.from({ length: ARCS }, () => element("div", "hit-from"));
  let next = 0;
  const hits = element("div", "hits", vignette, ring, ...arcs);
  hits.setAttribute("aria-hidden", "true");

  const flash = (damage: number): void => {
    const strength = 0.45 + 0.55 * Math.min(1, damage / STRONGEST);
    vignette.animate([{ opacity: strength }, { opacity: 0 }], {
      duration: 300 + 300 * strength,
      easing: "ease-out",
    });
  };
  /** @param by key of the shooter; one that is out of sight is not shown */
  const showShooter = ({ state, key }: ShipSession, by: string): void => {
    const [own, shooter] = [state.ships.get(key), state.ships.get(by)];
    const at = context.options.screen?.shipOnScreen();
    if (own === undefined || shooter === undefined || at === undefined || by === key) return;
    const turn = Math.atan2(shooter.y - own.y, shooter.x - own.x);
    const transform = `translate(${at.x}px, ${at.y}px) rotate(${turn}rad)`;
    next = (next + 1) % ARCS;
    arcs[next]!.animate(
      [
        { opacity: 0.95, transform },
        { opacity: 0, transform },
      ],
      { duration: 900, easing: "ease-in" },
    );
  };
  const confirm = (damage: number): void => {
    const at = context.devices.cursor();
    if (!at) return;
    const place = `translate(${at.x}px, ${at.y}px)`;
    const size = damage >= STRONGEST ? 1.5 : 1;
    ring.animate(
      [
        { opacity: 1, transform: `${place} scale(${0.7 * size})` },
        { opacity: 0, transform: `${place} scale(${1.3 * size})` },
      ],
      { duration: 260, easing: "ease-out" },
    );
  };

  return {
    element: hits,
    start: (session) => [
      session.events.on("hit", ({ target, damage, mine, by }) => {
        if (document.hidden) return;
        if (target === session.key) {
          flash(damage);
          showShooter(session, by);
          vibrate(20 + damage);
        } else if (mine) confirm(damage);
      }),
    ],
  };
}
