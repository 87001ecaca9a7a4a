/** The mouse or a pen: the pointer aims, and its buttons press the buttons of the game. */
import { angleOf } from "../../shared/maths/angle.ts";
import { attempt } from "../browser/attempt.ts";
import { bitsOf, type Controls } from "./controls.ts";
import { type Device, emptyReading, type GiveCommand, listen, type Point } from "./device.ts";

/** Bits in `MouseEvent.buttons`. */
const BITS = { left: 1, right: 2 } as const;

export interface Mouse extends Device {
  /** @returns position, CSS pixels on the page; undefined before the first move */
  at(): Readonly<Point> | undefined;
}

/** @param aimFrom returns the origin of aiming, CSS pixels on the page */
export function createMouse(
  target: HTMLElement,
  controls: Controls,
  aimFrom: () => Point,
  give: GiveCommand,
): Mouse {
  const reading = emptyReading();
  const place: Point = { x: 0, y: 0 };
  let pressing = false;
  let held = 0;
  /** Bits pressed since the previous frame, because a tap on a touchpad can begin and end within a frame. */
  let fresh = 0;

  const take = (event: PointerEvent): void => {
    place.x = event.clientX;
    place.y = event.clientY;
    reading.used = performance.now();
    if (!pressing) return;
    held = bitsOf(controls, ({ mouse }) => mouse !== undefined && (event.buttons & BITS[mouse]) !== 0);
    fresh |= held;
  };
  const down = (event: PointerEvent): void => {
    if (event.pointerType === "touch") return;
    pressing = true;
    // The capture delivers a release outside the window. It throws when the press has already ended.
    attempt(() => target.setPointerCapture(event.pointerId));
    take(event);
    if (event.button === 0) give("confirm", undefined);
  };
  const move = (event: PointerEvent): void => {
    if (event.pointerType !== "touch") take(event);
  };
  const release = (): void => {
    pressing = false;
    held = 0;
  };
  const up = (event: PointerEvent): void => {
    if (event.pointerType !== "touch") release();
  };
  const stops = [
    listen(target, "pointerdown", down),
    listen(window, "pointermove", move),
    listen(window, "pointerup", up),
    listen(window, "pointercancel", up),
    listen(target, "contextmenu", (event) => event.preventDefault()),
  ];

  return {
    read() {
      // The own entity moves while the mouse rests, so the angle changes in each frame.
      const own = aimFrom();
      const [x, y] = [place.x - own.x, place.y - own.y];
      reading.buttons = held | fresh;
      fresh = 0;
      reading.aim = x === 0 && y === 0 ? undefined : angleOf(x, y);
      return reading;
    },
    at: () => (reading.used > 0 ? place : undefined),
    release,
    destroy: () => stops.forEach((stop) => void stop()),
  };
}
