/** The gamepad, read by the standard layout. It is polled, because gamepads send no events. */
import { angleOf } from "../../shared/maths/angle.ts";
import { attempt } from "../browser/attempt.ts";
import { bitsOf, type Controls, PAD_BUTTONS } from "./controls.ts";
import { type Device, emptyReading, type GiveCommand, type Point } from "./device.ts";
import { createPadChoice, type Pad } from "./padChoice.ts";
import { deadened, isPushed } from "./stick.ts";

/** Buttons that give commands, as indices of the standard layout, unless a control of the game has the same. */
const COMMANDS = [
  [9, "menu"],
  [8, "help"],
  [3, "why"],
] as const;
/** Dead zone of the moving stick, −1…1: worn sticks do not rest exactly in the middle. */
const DEAD = 0.2;
/** Dead zone of the aiming stick: near the middle its direction is noise. */
const AIM_DEAD = 0.35;
/** A trigger counts as pressed from here on, 0…1. */
const PULLED = 0.3;

/** @returns the gamepads; none if the browser has no such API, or a policy forbids it */
const listPads = (): readonly (Pad | null)[] => attempt(() => navigator.getGamepads()) ?? [];

const isPulled = (pad: Pad, index: number): boolean => {
  const button = pad.buttons[index];
  return button !== undefined && (button.pressed || button.value > PULLED);
};

export function createGamepad(controls: Controls, give: GiveCommand): Device {
  const reading = emptyReading();
  const choice = createPadChoice();
  const fly: Point = { x: 0, y: 0 };
  const aim: Point = { x: 0, y: 0 };
  const taken: readonly number[] = controls.flatMap(({ pad }) => (pad ? [PAD_BUTTONS[pad]] : []));
  const commands = COMMANDS.filter(([index]) => !taken.includes(index)).map(([index, name]) => ({
    ...{ index, name, isHeld: false },
  }));
  let pulled = 0;

  const rest = (): void => {
    reading.moveX = reading.moveY = reading.buttons = 0;
    reading.aim = undefined;
  };
  const readSticks = (pad: Pad, now: number): void => {
    deadened(choice.axis(pad, 0), choice.axis(pad, 1), DEAD, fly);
    deadened(choice.axis(pad, 2), choice.axis(pad, 3), AIM_DEAD, aim);
    reading.moveX = fly.x;
    reading.moveY = fly.y;
    const pointing = isPushed(aim) ? aim : isPushed(fly) ? fly : undefined;
    reading.aim = pointing && angleOf(pointing.x, pointing.y);
    if (pointing) reading.used = now;
  };
  const readButtons = (pad: Pad): void => {
    reading.buttons = bitsOf(
      controls,
      ({ pad: button }) => button !== undefined && isPulled(pad, PAD_BUTTONS[button]),
    );
    if (reading.buttons & ~pulled) give("confirm", undefined);
    pulled = reading.buttons;
    for (const command of commands) {
      const isHeld = isPulled(pad, command.index);
      if (isHeld && !command.isHeld) give(command.name, undefined);
      command.isHeld = isHeld;
    }
  };

  return {
    read(now) {
      const pad = document.hasFocus() ? choice.choose(listPads()) : undefined;
      if (pad) {
        readSticks(pad, now);
        readButtons(pad);
      } else rest();
      return reading;
    },
    release: rest,
    destroy: rest,
  };
}
