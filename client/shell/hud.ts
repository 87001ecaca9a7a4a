/** The HUD: elements above the canvas, made of parts. */
import { keepScreenOn } from "../browser/wakeLock.ts";
import type { Devices } from "../input/devices.ts";
import type { AnySession } from "../session/view.ts";
import { element } from "./dom.ts";
import type { Context, HudOptions, Part } from "./part.ts";

/** Places of which the player sets the scale. */
const SCALED = [
  "top-left",
  "top-centre",
  "top-right",
  "bottom-left",
  "bottom-centre",
  "bottom-right",
] as const;
/** Places on the screen; a later place is above an earlier one. */
export const PLACES = ["under", ...SCALED, "over"] as const;
export type Place = (typeof PLACES)[number];

/** Parts by their places on the screen. */
export type PartsByPlace<S extends AnySession> = { readonly [place in Place]?: readonly Part<S>[] };

export interface Hud<S extends AnySession> {
  /** Shows this session instead of an earlier one. Before the first session the HUD is hidden. */
  setSession(session: S): void;
  /** Forgets the session, and hides the HUD until the next one. */
  rest(): void;
  /** Call once a frame, after `session.frame`, with the same time. @param now ms */
  frame(now: number): void;
  destroy(): void;
}

/**
 * Creates the HUD. Its parts handle the commands of `devices`, except "mute".
 * @param root parent of the HUD; presses beside its buttons reach the game
 * @param partsOf creates the parts
 */
export function createHud<S extends AnySession>(
  root: HTMLElement,
  devices: Devices,
  options: HudOptions,
  partsOf: (context: Context<S>) => PartsByPlace<S>,
): Hud<S> {
  let session: S | undefined;
  let time = performance.now();
  let stops: (() => void)[] = [];
  const made = partsOf({ devices, options, now: () => time, session: () => session });
  const parts = PLACES.flatMap((place) => made[place] ?? []);
  const [under, over, ...scaled] = (["under", "over", ...SCALED] as const).map((place) =>
    element("div", `place ${place}`, ...(made[place] ?? []).map((part) => part.element)),
  );
  const hud = element("div", "hud", under!, element("div", "places", ...scaled), over!);
  hud.hidden = true;
  root.append(hud);
  const stopEmotes = devices.on("emote", (id) => session?.emote(id));
  let letScreenOff: (() => void) | undefined;
  const unlisten = (): void => {
    for (const stop of stops) stop();
    stops = [];
  };

  return {
    setSession(next) {
      unlisten();
      session = next;
      stops = parts.flatMap((part) => part.start?.(next) ?? []);
      hud.hidden = false;
      letScreenOff ??= keepScreenOn();
    },
    rest() {
      unlisten();
      session = undefined;
      // What is not shown any more must neither keep the page inert nor take its keys.
      for (const sheet of hud.querySelectorAll<HTMLDialogElement>("dialog[open]")) sheet.close();
      if (hud.contains(document.activeElement)) (document.activeElement as HTMLElement).blur();
      hud.hidden = true;
      letScreenOff?.();
      letScreenOff = undefined;
    },
    frame(now) {
      time = now;
      if (session) for (const part of parts) part.frame?.(now, session);
    },
    destroy() {
      unlisten();
      stopEmotes();
      letScreenOff?.();
      for (const part of parts) part.destroy?.();
      hud.remove();
    },
  };
}
