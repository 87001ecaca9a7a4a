/** A page for tests of the shell without a browser. */
import { vi } from "vitest";

/** The part of an element that the menu and a part of the HUD use. */
export class FakeElement extends EventTarget {
  readonly #tag: string;
  readonly #children: (FakeElement | string)[] = [];
  readonly classList = { toggle() {} };
  textContent = "";
  hidden = false;
  open = false;
  dataset = {};

  constructor(tag: string) {
    super();
    this.#tag = tag;
  }

  append(...children: (FakeElement | string)[]): void {
    this.#children.push(...children);
  }
  setAttribute(): void {}
  contains(other: unknown): boolean {
    return other === this || this.#children.some((one) => one instanceof FakeElement && one.contains(other));
  }
  querySelectorAll(tags: string): FakeElement[] {
    const inside = this.#children.filter((child) => child instanceof FakeElement);
    return inside.flatMap((child) => [
      ...(tags.split(", ").includes(child.#tag) ? [child] : []),
      ...child.querySelectorAll(tags),
    ]);
  }
  querySelector(tag: string): FakeElement | undefined {
    return this.querySelectorAll(tag)[0];
  }
  /** The item of a list with this label. */
  item(label: string): FakeElement {
    return this.querySelectorAll("li").find((one) => one.querySelector("button")!.#children[0] === label)!;
  }
  getClientRects(): object[] {
    return [{}];
  }
  showModal(): void {
    this.open = true;
  }
  close(): void {
    this.open = false;
  }
  focus(): void {
    Object.assign(document, { activeElement: this });
  }
  blur(): void {
    Object.assign(document, { activeElement: null });
  }
}

/** Stubs the page, until `vi.unstubAllGlobals`. */
export function stubPage(): void {
  vi.stubGlobal("HTMLElement", FakeElement);
  vi.stubGlobal("window", new EventTarget());
  const createElement = (tag: string) => new FakeElement(tag);
  const page = { createElement, activeElement: null, hidden: false, querySelector: () => null };
  vi.stubGlobal("document", Object.assign(new EventTarget(), page));
}
