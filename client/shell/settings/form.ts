/**
 * The form of the settings, which is loaded when they are opened for the first time. A change takes effect at
 * once.
 */
import "../../style/settings.css";
import type { Settings } from "../../browser/settings.ts";
import type { Devices } from "../../input/devices.ts";
import type { GamePage } from "../../page.ts";
import { words } from "../../strings/index.ts";
import { createBindings } from "./bindings.ts";
import { box, group, list, slider } from "./rows.ts";

const { settings: say } = words;

/** @param page of the game whose controls can be bound */
export function createSettingsForm(
  settings: Settings,
  devices: Devices,
  page: Pick<GamePage, "controls" | "hasSound">,
): readonly HTMLElement[] {
  const mute = devices.labels.keys("mute")[0] ?? "";
  return [
    group(
      say.picture,
      list(settings, "graphics", say.graphicsLevels, say.graphics, say.graphicsHint),
      slider(settings, "hudScale", say.hudScale, say.hudScaleHint),
      box(settings, "names", ["shown", "hidden"], say.names, say.namesHint),
    ),
    group(say.sound, slider(settings, "volume", say.volume, say.volumeHint(mute))),
    group(
      say.sight,
      list(settings, "palette", say.palettes, say.palette, say.paletteHint),
      box(settings, "contrast", ["high", "system"], say.contrast, say.contrastHint),
      box(settings, "motion", ["reduced", "system"], say.motion, say.motionHint),
      box(settings, "flashes", ["reduced", "full"], say.flashes, say.flashesHint),
    ),
    group(
      say.touch,
      box(settings, "hand", ["left", "right"], say.hand, say.handHint),
      slider(settings, "stickScale", say.stickScale, say.stickScaleHint),
    ),
    group(say.controls, ...createBindings(settings, devices.labels, page.controls)),
    group(say.language, list(settings, "language", say.languages, say.language, say.languageHint)),
  ];
}
