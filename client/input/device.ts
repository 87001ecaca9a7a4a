/** What every input device offers, and the commands any of them may give. */

/** What all devices say together in one frame, in whole numbers. Reused: read, do not keep. */
export interface Intent {
  /** Movement, −127…127 each way, in screen directions; at most 127 long. */
  moveX: number;
  moveY: number;
  /** Where to point, 1/65536 turns. */
  aim: number;
  /** Bits of the game's controls. */
  buttons: number;
}

/** What a device says in one frame. Objects are reused: read, do not keep. */
export interface Reading {
  /** Thrust, −1…1 each way, in screen directions; the vector may be longer than 1. */
  moveX: number;
  moveY: number;
  /** Bits of the game's controls. */
  buttons: number;
  /** Where to point, 1/65536 turns; undefined when the device has no opinion just now. */
  aim: number | undefined;
  /** When the device was last used in a way that aims, ms of `performance.now()`; 0 for never. */
  used: number;
}

export interface Device {
  /** @param now ms of `performance.now()` */
  read(now: number): Readonly<Reading>;
  /** Lets go of everything that is held: the page may not hear of the real release. */
  release(): void;
  destroy(): void;
}

/** Things a player asks for once, with what comes along. */
export interface Commands {
  chat: undefined;
  /** Index into `EMOTES`. */
  emote: number;
  help: undefined;
  netGraph: undefined;
  mute: undefined;
  /** The main button is pressed: goes on where the game waits for the player, as after a death. */
  confirm: undefined;
}

export type GiveCommand = <Name extends keyof Commands>(name: Name, value: Commands[Name]) => void;

export interface Point {
  x: number;
  y: number;
}

export const emptyReading = (): Reading => ({ moveX: 0, moveY: 0, buttons: 0, aim: undefined, used: 0 });

/** Adds a listener. @returns how to take it away */
export function listen<Name extends keyof WindowEventMap>(
  to: EventTarget,
  name: Name,
  heard: (event: WindowEventMap[Name]) => void,
  options?: AddEventListenerOptions,
): () => void {
  const listener = heard as EventListener;
  to.addEventListener(name, listener, options);
  return () => to.removeEventListener(name, listener, options);
}
