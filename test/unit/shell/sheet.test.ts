import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createSheet } from "../../../client/shell/sheet.ts";

/** The part of an element that a sheet uses. A browser, too, sends `close` after `close()` has returned. */
class FakeElement extends EventTarget {
  open = false;
  showModal(): void {
    this.open = true;
  }
  close(): void {
    if (!this.open) return;
    this.open = false;
    setTimeout(() => this.dispatchEvent(new Event("close")));
  }
  append(): void {}
  setAttribute(): void {}
  querySelectorAll(): never[] {
    return [];
  }
}

beforeEach(() => {
  vi.stubGlobal("HTMLElement", FakeElement);
  vi.stubGlobal("document", { createElement: () => new FakeElement(), activeElement: null });
});
afterEach(() => void vi.unstubAllGlobals());

it("a sheet that opens another one reports that it is closed before the other one reports that it is open", async () => {
  let isPaused = false;
  const onChange = (isOpen: boolean): void => {
    isPaused = isOpen;
  };
  const [menu, players] = [
    createSheet("Menu", "menu", onChange),
    createSheet("Players", "players", onChange),
  ];
  menu.open();
  menu.close();
  players.open();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(isPaused).toBe(true);
  // Escape: the browser closes it.
  (players.element as object as FakeElement).close();
  await vi.waitFor(() => expect(isPaused).toBe(false));
});
