/**
 * The keyboard. Keys are identified by position (`event.code`), so that WASD is in the same place on every
 * layout.
 */
import { angleOf } from "../../shared/maths/angle.ts";
import { type Action, EMOTE_KEY, FLY, PAGE_COMMANDS } from "./bindings.ts";
import type { Controls } from "./controls.ts";
import { type Device, emptyReading, type GiveCommand, listen } from "./device.ts";
import type { Labels } from "./labels.ts";

type Command = (typeof PAGE_COMMANDS)[number];

/** The effects of a key. Several actions may share a key. */
interface Meaning {
  x: number;
  y: number;
  /** Bits of the game's controls. */
  buttons: number;
  steers: boolean;
  flies: boolean;
  commands: Command[];
}

function meaningsOf(controls: Controls, actions: readonly Action[]): ReadonlyMap<string, Readonly<Meaning>> {
  const meanings = new Map<string, Meaning>();
  for (const { name, keys } of actions)
    for (const code of keys) {
      const meaning = meanings.get(code) ?? {
        ...{ x: 0, y: 0, buttons: 0, steers: false, flies: false, commands: [] },
      };
      meanings.set(code, meaning);
      const flight = FLY[name as keyof typeof FLY];
      const control = controls.find((one) => one.name === name);
      if (flight !== undefined) {
        meaning.x += flight.x;
        meaning.y += flight.y;
        meaning.flies = true;
      }
      if (control !== undefined) meaning.buttons |= control.bit;
      if (PAGE_COMMANDS.includes(name as Command)) meaning.commands.push(name as Command);
      meaning.steers = meaning.flies || meaning.buttons !== 0;
    }
  return meanings;
}

/** Keys that press a focused button or follow a focused link. */
const PRESSES = ["Space", "Enter", "NumpadEnter"];

/** Keys that move a focused slider. */
const SLIDES = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];

/** @returns whether the focused element handles the key: writes text, moves a slider, or is pressed */
export function belongsElsewhere({ target, code }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('input[type="range"]')) return SLIDES.includes(code);
  if (target.closest("input, textarea, select, dialog[open], [contenteditable]")) return true;
  return PRESSES.includes(code) && target.closest("button, a, summary") !== null;
}

export function createKeyboard(controls: Controls, labels: Labels, give: GiveCommand): Device {
  let meanings = meaningsOf(controls, labels.actions());
  const held = new Set<string>();
  const reading = emptyReading();

  const command = (code: string): boolean => {
    const { commands = [], buttons = 0 } = meanings.get(code) ?? {};
    const emote = EMOTE_KEY.exec(code)?.[1];
    if (emote) give("emote", Number(emote) - 1);
    for (const name of commands) give(name, undefined);
    const confirms = (buttons & (controls[0]?.bit ?? 0)) !== 0;
    if (confirms) give("confirm", undefined);
    return emote !== undefined || commands.length > 0 || confirms;
  };
  const down = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || belongsElsewhere(event)) return;
    const { steers = false, flies = false, commands = [] } = meanings.get(event.code) ?? {};
    if (steers) held.add(event.code);
    // A player who moves no longer uses the focused button: the button loses the focus, so that Space fires.
    if (flies && event.target instanceof HTMLElement && event.target.closest(".hud")) event.target.blur();
    const isTaken = !event.repeat && command(event.code);
    if (steers || isTaken || commands.length > 0) event.preventDefault();
  };
  const up = (event: KeyboardEvent): void => {
    held.delete(event.code);
    // macOS sends no `keyup` for keys that are released while Command is down.
    if (event.key === "Meta") held.clear();
  };
  const stops = [
    listen(window, "keydown", down),
    listen(window, "keyup", up),
    labels.follow(() => {
      meanings = meaningsOf(controls, labels.actions());
    }),
  ];

  return {
    read() {
      reading.moveX = reading.moveY = reading.buttons = 0;
      for (const code of held) {
        const meaning = meanings.get(code);
        if (meaning === undefined) continue;
        reading.moveX += meaning.x;
        reading.moveY += meaning.y;
        reading.buttons |= meaning.buttons;
      }
      reading.moveX = Math.sign(reading.moveX);
      reading.moveY = Math.sign(reading.moveY);
      // `used` stays 0, so that every other device that aims takes precedence.
      const moves = reading.moveX !== 0 || reading.moveY !== 0;
      reading.aim = moves ? angleOf(reading.moveX, reading.moveY) : undefined;
      return reading;
    },
    release: () => held.clear(),
    destroy: () => stops.forEach((stop) => void stop()),
  };
}
