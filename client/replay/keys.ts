/** Keyboard shortcuts of a replay. A focused control keeps the keys that it uses itself. */
import type { Controller } from "./bar.ts";
import { SPEEDS } from "./playhead.ts";

/** Distances of an arrow key, and of a comma or full stop, ticks. */
const STRIDE = 30 * 5;

export function listenToKeys(control: Controller): void {
  const { playhead } = control;
  const faster = (by: 1 | -1): void => {
    const at = SPEEDS.map(Number).indexOf(playhead.speed);
    playhead.speed = SPEEDS[at + by] ?? playhead.speed;
  };
  const keys: { readonly [code: string]: () => void } = {
    Space: () => control.toggle(),
    KeyK: () => control.toggle(),
    ArrowLeft: () => control.seek(playhead.tick - STRIDE),
    ArrowRight: () => control.seek(playhead.tick + STRIDE),
    Comma: () => control.seek(playhead.tick - 1),
    Period: () => control.seek(playhead.tick + 1),
    Home: () => control.seek(playhead.from),
    End: () => control.seek(playhead.to),
    KeyL: () => control.edge?.follow(performance.now()),
    BracketLeft: () => control.jump(-1),
    BracketRight: () => control.jump(1),
    Minus: () => faster(-1),
    NumpadSubtract: () => faster(-1),
    Equal: () => faster(1),
    NumpadAdd: () => faster(1),
    KeyM: () => void control.mute(),
    Escape: () => control.follow(""),
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, code } = event;
    const press = keys[code];
    if (press === undefined || (target instanceof Element && isTheirs(target, code))) return;
    event.preventDefault();
    press();
  });
}

function isTheirs(target: Element, code: string): boolean {
  if (target.closest("select, textarea, input:not([type=range])") !== null) return true;
  return code === "Space" && target.closest("button, a") !== null;
}
