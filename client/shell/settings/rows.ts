/** The rows of the settings: name and hint, and beside them a slider, a check box or a list. */
import { RANGES, type Settings, type SettingValues } from "../../browser/settings.ts";
import { forms } from "../../strings/language.ts";
import { element, region } from "../dom.ts";

/** Rows under a heading. */
export function group(title: string, ...rows: HTMLElement[]): HTMLElement {
  const box = region("setting-group", title, element("h3", "sheet-subtitle", title), ...rows);
  box.setAttribute("role", "group");
  return box;
}

export function slider(
  settings: Settings,
  name: keyof typeof RANGES,
  title: string,
  hint: string,
): HTMLElement {
  const input = element("input", "setting-slider");
  const [low, high] = RANGES[name];
  Object.assign(input, { type: "range", min: low, max: high, step: 0.05, id: `setting-${name}` });
  const value = element("output", "setting-value");
  value.htmlFor.add(input.id);
  settings.follow(name, (now) => {
    input.value = String(now);
    input.style.setProperty("--part", `${(100 * (now - low)) / (high - low)}%`);
    value.textContent = forms.percent(now);
    input.setAttribute("aria-valuetext", value.textContent);
  });
  input.addEventListener("input", () => settings.set(name, Number(input.value)));
  return row(input, title, hint, element("span", "setting-control", input, value));
}

/** @param on the value while the box is checked. @param off the value otherwise */
export function box<Name extends keyof SettingValues>(
  settings: Settings,
  name: Name,
  [on, off]: readonly [SettingValues[Name], SettingValues[Name]],
  title: string,
  hint: string,
): HTMLElement {
  const input = element("input", "setting-box");
  Object.assign(input, { type: "checkbox", id: `setting-${name}` });
  settings.follow(name, (now) => {
    input.checked = now === on;
  });
  input.addEventListener("change", () => settings.set(name, input.checked ? on : off));
  return row(input, title, hint, input);
}

/** @param labels by value, in the order of the list */
export function list<Name extends keyof SettingValues>(
  settings: Settings,
  name: Name,
  labels: { readonly [value in SettingValues[Name] & string]: string },
  title: string,
  hint: string,
): HTMLElement {
  const input = element("select", "setting-list");
  input.id = `setting-${name}`;
  for (const [value, label] of Object.entries<string>(labels)) input.append(new Option(label, value));
  settings.follow(name, (now) => {
    input.value = String(now);
  });
  input.addEventListener("change", () => settings.set(name, input.value as SettingValues[Name]));
  return row(input, title, hint, input);
}

function row(input: HTMLElement, title: string, hint: string, control: HTMLElement): HTMLElement {
  const label = element("label", "setting-name", title);
  label.htmlFor = input.id;
  const about = element("p", "setting-hint", hint);
  about.id = `${input.id}-hint`;
  input.setAttribute("aria-describedby", about.id);
  return element("div", "setting", element("div", "setting-words", label, about), control);
}
