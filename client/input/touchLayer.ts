/** The elements of the touch controls: a ring below each thumb, and round buttons. */
import type { ButtonControl, Controls } from "./controls.ts";
import type { Point } from "./device.ts";

export interface TouchLayer {
  /**
   * @param at place of the first touch, CSS pixels
   * @param x,y distance of the thumb from there, CSS pixels
   */
  showStick(side: "fly" | "aim", at: Readonly<Point>, x: number, y: number): void;
  hideStick(side: "fly" | "aim"): void;
  /** @returns bits of the buttons that are held */
  pressed(): number;
  release(): void;
  destroy(): void;
}

/** Class of the root element after the first touch: the style sheets leave room for the thumbs. */
const MARK = "touched";

function createBox(className: string, parent: HTMLElement): HTMLElement {
  const box = document.createElement("div");
  box.className = className;
  parent.append(box);
  return box;
}

/**
 * @param reach distance from the middle of a stick to its rim at scale 1, CSS pixels; style sheets apply
 * `--stick-scale`
 */
export function createTouchLayer(reach: number, controls: Controls): TouchLayer {
  const layer = createBox("touch", document.body);
  layer.style.setProperty("--reach", `${reach}px`);
  document.documentElement.classList.add(MARK);
  const sticks = { fly: createStick(layer, "fly"), aim: createStick(layer, "aim") };
  layer.style.setProperty("--buttons", String(controls.filter(({ touch }) => touch === "button").length));
  const buttons = controls
    .filter(({ touch }) => touch === "button")
    .map((control, index) => createButton(layer, control, index));

  return {
    showStick(side, at, x, y) {
      const { ring, knob } = sticks[side];
      ring.style.transform = `translate(${at.x}px, ${at.y}px)`;
      ring.classList.add("held");
      knob.style.transform = `translate(${x}px, ${y}px)`;
    },
    hideStick(side) {
      sticks[side].ring.classList.remove("held");
    },
    pressed: () => buttons.reduce((bits, button) => bits | button.pressed(), 0),
    release: () => buttons.forEach((button) => void button.release()),
    destroy() {
      layer.remove();
      document.documentElement.classList.remove(MARK);
    },
  };
}

function createStick(layer: HTMLElement, side: "fly" | "aim"): { ring: HTMLElement; knob: HTMLElement } {
  const ring = createBox(`touch-stick ${side}`, layer);
  return { ring, knob: createBox("touch-knob", ring) };
}

function createButton(layer: HTMLElement, { name, label, bit }: ButtonControl, index: number) {
  const button = createBox(`touch-button ${name}`, layer);
  button.style.setProperty("--index", String(index));
  button.textContent = label;
  button.setAttribute("role", "button");
  let pointer = -1;
  const release = (): void => {
    pointer = -1;
    button.classList.remove("held");
  };
  button.addEventListener("pointerdown", (event) => {
    pointer = event.pointerId;
    button.classList.add("held");
    event.preventDefault();
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"] as const)
    button.addEventListener(end, release);
  return { pressed: () => (pointer >= 0 ? bit : 0), release };
}
