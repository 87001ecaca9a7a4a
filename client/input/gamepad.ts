/** The first gamepad with two sticks, in the standard layout. Polled: pads send no events. */
import { angleOf } from "../../shared/sim/angle.ts";
import { BUTTON } from "../../shared/sim/input.ts";
import { type Device, emptyReading, type GiveCommand, type Point } from "./device.ts";
import { deadened, isPushed } from "./stick.ts";

/** Indices of the standard layout. */
const PAD = { a: 0, leftTrigger: 6, rightTrigger: 7, start: 9 } as const;
/** Worn sticks rest up to this far from their middle. */
const DEAD = 0.2;
/** Aiming needs a clear push: near the middle the direction is noise. */
const AIM_DEAD = 0.35;
/** A trigger counts as pulled from here, 0…1. */
const PULLED = 0.3;

function firstPad(): Gamepad | undefined {
  try {
    return navigator.getGamepads().find((pad) => pad?.connected && pad.axes.length >= 4) ?? undefined;
  } catch {
    return undefined; // a page in a frame may be forbidden to look
  }
}

const isPulled = (pad: Gamepad, index: number): boolean => {
  const button = pad.buttons[index];
  return button !== undefined && (button.pressed || button.value > PULLED);
};

export function createGamepad(give: GiveCommand): Device {
  const reading = emptyReading();
  const fly: Point = { x: 0, y: 0 };
  const aim: Point = { x: 0, y: 0 };
  let pulled = 0;
  let helping = false;

  const rest = (): void => {
    reading.moveX = reading.moveY = reading.buttons = 0;
    reading.aim = undefined;
  };
  const readSticks = (pad: Gamepad, now: number): void => {
    deadened(pad.axes[0] ?? 0, pad.axes[1] ?? 0, DEAD, fly);
    deadened(pad.axes[2] ?? 0, pad.axes[3] ?? 0, AIM_DEAD, aim);
    reading.moveX = fly.x;
    reading.moveY = fly.y;
    const pointing = isPushed(aim) ? aim : isPushed(fly) ? fly : undefined;
    reading.aim = pointing && angleOf(pointing.x, pointing.y);
    if (pointing) reading.used = now;
  };
  const readButtons = (pad: Gamepad): void => {
    reading.buttons =
      (isPulled(pad, PAD.rightTrigger) ? BUTTON.fire : 0) |
      (isPulled(pad, PAD.leftTrigger) ? BUTTON.lance : 0) |
      (isPulled(pad, PAD.a) ? BUTTON.boost : 0);
    if (reading.buttons & ~pulled) give("respawn", undefined);
    pulled = reading.buttons;
    const start = isPulled(pad, PAD.start);
    if (start && !helping) give("help", undefined);
    helping = start;
  };

  return {
    read(now) {
      const pad = firstPad();
      if (pad && document.hasFocus()) {
        readSticks(pad, now);
        readButtons(pad);
      } else rest();
      return reading;
    },
    release: rest,
    destroy: rest,
  };
}
