/**
 * Devices without a pilot: in a replay keys and presses belong to the player's controls. Commands still reach
 * the HUD.
 */
import type { Commands } from "../input/device.ts";
import type { Devices } from "../input/devices.ts";
import { createKeyNames } from "../input/keyNames.ts";
import { createLabels } from "../input/labels.ts";
import { Emitter } from "../session/emitter.ts";

export function createNoDevices(): Devices {
  const commands = new Emitter<Commands>();
  const intent = { moveX: 0, moveY: 0, aim: 0, buttons: 0 };
  return {
    labels: createLabels([], createKeyNames()),
    paused: true,
    intent: () => intent,
    on: (name, listener) => commands.on(name, listener),
    give: (name, value) => commands.emit(name, value),
    cursor: () => undefined,
    destroy() {},
  };
}
