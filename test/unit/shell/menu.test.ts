import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createMenu, type MenuOptions } from "../../../client/shell/menu.ts";
import { words } from "../../../client/strings/index.ts";
import { FakeElement, stubPage } from "../../support/fakeElement.ts";

beforeEach(stubPage);
afterEach(() => void vi.unstubAllGlobals());

it("[FP3] Players goes from a menu that was open when the session ended, and from the next one", () => {
  let isOver = false;
  let openMenu = (): void => {};
  const given: string[] = [];
  const menu = createMenu({
    devices: {
      on: (_: string, listener: () => void) => (openMenu = listener),
      give: (name: string) => given.push(name),
    },
    settings: { follow() {} },
    hasSound: false,
    isPlaying: () => true,
    isOver: () => isOver,
    modes: new FakeElement("div"),
    onOpen() {},
    onClose() {},
  } as unknown as MenuOptions);
  const dialog = menu.element as unknown as FakeElement;
  const [resume, players] = [dialog.item(words.menu.resume), dialog.item(words.menu.players)];
  const press = (): boolean => players.querySelector("button")!.dispatchEvent(new Event("click"));
  openMenu();
  press();
  expect([menu.isOpen, given]).toEqual([false, ["players"]]);
  openMenu();
  isOver = true;
  press();
  expect([menu.isOpen, players.hidden, given]).toEqual([true, true, ["players"]]);
  expect(document.activeElement).toBe(resume.querySelector("button"));
  menu.close();
  openMenu();
  expect(players.hidden).toBe(true);
});
