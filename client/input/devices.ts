/**
 * Combines all input devices: each of them can move and press buttons; the device that was used last aims.
 */
import { INPUT } from "../../shared/limits.ts";
import type { Settings } from "../browser/settings.ts";
import { Emitter } from "../session/emitter.ts";
import type { Controls } from "./controls.ts";
import { type Commands, type Device, type Intent, listen, type Point, type Reading } from "./device.ts";
import { createGamepad } from "./gamepad.ts";
import { createKeyboard } from "./keyboard.ts";
import { createKeyNames } from "./keyNames.ts";
import { createLabels, type Labels } from "./labels.ts";
import { createLinger } from "./linger.ts";
import { createMouse } from "./mouse.ts";
import { createTouch } from "./touch.ts";

export interface Devices {
  /** Labels of the keys and gamepad buttons of each action. */
  readonly labels: Labels;
  /**
   * While true, for example while the player types, the intent has no movement and no buttons; its aim still
   * changes.
   */
  paused: boolean;
  /** Call once a frame. @returns the present intent of the player; the object is reused */
  intent(): Readonly<Intent>;
  /** @returns a function that removes the listener */
  on<Name extends keyof Commands>(name: Name, listener: (value: Commands[Name]) => void): () => void;
  /** Emits a command, for buttons on the screen. */
  give<Name extends keyof Commands>(name: Name, value: Commands[Name]): void;
  /** @returns position of the mouse, CSS pixels on the page; undefined while another device aims */
  cursor(): Readonly<Point> | undefined;
  destroy(): void;
}

/**
 * @param target element that receives mouse buttons and touches; its context menu is suppressed
 * @param settings bindings of the player, and the hand that aims on a touch screen
 * @param aimFrom returns the origin of aiming, CSS pixels on the page
 */
export function createDevices(
  target: HTMLElement,
  controls: Controls,
  settings: Settings,
  aimFrom: () => Point,
): Devices {
  const commands = new Emitter<Commands>();
  const give: Devices["give"] = (name, value) => commands.emit(name, value);
  const mouse = createMouse(target, controls, aimFrom, give);
  const names = createKeyNames();
  const labels = createLabels(controls, names, settings);
  // The keyboard is first, because it aims only until another device is used.
  const all: readonly Device[] = [
    createKeyboard(controls, labels, give),
    mouse,
    createGamepad(controls, labels, give),
    createTouch(target, controls, settings, give),
  ];
  const intent: Intent = { moveX: 0, moveY: 0, aim: 0, buttons: 0 };
  const linger = createLinger();
  let aimer: Device | undefined;

  const release = (): void => {
    for (const device of all) device.release();
  };
  const releaseHidden = (): void => {
    if (document.hidden) release();
  };
  document.addEventListener("visibilitychange", releaseHidden);
  const stopBlur = listen(window, "blur", release);

  const devices: Devices = {
    labels,
    paused: false,
    intent() {
      const now = performance.now();
      let latest: Readonly<Reading> | undefined;
      let [moveX, moveY, buttons] = [0, 0, 0];
      for (const device of all) {
        const reading = device.read(now);
        moveX += reading.moveX;
        moveY += reading.moveY;
        buttons |= reading.buttons;
        if (latest && reading.used <= latest.used) continue;
        latest = reading;
        aimer = device;
      }
      intent.aim = latest?.aim ?? intent.aim;
      const scale = devices.paused ? 0 : INPUT.axis / Math.max(1, Math.hypot(moveX, moveY));
      intent.moveX = Math.round(moveX * scale);
      intent.moveY = Math.round(moveY * scale);
      intent.buttons = devices.paused ? 0 : linger(buttons, now);
      return intent;
    },
    on: (name, listener) => commands.on(name, listener),
    give,
    cursor: () => (aimer === mouse ? mouse.at() : undefined),
    destroy() {
      stopBlur();
      names.destroy();
      document.removeEventListener("visibilitychange", releaseHidden);
      for (const device of all) device.destroy();
    },
  };
  return devices;
}
