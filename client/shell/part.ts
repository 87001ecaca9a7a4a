/** The contract of a part of the HUD. */
import type { Settings } from "../browser/settings.ts";
import type { Devices } from "../input/devices.ts";
import type { GamePage, Mount } from "../page.ts";
import type { AnySession } from "../session/view.ts";

/** Geometry that only the scene of a game knows. */
export interface Screen {
  /** @returns place of the own ship, CSS pixels on the page */
  shipOnScreen(): { x: number; y: number };
  /** World units a CSS pixel. */
  unitsPerPixel(): number;
}

export interface HudOptions {
  /** Texts of the help about the game. */
  page: Pick<GamePage, "keys" | "hints" | "controls" | "notices">;
  settings: Pick<Settings, "get">;
  /** @returns an address that leads a player to the room of this session */
  linkTo(session: AnySession): string;
  /** See `Mount`. */
  replayOf?: Mount["replayOf"];
  /** Called when the player asks for a new seat after the session has ended. */
  onRejoin?: () => void;
  /** See `Mount` for these two. */
  onLeave?: Mount["onLeave"];
  onNext?: Mount["onNext"];
  /** If present, the minimap shows which part of the world is on the screen. */
  screen?: Screen;
  /** @returns whether the sound is off. Absent in a game without sound, whose HUD has no sound button. */
  muted?: () => boolean;
}

/** Arguments of a part. @template S type of the game's sessions */
export interface Context<S extends AnySession = AnySession> {
  readonly devices: Devices;
  readonly options: HudOptions;
  /** @returns time of the latest frame, ms */
  now(): number;
  /** @returns the shown session; undefined before the first one */
  session(): S | undefined;
}

/** @returns whether a player plays here; false on the page of a replay */
export const isPlayed = ({ options }: Pick<Context, "options">): boolean => options.onLeave !== undefined;

export interface Part<S extends AnySession = AnySession> {
  readonly element: HTMLElement;
  /** Called when a session is shown. @returns functions that remove the part's listeners */
  start?(session: S): (() => void)[];
  /** @param now ms, on the clock of the session's frames */
  frame?(now: number, session: S): void;
  destroy?(): void;
}
