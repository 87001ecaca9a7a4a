/** The sheet of the settings. Its form is loaded when the sheet is opened for the first time. */
import type { Settings } from "../browser/settings.ts";
import type { Devices } from "../input/devices.ts";
import type { GamePage } from "../page.ts";
import { words } from "../strings/index.ts";
import { element } from "./dom.ts";
import { createSheet, type Sheet } from "./sheet.ts";

/** @param onClose called when the sheet is closed */
export function createSettingsSheet(
  settings: Settings,
  devices: Devices,
  page: GamePage,
  onClose: () => void,
): Sheet {
  const box = element("div", "settings-form");
  let isLoaded = false;
  async function load(): Promise<void> {
    if (isLoaded) return;
    isLoaded = true;
    box.replaceChildren(element("p", "sheet-words", words.settings.loading));
    try {
      const { createSettingsForm } = await import("./settings/form.ts");
      box.replaceChildren(...createSettingsForm(settings, devices, page));
      box.querySelector<HTMLElement>("input, select, button")?.focus();
    } catch {
      // The server may have been updated. The next opening tries again.
      isLoaded = false;
      box.replaceChildren(element("p", "sheet-words", words.front.notLoaded(words.settings.title)));
    }
  }
  return createSheet(
    words.settings.title,
    "settings",
    (isOpen) => {
      if (isOpen) void load();
      else onClose();
    },
    box,
  );
}
