/** Everything on the screen that is not the picture of the game. Plain elements over the canvas, one part a file. */
import type { Devices } from "../input/devices.ts";
import type { AnySession } from "../session/view.ts";
import { element } from "./dom.ts";
import type { Context, HudOptions, Part } from "./part.ts";

/** Places on the screen; what comes later lies on top. */
export const PLACES = [
  "under",
  "top-left",
  "top-centre",
  "top-right",
  "bottom-left",
  "bottom-centre",
  "bottom-right",
  "over",
] as const;
export type Place = (typeof PLACES)[number];

/** Parts by the place on the screen that they share. */
export type PartsByPlace<S extends AnySession> = { readonly [place in Place]?: readonly Part<S>[] };

export interface Hud<S extends AnySession> {
  /** Shows this session from now on, in place of an earlier one. Before the first nothing is shown. */
  setSession(session: S): void;
  /** Call once a frame, after the session's. @param now ms, the time the session's frame was given */
  frame(now: number): void;
  destroy(): void;
}

/**
 * Also does what the commands of `devices` ask for, all but "mute".
 * @param root filled with the HUD; lets presses through where there is nothing to press
 * @param partsOf makes the parts, by the place on the screen they share
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
  const boxes = PLACES.map((place) =>
    element("div", `place ${place}`, ...(made[place] ?? []).map((part) => part.element)),
  );
  const hud = element("div", "hud", ...boxes);
  hud.hidden = true;
  root.append(hud);
  const stopEmotes = devices.on("emote", (id) => session?.emote(id));
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
    },
    frame(now) {
      time = now;
      if (session) for (const part of parts) part.frame?.(now, session);
    },
    destroy() {
      unlisten();
      stopEmotes();
      for (const part of parts) part.destroy?.();
      hud.remove();
    },
  };
}
