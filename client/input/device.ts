/** The contract of an input device, and the commands of a player. */

/** The combined state of all devices in one frame, in whole numbers. The object is reused: do not keep it. */
export interface Intent {
  /** Movement, −127…127 each way, in screen directions; at most 127 long. */
  moveX: number;
  moveY: number;
  /** Direction of the aim, 1/65536 turns. */
  aim: number;
  /** Bits of the game's controls. */
  buttons: number;
}

/** The state of a device in one frame. The object is reused: do not keep it. */
export interface Reading {
  /** Thrust, −1…1 each way, in screen directions; the vector may be longer than 1. */
  moveX: number;
  moveY: number;
  /** Bits of the game's controls. */
  buttons: number;
  /** Direction of the aim, 1/65536 turns; undefined while the device does not aim. */
  aim: number | undefined;
  /** When the device was last used to aim, ms of `performance.now()`; 0: never. */
  used: number;
}

export interface Device {
  /** @param now ms of `performance.now()` */
  read(now: number): Readonly<Reading>;
  /** Releases all keys and buttons, because a page without focus misses their release. */
  release(): void;
  destroy(): void;
}

/** Commands of a player, with their arguments. */
export interface Commands {
  chat: undefined;
  /** Index into `EMOTES`. */
  emote: number;
  /** Shows the phrases of the quick chat. */
  quickChat: undefined;
  help: undefined;
  menu: undefined;
  /** Copies the link to the room. */
  copyLink: undefined;
  netGraph: undefined;
  /** Asks for an explanation, in a game that has one (Skirmish explains a death). */
  why: undefined;
  mute: undefined;
  /** Shows the players; with a key, this player first. */
  players: string | undefined;
  /** The main button was pressed: confirms when the game waits for the player, for example after a death. */
  confirm: undefined;
}

export type GiveCommand = <Name extends keyof Commands>(name: Name, value: Commands[Name]) => void;

export interface Point {
  x: number;
  y: number;
}

export const emptyReading = (): Reading => ({ moveX: 0, moveY: 0, buttons: 0, aim: undefined, used: 0 });

/** Adds a listener. @returns a function that removes it */
export function listen<Name extends keyof WindowEventMap>(
  to: EventTarget,
  name: Name,
  handle: (event: WindowEventMap[Name]) => void,
  options?: AddEventListenerOptions,
): () => void {
  const listener = handle as EventListener;
  to.addEventListener(name, listener, options);
  return () => to.removeEventListener(name, listener, options);
}
