/** The keyboard. Keys count by their position (`event.code`), so that WASD is in the same place on every layout. */
import { angleOf } from "../../shared/maths/angle.ts";
import type { Controls } from "./controls.ts";
import { type Device, emptyReading, type GiveCommand, listen } from "./device.ts";

const FLY: Readonly<Record<string, readonly [x: number, y: number]>> = {
  KeyW: [0, -1],
  ArrowUp: [0, -1],
  KeyS: [0, 1],
  ArrowDown: [0, 1],
  KeyA: [-1, 0],
  ArrowLeft: [-1, 0],
  KeyD: [1, 0],
  ArrowRight: [1, 0],
};
const ASK = {
  Enter: "chat",
  NumpadEnter: "chat",
  KeyH: "help",
  KeyN: "netGraph",
  F3: "netGraph",
  KeyM: "mute",
  KeyR: "why",
} as const;
const EMOTE = /^(?:Digit|Numpad)([1-6])$/;

/** Keys that press a focused button or follow a focused link. */
const PRESSES = ["Space", "Enter", "NumpadEnter"];

/** Keys that move a focused slider. */
const SLIDES = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];

/** @returns whether a key writes text, moves a slider, or presses the focused element */
function belongsElsewhere({ target, code }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('input[type="range"]')) return SLIDES.includes(code);
  if (target.closest("input, textarea, select, dialog, [contenteditable]")) return true;
  return PRESSES.includes(code) && target.closest("button, a, summary") !== null;
}

export function createKeyboard(controls: Controls, give: GiveCommand): Device {
  /** Bits of the controls, by key. */
  const buttons = new Map(controls.flatMap(({ keys, bit }) => keys.map((code) => [code, bit] as const)));
  const confirms = controls[0]?.keys ?? [];
  const held = new Set<string>();
  const reading = emptyReading();

  const command = (code: string): boolean => {
    const emote = EMOTE.exec(code)?.[1];
    if (emote) give("emote", Number(emote) - 1);
    else if (code in ASK) give(ASK[code as keyof typeof ASK], undefined);
    else if (confirms.includes(code)) give("confirm", undefined);
    else return false;
    return true;
  };
  const down = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || belongsElsewhere(event)) return;
    const steers = event.code in FLY || buttons.has(event.code);
    if (steers) held.add(event.code);
    // A player who moves no longer uses the focused button, so it loses the focus and Space fires again.
    if (event.code in FLY && event.target instanceof HTMLElement && event.target.closest(".hud"))
      event.target.blur();
    const commands = !event.repeat && command(event.code);
    if (steers || commands || event.code in ASK) event.preventDefault();
  };
  const up = (event: KeyboardEvent): void => {
    held.delete(event.code);
    // macOS sends no `keyup` for keys that are released while Command is down.
    if (event.key === "Meta") held.clear();
  };
  const stops = [listen(window, "keydown", down), listen(window, "keyup", up)];

  return {
    read() {
      reading.moveX = reading.moveY = reading.buttons = 0;
      for (const code of held) {
        const [x, y] = FLY[code] ?? [0, 0];
        reading.moveX += x;
        reading.moveY += y;
        reading.buttons |= buttons.get(code) ?? 0;
      }
      reading.moveX = Math.sign(reading.moveX);
      reading.moveY = Math.sign(reading.moveY);
      // `used` stays 0, so that any device that aims takes precedence.
      const moves = reading.moveX !== 0 || reading.moveY !== 0;
      reading.aim = moves ? angleOf(reading.moveX, reading.moveY) : undefined;
      return reading;
    },
    release: () => held.clear(),
    destroy: () => stops.forEach((stop) => void stop()),
  };
}
