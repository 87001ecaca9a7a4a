/**
 * The contract between a game and the page. Every page loads the `GamePage` of all games, so it is small; `load` fetches the
 * rest of the one game that the page shows.
 */
import type { ListedGame } from "../shared/game.ts";
import type { Rules } from "../shared/rules.ts";
import type { Settings } from "./browser/settings.ts";
import type { GameClient, GameTypes } from "./game.ts";
import type { Controls } from "./input/controls.ts";
import type { Point } from "./input/device.ts";
import type { Devices } from "./input/devices.ts";
import type { AnySession, PlayerSession } from "./session/view.ts";

/** A row of the table of keys. */
export interface KeyHelp {
  what: string;
  /** Names of actions whose keys and buttons of a gamepad it shows, as they are bound: "up", "left", "down", "right", or of controls. */
  actions?: readonly string[];
  /** Labels of other keys; "–" between two keys stands for a range. */
  keys?: readonly string[];
  /** The same on a gamepad, where no action has a button there, and on a touch screen. */
  pad?: string;
  touch?: string;
  /** A new player needs this row: the title screen shows it, too. */
  first?: true;
}

/** How the front page offers a mode. */
export interface ModeCard {
  readonly title: string;
  /** One line. */
  readonly text: string;
  /** Address of a picture, 16:9. */
  readonly picture: string;
}

/** What every page loads of a game. A page joins the first room of its game unless its address names another one. */
export interface GamePage extends ListedGame {
  readonly tagline: string;
  /** By room name. A mode without a card is offered with the title, the tagline and the emblem of the game. */
  readonly modes?: { readonly [room: string]: ModeCard };
  readonly controls: Controls;
  /** Keys of the game; the page adds its own ones. */
  readonly keys: readonly KeyHelp[];
  /** Whether the game makes sounds, which the command "mute" switches off and on. */
  readonly hasSound?: boolean;
  /** Hints in the help, one line each. */
  readonly hints: readonly string[];
  /** @returns a picture for the title screen, 64 × 64 CSS pixels */
  emblem(): Element;
  load(): Promise<GameModule<GameTypes>>;
  /** Only the page of a replay loads it. Without it a match of this game cannot be watched again. */
  replay?(): Promise<GameReplay>;
}

/** How a page plays a match again. */
export interface GameReplay {
  /** The server's own; see server/defineRules.ts. */
  readonly rules: Rules;
  /** For the time line: @returns what a message of the game says, as "Ada destroys Bob"; undefined: it is not marked */
  describe?(type: string, message: object): string | undefined;
}

/** The rest of a game, which only a page of that game loads. */
export interface GameModule<T extends GameTypes> {
  readonly client: GameClient<T>;
  /** Starts drawing; before the first session there is only a background. */
  mount(place: Mount): MountedGame<T>;
}

export interface Mount {
  /** Parent of the picture. */
  readonly game: HTMLElement;
  /** Parent of the HUD, above the picture. */
  readonly hud: HTMLElement;
  readonly page: GamePage;
  readonly devices: Devices;
  /** The player's. */
  readonly settings: Settings;
  /** @returns an address that leads a player to the room of this session */
  linkTo(session: AnySession): string;
  /** @param at seconds of the match @returns an address where it can be watched again; undefined when it is not logged */
  replayOf?(session: AnySession, at: number): string | undefined;
  /** Call when the player asks for a new seat after the session has ended. */
  onRejoin(): void;
  /** Call when the player gives up its seat: the front page follows. Absent on the page of a replay, as the next. */
  onLeave?(): void;
  /** Call when the player wants other opponents, in a room of the same mode. */
  onNext?(): void;
}

export interface MountedGame<T extends GameTypes> {
  /**
   * @returns the origin of aiming: where the own entity is, CSS pixels on the page; the middle of the picture while there
   * is none
   */
  aimFrom(): Point;
  /** Draws this session from now on, instead of an earlier one, and calls its `frame` once a frame. */
  setSession(session: PlayerSession<T>): void;
  /** @param place units @returns where it is on the page, CSS pixels */
  onPage?(place: Point): Point;
  /** Moves a camera that follows nothing. In a game that shows its whole world there is none. @param x,y CSS pixels */
  panBy?(x: number, y: number): void;
}
