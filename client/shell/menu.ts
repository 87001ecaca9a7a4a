/**
 * The menu while playing, opened by Escape, Start on a gamepad, or its button. The match continues meanwhile.
 */
import { isComposing } from "../browser/composing.ts";
import { hasFullScreen, isFullScreen, toggleFullScreen } from "../browser/fullScreen.ts";
import type { Settings } from "../browser/settings.ts";
import { listen } from "../input/device.ts";
import type { Devices } from "../input/devices.ts";
import type { AnySession } from "../session/view.ts";
import { words } from "../strings/index.ts";
import { element, formButton } from "./dom.ts";
import { createSheet, type Sheet } from "./sheet.ts";

export interface MenuOptions {
  readonly devices: Devices;
  readonly settings: Settings;
  readonly hasSound: boolean;
  /** @returns the session of the match that is shown; without one the menu does not open */
  playing(): AnySession | undefined;
  /** The cards of all modes. */
  readonly modes: HTMLElement;
  /** Called before the menu is shown. */
  onOpen(): void;
  onClose(): void;
  onParty(): void;
  onSettings(): void;
  /** Called after the end of the session, to get a new seat. */
  onRejoin(): void;
  onLeave(): void;
}

/** Create it after the HUD, so that open parts of the HUD receive Escape first. */
export function createMenu({ devices, settings, hasSound, playing, modes, ...on }: MenuOptions): Sheet {
  const item = (label: string, className: string, press: () => void): HTMLElement =>
    element("li", "", formButton(`menu-item ${className}`, label, press));
  const closed = (then: () => void) => () => {
    sheet.close();
    then();
  };
  const change = element(
    "section",
    "menu-modes",
    element("h3", "sheet-subtitle", words.menu.changeMode),
    element("p", "sheet-words", words.menu.youLeave),
    modes,
  );
  change.hidden = true;
  const toggleModes = (): void => {
    change.hidden = !change.hidden;
    changeItem.querySelector("button")!.setAttribute("aria-expanded", String(!change.hidden));
    if (!change.hidden) change.querySelector<HTMLElement>("a")?.focus();
  };
  const changeItem = item(words.menu.changeMode, "", toggleModes);
  changeItem.querySelector("button")!.setAttribute("aria-expanded", "false");
  const fullScreen = item(
    words.menu.fullScreen,
    "",
    closed(() => void toggleFullScreen()),
  );
  document.addEventListener("fullscreenchange", () => {
    fullScreen.querySelector("button")!.textContent = isFullScreen()
      ? words.menu.window
      : words.menu.fullScreen;
  });
  const sound = item("", "", () => devices.give("mute", undefined));
  settings.follow("sound", (now) => {
    sound.querySelector("button")!.textContent = now === "on" ? words.menu.soundOff : words.menu.soundOn;
  });
  const isOver = (): boolean => playing()?.link.state === "over";
  const first = item("", "primary", () => {
    sheet.close();
    if (isOver()) on.onRejoin();
  });
  const firstButton = first.querySelector("button")!;
  const players = item(
    words.menu.players,
    "",
    closed(() => devices.give("players", undefined)),
  );
  const link = item(
    words.tools.link,
    "",
    closed(() => devices.give("copyLink", undefined)),
  );
  /** After the end nobody can be muted or reported any more, and the room may be gone. */
  const draw = (): void => {
    firstButton.textContent = isOver() ? words.connection.rejoin : words.menu.resume;
    const { activeElement } = document;
    for (const one of [players, link]) {
      one.hidden = isOver();
      if (one.hidden && one.contains(activeElement)) firstButton.focus();
    }
  };
  let followed: AnySession | undefined;
  let unfollow = (): void => {};
  /** Draws the menu now, and whenever the session ends or another one takes its place. */
  const follow = (session = playing()): void => {
    draw();
    if (session === followed) return;
    unfollow();
    followed = session;
    unfollow = session?.events.on("link", () => follow()) ?? (() => {});
  };
  const items = element(
    "ul",
    "menu-items",
    first,
    item(words.menu.settings, "", () => on.onSettings()),
    players,
    item(
      words.menu.howToPlay,
      "",
      closed(() => devices.give("help", undefined)),
    ),
    item(
      words.party.play,
      "",
      closed(() => on.onParty()),
    ),
    changeItem,
    link,
    ...(hasSound ? [sound] : []),
    item(
      words.help.netGraph,
      "",
      closed(() => devices.give("netGraph", undefined)),
    ),
    ...(hasFullScreen() ? [fullScreen] : []),
    item(words.menu.leave, "danger", closed(on.onLeave)),
  );
  const onChange = (isOpen: boolean): void => {
    devices.paused = isOpen;
    if (isOpen) return;
    unfollow();
    followed = undefined;
    on.onClose();
  };
  const sheet = createSheet(words.menu.title, "menu", onChange, items, change);
  const open = (): void => {
    if (playing() === undefined || document.querySelector("dialog[open]")) return;
    if (!change.hidden) toggleModes();
    follow();
    on.onOpen();
    sheet.open();
  };
  devices.on("menu", () => (sheet.isOpen ? sheet.close() : open()));
  listen(window, "keydown", (event) => {
    if (event.code !== "Escape" || event.defaultPrevented || isComposing(event)) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select, dialog[open]"))
      return;
    // Otherwise the browser would close the menu by the same press.
    event.preventDefault();
    open();
  });
  return sheet;
}
