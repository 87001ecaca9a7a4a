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

const { settings: texts } = words;

/** @param page of the game whose controls can be bound */
export function createSettingsForm(
  settings: Settings,
  devices: Devices,
  page: Pick<GamePage, "controls" | "hasSound">,
): readonly HTMLElement[] {
  const mute = devices.labels.keys("mute")[0] ?? "";
  return [
    group(
      texts.picture,
      list(settings, "graphics", texts.graphicsLevels, texts.graphics, texts.graphicsHint),
      slider(settings, "hudScale", texts.hudScale, texts.hudScaleHint),
      box(settings, "names", ["shown", "hidden"], texts.names, texts.namesHint),
    ),
    group(
      texts.sound,
      box(settings, "sound", ["on", "off"], texts.soundOn, texts.soundHint(mute)),
      slider(settings, "volume", texts.volume, texts.volumeHint),
      slider(settings, "signalVolume", texts.signalVolume, texts.signalVolumeHint),
    ),
    group(texts.chat, list(settings, "chat", texts.chatLevels, texts.chatShown, texts.chatHint)),
    group(
      texts.sight,
      list(settings, "palette", texts.palettes, texts.palette, texts.paletteHint),
      box(settings, "contrast", ["high", "system"], texts.contrast, texts.contrastHint),
      box(settings, "motion", ["reduced", "system"], texts.motion, texts.motionHint),
      box(settings, "flashes", ["reduced", "full"], texts.flashes, texts.flashesHint),
    ),
    group(
      texts.touch,
      box(settings, "hand", ["left", "right"], texts.hand, texts.handHint),
      slider(settings, "stickScale", texts.stickScale, texts.stickScaleHint),
    ),
    group(texts.controls, ...createBindings(settings, devices.labels, page.controls)),
    group(texts.language, list(settings, "language", texts.languages, texts.language, texts.languageHint)),
  ];
}
