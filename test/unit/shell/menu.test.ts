import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Emitter } from "../../../client/session/emitter.ts";
import type { EngineEvents, Link } from "../../../client/session/view.ts";
import { createMenu, type MenuOptions } from "../../../client/shell/menu.ts";
import { words } from "../../../client/strings/index.ts";
import { FakeElement, stubPage } from "../../support/fakeElement.ts";

beforeEach(stubPage);
afterEach(() => void vi.unstubAllGlobals());

it("[FP3] a menu that is open when the session ends offers to rejoin at once, and neither Players nor the link to the room", () => {
  const over: Link = { state: "over", code: 4003, reason: "" };
  const session = { link: { state: "playing" } as Link, events: new Emitter<EngineEvents>() };
  let openMenu = (): void => {};
  const given: string[] = [];
  const menu = createMenu({
    devices: {
      on: (_: string, listener: () => void) => (openMenu = listener),
      give: (name: string) => given.push(name),
    },
    settings: { follow() {} },
    hasSound: false,
    playing: () => session,
    modes: new FakeElement("div"),
    onOpen() {},
    onClose() {},
    onRejoin: () => given.push("rejoin"),
  } as unknown as MenuOptions);
  const dialog = menu.element as unknown as FakeElement;
  const items = [dialog.item(""), dialog.item(words.menu.players), dialog.item(words.tools.link)];
  const [first, players, link] = items.map((one) => one.querySelector("button")!) as [
    ...[FakeElement, FakeElement, FakeElement],
  ];
  const drawn = () => [first.textContent, ...items.slice(1).map(({ hidden }) => hidden)];
  const press = (one: FakeElement): boolean => one.dispatchEvent(new Event("click"));
  openMenu();
  expect(drawn()).toEqual([words.menu.resume, false, false]);
  press(players);
  expect([menu.isOpen, given]).toEqual([false, ["players"]]);
  openMenu();
  link.focus();
  session.link = over;
  session.events.emit("link", over);
  expect(drawn()).toEqual([words.connection.rejoin, true, true]);
  expect(document.activeElement).toBe(first);
  menu.close();
  openMenu();
  expect(drawn()).toEqual([words.connection.rejoin, true, true]);
  press(first);
  expect([menu.isOpen, given]).toEqual([false, ["players", "rejoin"]]);
});
