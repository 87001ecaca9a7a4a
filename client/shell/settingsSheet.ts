/** The settings of the player. What is changed counts at once. */
import { RANGES, type Settings } from "../browser/settings.ts";
import { element } from "./dom.ts";
import { createSheet, type Sheet } from "./sheet.ts";

/** Follows the settings that concern the whole page. */
export function applySettings(settings: Settings): void {
  const page = document.documentElement;
  settings.follow("hudScale", (scale) => page.style.setProperty("--hud-scale", String(scale)));
  settings.follow("motion", (motion) => {
    page.dataset.motion = motion;
  });
}

export function createSettingsSheet(settings: Settings, onChange: (isOpen: boolean) => void): Sheet {
  return createSheet(
    "Settings",
    "settings",
    onChange,
    slider(settings, "volume", "Volume", "Of all sounds. M mutes them."),
    slider(settings, "hudScale", "Size of the HUD", "Figures, map and buttons around the picture."),
    motion(settings),
  );
}

function slider(settings: Settings, name: "volume" | "hudScale", title: string, hint: string): HTMLElement {
  const input = element("input", "setting-slider");
  const [low, high] = RANGES[name];
  Object.assign(input, { type: "range", min: low, max: high, step: 0.05, id: `setting-${name}` });
  const value = element("output", "setting-value");
  value.htmlFor.add(input.id);
  settings.follow(name, (now) => {
    input.value = String(now);
    value.textContent = `${Math.round(now * 100)} %`;
  });
  input.addEventListener("input", () => settings.set(name, Number(input.value)));
  return row(input.id, title, hint, element("span", "setting-control", input, value));
}

function motion(settings: Settings): HTMLElement {
  const input = element("input", "setting-box");
  Object.assign(input, { type: "checkbox", id: "setting-motion" });
  settings.follow("motion", (now) => {
    input.checked = now === "reduced";
  });
  input.addEventListener("change", () => settings.set("motion", input.checked ? "reduced" : "system"));
  return row(input.id, "Reduced motion", "Nothing shakes or glides. Your device may ask for it, too.", input);
}

function row(id: string, title: string, hint: string, control: HTMLElement): HTMLElement {
  const label = element("label", "setting-name", title);
  label.htmlFor = id;
  const about = element("p", "setting-hint", hint);
  about.id = `${id}-hint`;
  const input = control.matches("input") ? control : control.querySelector("input");
  input?.setAttribute("aria-describedby", about.id);
  return element("div", "setting", element("div", "setting-words", label, about), control);
}
