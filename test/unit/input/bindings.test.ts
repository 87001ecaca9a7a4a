/** Keys and gamepad buttons that the player has chosen. */
import { describe, expect, it } from "vitest";
import {
  actionsOf,
  bound,
  isBindable,
  rebind,
  sharingButton,
  sharingKey,
} from "../../../client/input/bindings.ts";
import { keyName } from "../../../client/input/keyNames.ts";
import { puckPage } from "../../../games/puck/client/page.ts";
import { skirmishPage } from "../../../games/skirmish/client/page.ts";

const usual = actionsOf(skirmishPage.controls);
const keysOf = (name: string, all = usual) => all.find((action) => action.name === name)?.keys;

describe("[FP8] bindings", () => {
  it("of no game clash as they come", () => {
    for (const { controls } of [skirmishPage, puckPage]) {
      const all = actionsOf(controls);
      for (const { name, keys, pad } of all) {
        for (const code of keys) expect(sharingKey(all, name, code), code).toEqual([]);
        if (pad !== undefined) expect(sharingButton(all, name, pad), name).toEqual([]);
      }
    }
  });

  it("replace one key of an action, and leave the other one", () => {
    const keys = { up: rebind(["KeyW", "ArrowUp"], 0, "KeyI") };
    expect(keysOf("up", bound(usual, { keys, pad: {} }))).toEqual(["KeyI", "ArrowUp"]);
    expect(rebind(["KeyW", "ArrowUp"], 1, "KeyW")).toEqual(["KeyW"]);
  });

  it("tell which actions share a key or a button", () => {
    const all = bound(usual, { keys: { boost: ["KeyE"], help: ["Digit3"] }, pad: { why: 0 } });
    expect(sharingKey(all, "boost", "KeyE")).toEqual(["lance"]);
    expect(sharingKey(all, "help", "Digit3")).toEqual(["emote"]);
    expect(sharingButton(all, "why", 0)).toEqual(["boost"]);
    expect(sharingButton(all, "fire", 9)).toEqual(["menu"]);
  });

  it("take no key that the page or the browser needs", () => {
    for (const code of ["Escape", "Tab", "ControlLeft", "MetaRight", "AltLeft", "F5", "F11", "F12", ""])
      expect(isBindable(code), code).toBe(false);
    for (const code of ["KeyQ", "Space", "ShiftRight", "F3", "Numpad8", "IntlBackslash"])
      expect(isBindable(code), code).toBe(true);
  });
});

describe("[FP8] the name of a key", () => {
  const azerty = new Map([
    ["KeyW", "z"],
    ["KeyA", "q"],
    ["Semicolon", "m"],
  ]);
  it("is the label of the key in the player's layout", () => {
    expect(["KeyW", "KeyA", "KeyS", "KeyD", "Semicolon"].map((code) => keyName(code, azerty))).toEqual([
      "Z",
      "Q",
      "S",
      "D",
      "M",
    ]);
  });
  it("is that of its position while the layout is not known", () => {
    const names = ["KeyW", "Digit4", "Numpad4", "ArrowUp", "ShiftLeft", "Space", "F3"];
    expect(names.map((code) => keyName(code, new Map()))).toEqual([
      "W",
      "4",
      "Num 4",
      "↑",
      "Shift",
      "Space",
      "F3",
    ]);
  });
});
