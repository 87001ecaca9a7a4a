/** Runs in a page of the game: takes away what a poor browser lacks, and notes what devices and players say. */

/** What a test finds in `window`. */
export interface Spied {
  seen: { frames: number; intent: { moveX: number; moveY: number; buttons: number } };
  said: string[];
  /** What `navigator.getGamepads()` returns. */
  pads: unknown[];
  /** How often the page has asked for sound, of which there is none left. */
  soundAsked: number;
}

/** Before the page's scripts: no sound, and gamepads of the test's own. */
export function impoverish(): void {
  const spied = Object.assign(window, { pads: [] as Gamepad[], soundAsked: 0 });
  window.AudioContext = class {
    constructor() {
      spied.soundAsked++;
      throw new DOMException("no", "NotSupportedError");
    }
  } as unknown as typeof AudioContext;
  Navigator.prototype.getGamepads = () => spied.pads;
}

/** Once it plays: what the devices make of it all, frame by frame, and what is said. */
export function spyOnSession(): void {
  const session = window.__skirmish.session!;
  const frame = session.frame.bind(session);
  const seen = { frames: 0, intent: {} };
  session.frame = (now, intent) => {
    seen.frames++;
    seen.intent = { moveX: intent.moveX, moveY: intent.moveY, buttons: intent.buttons };
    frame(now, intent);
  };
  const said: string[] = [];
  session.events.on("chat", ({ text }) => said.push(text));
  Object.assign(window, { seen, said });
}
