/**
 * The contract between a game and the page. Every page loads the `GamePage` of all games, so it is small;
 * `load` fetches the rest of the one game that the page shows.
 */
import type { ListedGame } from "../shared/game.ts";
import type { NoticeValues } from "../shared/protocol.ts";
import type { Rules } from "../shared/rules.ts";
import type { Settings } from "./browser/settings.ts";
import type { GameClient, GameTypes } from "./game.ts";
import type { Controls } from "./input/controls.ts";
import type { Point } from "./input/device.ts";
import type { Devices } from "./input/devices.ts";
import type { AnySession, PlayerSession } from "./session/view.ts";

/** A row of the table of keys. */
export interface KeyHelp {
  /** What the keys do. */
  what: string;
  /**
   * The row shows the keys and gamepad buttons that are bound to these actions: "up", "left", "down",
   * "right", or names of controls.
   */
  actions?: readonly string[];
  /** Labels of other keys; "–" between two keys stands for a range. */
  keys?: readonly string[];
  /** Label of the gamepad control, where no action has a gamepad button. */
  pad?: string;
  /** Label of the touch control. */
  touch?: string;
  /** The title screen shows this row, too, because a new player needs it. */
  first?: true;
}

/** Texts of notices by their codes; see `NoticeCode`. */
export type Notices = { readonly [code: string]: (values: NoticeValues) => string };

/** How the front page offers a mode. */
export interface ModeCard {
  readonly title: string;
  /** One line. */
  readonly text: string;
  /** Address of a picture, 16:9. */
  readonly picture: string;
}

/**
 * The part of a game that every page loads. A page joins the first room of its game unless its address names
 * another one.
 */
export interface GamePage extends ListedGame {
  readonly tagline: string;
  /** By room name. A mode without a card is shown with the title, the tagline and the emblem of the game. */
  readonly modes?: { readonly [room: string]: ModeCard };
  readonly controls: Controls;
  /** Help for the keys of the game; the page adds its own keys. */
  readonly keys: readonly KeyHelp[];
  /** Whether the game makes sounds; the command "mute" turns them off and on. */
  readonly hasSound?: boolean;
  /** Hints in the help, one line each. */
  readonly hints: readonly string[];
  /**
   * Notices of the game's server by their codes, in the language of the page; absent, a notice is shown as
   * the server worded it.
   */
  readonly notices?: Notices;
  /** @returns a picture for the title screen, 64 × 64 CSS pixels */
  emblem(): Element;
  load(): Promise<GameModule<GameTypes>>;
  /** Only the page of a replay loads it. Without it, matches of this game cannot be replayed. */
  replay?(): Promise<GameReplay>;
}

/** The part of a game that only the page of a replay loads. */
export interface GameReplay {
  /** The rules of the server; see server/defineRules.ts. */
  readonly rules: Rules;
  /**
   * @returns a label for the time line, such as "Ada destroys Bob"; undefined for a message that gets no mark
   */
  describe?(type: string, message: object): string | undefined;
}

/** The part of a game that only a page of that game loads. */
export interface GameModule<T extends GameTypes> {
  readonly client: GameClient<T>;
  /** Starts drawing; before the first session only a background is drawn. */
  mount(place: Mount): MountedGame<T>;
}

/** What a page gives to the game that it mounts. */
export interface Mount {
  /** Parent of the canvas. */
  readonly game: HTMLElement;
  /** Parent of the HUD, above the canvas. */
  readonly hud: HTMLElement;
  readonly page: GamePage;
  readonly devices: Devices;
  readonly settings: Settings;
  /** @returns an address that leads a player to the room of this session */
  linkTo(session: AnySession): string;
  /**
   * @param at seconds since the match began
   * @returns address of the replay; undefined when the match is not logged
   */
  replayOf?(session: AnySession, at: number): string | undefined;
  /** Call when the player asks for a new seat after the session has ended. */
  onRejoin(): void;
  /** Call when the player gives up its seat; the front page is shown next. Absent on the page of a replay. */
  onLeave?(): void;
  /** Call when the player wants other opponents in the same mode. Absent on the page of a replay. */
  onNext?(): void;
}

export interface MountedGame<T extends GameTypes> {
  /**
   * @returns the origin of aiming, CSS pixels on the page: the own entity, or without one the middle of the
   * canvas
   */
  aimFrom(): Point;
  /** Draws this session instead of an earlier one, and calls its `frame` once a frame. */
  setSession(session: PlayerSession<T>): void;
  /** Draws nothing until the next session, because the front page covers the picture. */
  rest(): void;
  /** @param place units of the world. @returns the place on the page, CSS pixels */
  onPage?(place: Point): Point;
  /**
   * Moves a camera that follows no entity. Absent in a game that shows its whole world.
   * @param x,y CSS pixels
   */
  panBy?(x: number, y: number): void;
}
