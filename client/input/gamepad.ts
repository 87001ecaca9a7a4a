/** The gamepad, in the standard layout. It is polled, because gamepads send no events. */
import { angleOf } from "../../shared/maths/angle.ts";
import { MENU_BUTTON, PAGE_COMMANDS } from "./bindings.ts";
import { bitsOf, type Controls } from "./controls.ts";
import { type Commands, type Device, emptyReading, type GiveCommand, type Point } from "./device.ts";
import type { Labels } from "./labels.ts";
import { createPadChoice, createPadList, type Pad } from "./padChoice.ts";
import { type PadTarget, PRESS_BUTTON, padTarget } from "./padTarget.ts";
import { deadened, isPushed } from "./stick.ts";

/** Dead zone of the moving stick, 0…1: worn sticks do not rest exactly in the middle. */
const DEAD = 0.2;
/** Dead zone of the aiming stick, 0…1: near the middle its direction is noise. */
const AIM_DEAD = 0.35;
/** A trigger counts as pressed beyond this position, 0…1. */
const PULLED = 0.3;

const isPulled = (pad: Pad, index: number): boolean => {
  const button = pad.buttons[index];
  return button !== undefined && (button.pressed || button.value > PULLED);
};

export function createGamepad(controls: Controls, labels: Labels, give: GiveCommand): Device {
  const reading = emptyReading();
  const choice = createPadChoice();
  const padsAt = createPadList();
  const fly: Point = { x: 0, y: 0 };
  const aim: Point = { x: 0, y: 0 };
  const menu = { name: "menu" as const, index: MENU_BUTTON, isHeld: false };
  const commands: { name: keyof Commands; index: number | undefined; isHeld: boolean }[] = [
    menu,
    ...PAGE_COMMANDS.map((name) => ({ name, index: undefined, isHeld: false })),
  ];
  /** Buttons of the controls, as indices of the standard layout. */
  const buttons = new Map<string, number | undefined>();
  const stop = labels.follow(() => {
    const pads = new Map(labels.actions().map(({ name, pad }) => [name, pad]));
    for (const { name } of controls) buttons.set(name, pads.get(name));
    for (const command of commands) if (command !== menu) command.index = pads.get(command.name);
  });
  const main = controls[0]?.bit ?? 0;
  let pulled = 0;
  let target: PadTarget = "game";
  /**
   * Buttons that were pressed for a sheet or another choice: they stay without effect until they are released.
   */
  const spent = new Set<number>();

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
  const spend = (pad: Pad): void => {
    for (const index of spent) if (!isPulled(pad, index)) spent.delete(index);
    // A press can close the sheet before it is read here, so the target of the last frame counts, too.
    const before = target;
    target = padTarget();
    const isSheet = before === "sheet" || target === "sheet";
    if (!isSheet && before === "game" && target === "game") return;
    pad.buttons.forEach((_button, index) => {
      const isTaken = isSheet ? index !== MENU_BUTTON : index === PRESS_BUTTON;
      if (isTaken && isPulled(pad, index)) spent.add(index);
    });
  };
  const readButtons = (pad: Pad): void => {
    spend(pad);
    const isDown = (index: number | undefined): boolean =>
      index !== undefined && !spent.has(index) && isPulled(pad, index);
    reading.buttons = bitsOf(controls, ({ name }) => isDown(buttons.get(name)));
    const isConfirmed = (reading.buttons & ~pulled & main) !== 0 && target === "game";
    pulled = reading.buttons;
    if (isConfirmed) give("confirm", undefined);
    for (const command of commands) {
      const isHeld = isDown(command.index);
      if (isHeld && !command.isHeld) give(command.name as "menu", undefined);
      command.isHeld = isHeld;
    }
  };

  return {
    read(now) {
      const pad = document.hasFocus() ? choice.choose(padsAt(now)) : undefined;
      if (pad) {
        readSticks(pad, now);
        readButtons(pad);
      } else rest();
      return reading;
    },
    release: rest,
    destroy() {
      stop();
      rest();
    },
  };
}
