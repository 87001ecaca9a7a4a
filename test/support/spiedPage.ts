/** Runs in a page of the game: removes browser features, and records input devices and messages. */

/** What these scripts leave in `window` for the test. */
export interface Spied {
  seen: { frames: number; intent: { moveX: number; moveY: number; buttons: number } };
  messages: string[];
  /** What `navigator.getGamepads()` returns. */
  pads: unknown[];
  /** How often the page has asked for the gamepads. */
  padReads: number;
  /** How often the page has tried to create an audio context. There is none. */
  audioAttempts: number;
}

/** Runs before the page's scripts: removes audio, and replaces the gamepads. */
export function removeFeatures(): void {
  const spied = Object.assign(window, { pads: [] as Gamepad[], padReads: 0, audioAttempts: 0 });
  window.AudioContext = class {
    constructor() {
      spied.audioAttempts++;
      throw new DOMException("no", "NotSupportedError");
    }
  } as unknown as typeof AudioContext;
  Navigator.prototype.getGamepads = () => {
    spied.padReads++;
    return spied.pads;
  };
}

/** Runs once the game is on: records the intent that the devices produce each frame, and all messages. */
export function recordSession(): void {
  const session = window.__skirmish.session!;
  const frame = session.frame.bind(session);
  const seen = { frames: 0, intent: {} };
  session.frame = (now, intent) => {
    seen.frames++;
    seen.intent = { moveX: intent.moveX, moveY: intent.moveY, buttons: intent.buttons };
    frame(now, intent);
  };
  const messages: string[] = [];
  session.events.on("chat", ({ text }) => messages.push(text));
  Object.assign(window, { seen, messages });
}

/** Positions of the axes, −1…1, and indices of the pressed buttons. */
export interface PadState {
  axes: number[];
  pressed: number[];
}

/** Sets the second of two gamepads. The first is an unused device, whose axes rest at their ends. */
export function setPad({ axes, pressed }: PadState): void {
  const buttons = (down: number[]) =>
    Array.from({ length: 17 }, (_, i) => ({ pressed: down.includes(i), value: Number(down.includes(i)) }));
  const unused = { id: "receiver", index: 0, mapping: "", axes: Array(6).fill(-1), buttons: buttons([]) };
  const pad = { id: "pad", index: 1, mapping: "standard", axes, buttons: buttons(pressed) };
  const both = [unused, pad].map((one) => ({ ...one, connected: true }));
  (window as unknown as Spied).pads.splice(0, 2, ...both);
}
