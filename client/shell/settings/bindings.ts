/** The table of bindings. A press on a key or button starts the capture of another one. */
import "../../style/bindings.css";
import type { Settings } from "../../browser/settings.ts";
import { type Action, isBindable, rebind, sharingButton, sharingKey } from "../../input/bindings.ts";
import type { Controls } from "../../input/controls.ts";
import { listen } from "../../input/device.ts";
import { type Labels, padName } from "../../input/labels.ts";
import { capturePadButton } from "../../input/padCapture.ts";
import { words } from "../../strings/index.ts";
import { element, formButton, tableHead } from "../dom.ts";

const { settings: texts, pad: padWords } = words;

/** Most keys of an action in the table. */
const MOST_KEYS = 2;

/** @returns a status line, a table of all actions, and a button that restores the default bindings */
export function createBindings(settings: Settings, labels: Labels, controls: Controls): HTMLElement[] {
  const status = element("p", "setting-hint bind-status", texts.bindHint);
  status.setAttribute("role", "status");
  const body = element("tbody");
  let cancel: (() => void) | undefined;

  const nameOf = (action: string): string =>
    controls.find(({ name }) => name === action)?.label ??
    texts.actions[action as keyof typeof texts.actions] ??
    action;
  const sharedWith = (actions: readonly string[]): string =>
    actions.length === 0 ? "" : texts.alsoGives(actions.map(nameOf).join(", "));

  /** Captures a key, or a gamepad button if `slot` is undefined. */
  const capture = (action: Action, slot: number | undefined, cap: HTMLButtonElement): void => {
    cancel?.();
    const before = cap.textContent;
    const isKey = slot !== undefined;
    cap.textContent = "…";
    cap.classList.add("waiting");
    status.textContent = isKey ? texts.pressKey : texts.pressButton;
    const end = (text: string): void => {
      cancel = undefined;
      stop();
      cap.textContent = before;
      cap.classList.remove("waiting");
      status.textContent = text;
    };
    const stops = [
      listen(
        window,
        "keydown",
        (event) => {
          // Neither the dialog nor the game may handle this key.
          event.preventDefault();
          event.stopImmediatePropagation();
          if (event.code === "Escape") end(texts.bindHint);
          else if (isKey && !isBindable(event.code)) status.textContent = texts.notThisKey;
          else if (isKey && !event.repeat) {
            end(sharedWith(sharingKey(labels.actions(), action.name, event.code)) || texts.bindHint);
            setKeys(action.name, rebind(action.keys, slot, event.code), cap.dataset.slot!);
          }
        },
        { capture: true },
      ),
      // A gamepad can close the sheet during a capture.
      listen(cap.closest("dialog") ?? window, "close", () => end(texts.bindHint)),
      // A press elsewhere cancels the capture.
      listen(window, "pointerdown", () => end(texts.bindHint), { capture: true }),
      ...(isKey
        ? []
        : [
            capturePadButton((button) => {
              end(sharedWith(sharingButton(labels.actions(), action.name, button)) || texts.bindHint);
              settings.set("pad", { ...settings.get("pad"), [action.name]: button });
              focus(cap.dataset.slot!);
            }),
          ]),
    ];
    const stop = (): void => {
      for (const one of stops) one();
    };
    cancel = () => end(texts.bindHint);
  };
  const setKeys = (action: string, keys: readonly string[], slot: string): void => {
    settings.set("keys", { ...settings.get("keys"), [action]: keys });
    focus(slot);
  };
  const focus = (slot: string): void => body.querySelector<HTMLElement>(`[data-slot="${slot}"]`)?.focus();

  const capOf = (action: Action, slot: number | undefined, label: string, shared: string[]): HTMLElement => {
    const cap = formButton("key-cap", label, () => capture(action, slot, cap));
    cap.dataset.slot = `${action.name}-${slot ?? "pad"}`;
    const clash = sharedWith(shared);
    cap.classList.toggle("shared", clash !== "");
    cap.title = clash;
    cap.setAttribute("aria-label", [texts.key(nameOf(action.name), label), clash].filter(Boolean).join(" "));
    return cap;
  };
  const rowOf = (action: Action, all: readonly Action[]): HTMLElement => {
    const { name, keys, pad } = action;
    const head = element("th", "", nameOf(name));
    head.scope = "row";
    const clashes = new Set<string>();
    const caps = keys.slice(0, MOST_KEYS).map((code, slot) => {
      const shared = sharingKey(all, name, code);
      for (const other of shared) clashes.add(other);
      return capOf(action, slot, labels.key(code), shared);
    });
    const isButton = !(name in FLOWN_BY_STICK);
    const shared = pad === undefined ? [] : sharingButton(all, name, pad);
    for (const other of shared) clashes.add(other);
    const button = isButton
      ? capOf(action, undefined, pad === undefined ? padWords.none : padName(pad), shared)
      : element("span", "setting-hint", padWords.leftStick);
    if (clashes.size > 0) head.append(element("span", "bind-clash", sharedWith([...clashes])));
    return element("tr", "", head, element("td", "", ...caps), element("td", "", button));
  };
  labels.follow(() => {
    if (cancel !== undefined) return;
    const focused = (document.activeElement as HTMLElement | null)?.dataset.slot;
    const all = labels.actions();
    body.replaceChildren(...all.map((action) => rowOf(action, all)));
    if (focused !== undefined) focus(focused);
  });

  const reset = formButton("setting-reset", texts.reset, () => {
    cancel?.();
    settings.set("keys", {});
    settings.set("pad", {});
    status.textContent = texts.resetDone;
  });
  const table = element("table", "bind-table", tableHead(["", texts.keyboard, texts.gamepad]), body);
  return [status, table, reset];
}

/** On a gamepad the left stick gives these actions, so they cannot be bound to a button. */
const FLOWN_BY_STICK = { up: true, left: true, down: true, right: true } as const;
