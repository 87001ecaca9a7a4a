/**
 * Hits: the edges of the screen flash red and a phone vibrates when the player is hit; a ring appears at the
 * cursor when the player hits a ship.
 */
import { vibrate } from "../../../../client/browser/haptics.ts";
import { element } from "../../../../client/shell/dom.ts";
import type { Context, Part } from "./part.ts";

/** Damage from which the flash has its full strength, hull points. */
const STRONGEST = 45;

export function createHits(context: Context): Part {
  const vignette = element("div", "vignette");
  const ring = element("div", "hit-ring");
  const hits = element("div", "hits", vignette, ring);
  hits.setAttribute("aria-hidden", "true");

  const flash = (damage: number): void => {
    const strength = 0.45 + 0.55 * Math.min(1, damage / STRONGEST);
    vignette.animate([{ opacity: strength }, { opacity: 0 }], {
      duration: 300 + 300 * strength,
      easing: "ease-out",
    });
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
      session.events.on("hit", ({ target, damage, mine }) => {
        if (document.hidden) return;
        if (target === session.key) {
          flash(damage);
          vibrate(20 + damage);
        } else if (mine) confirm(damage);
      }),
    ],
  };
}
