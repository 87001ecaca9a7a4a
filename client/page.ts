/**
 * What a game brings to the page. `GamePage` is loaded with the page and is small; `load` fetches the rest when somebody
 * opens a page of that game: no page loads the drawing of a game that it does not show.
 */
import type { ListedGame } from "../shared/game.ts";
import type { GameClient, GameTypes } from "./game.ts";
import type { Controls } from "./input/controls.ts";
import type { Point } from "./input/device.ts";
import type { Devices } from "./input/devices.ts";
import type { AnySession, PlayerSession } from "./session/view.ts";

/** A row of the table of keys. */
export interface KeyHelp {
  what: string;
  /** Key caps; "–" stands between the first and the last of several. */
  keys: readonly string[];
  /** How a gamepad and a touch screen do it; empty where they cannot. */
  pad: string;
  touch: string;
  /** Needed to play at all: it stands on the title screen too. */
  first: boolean;
}

/** The page joins the first of its rooms unless its address names another. */
export interface GamePage extends ListedGame {
  readonly tagline: string;
  readonly controls: Controls;
  /** What its keys do; the page adds those of its own. */
  readonly keys: readonly KeyHelp[];
  /** Lines of the help: what a player wants to know. */
  readonly hints: readonly string[];
  /** A picture of 64 × 64 for the title screen. */
  emblem(): Element;
  load(): Promise<GameModule<GameTypes>>;
}

/** The rest of a game: what is fetched only where it is played. */
export interface GameModule<T extends GameTypes> {
  readonly client: GameClient<T>;
  /** Starts drawing; before the first session there is only a background. */
  mount(place: Mount): MountedGame<T>;
}

export interface Mount {
  /** Filled with the picture. */
  readonly game: HTMLElement;
  /** Filled with what lies on it. */
  readonly hud: HTMLElement;
  readonly page: GamePage;
  readonly devices: Devices;
  /** @returns an address that leads every player who opens it to that room */
  linkTo(session: AnySession): string;
  /** The player wants a new place after the session is over. */
  onRejoin(): void;
}

export interface MountedGame<T extends GameTypes> {
  /** Where the own entity is on the page, CSS pixels: what to aim from. The middle of the picture while there is none. */
  aimFrom(): Point;
  /** Draws this session from now on, in place of an earlier one, and calls its `frame`. */
  setSession(session: PlayerSession<T>): void;
}
