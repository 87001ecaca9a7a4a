/** What the parts of the HUD have in common. */
import type { Devices } from "../input/devices.ts";
import type { GamePage } from "../page.ts";
import type { AnySession } from "../session/view.ts";

/** What only the drawing of a game knows. */
export interface Screen {
  /** The own ship, CSS pixels on the page. */
  shipOnScreen(): { x: number; y: number };
  /** World units a CSS pixel. */
  unitsPerPixel(): number;
}

export interface HudOptions {
  /** What the help says of the game. */
  page: Pick<GamePage, "keys" | "hints">;
  /** @returns an address that leads every player who opens it to that room */
  linkTo(session: AnySession): string;
  /** The player wants a new place after the session is over. */
  onRejoin?: () => void;
  /** With it the minimap shows what is on the screen. */
  screen?: Screen;
  /** Whether the sound is off, for the sound button to show it; absent in a game without sound. */
  muted?: () => boolean;
}

/** What a part is made with. @template S the sessions of the game it belongs to */
export interface Context<S extends AnySession = AnySession> {
  readonly devices: Devices;
  readonly options: HudOptions;
  /** Time of the latest frame, ms. */
  now(): number;
  /** The session that is shown, if there is one. */
  session(): S | undefined;
}

export interface Part<S extends AnySession = AnySession> {
  readonly element: HTMLElement;
  /** A session begins to be shown. @returns how to stop listening to it */
  start?(session: S): (() => void)[];
  /** @param now ms, on the clock of the session's frames */
  frame?(now: number, session: S): void;
  destroy?(): void;
}
