/**
 * Touch controls: two floating sticks, and the buttons of the game. They are added to the page at the first
 * touch.
 */
import { angleOf } from "../../shared/maths/angle.ts";
import type { Settings } from "../browser/settings.ts";
import { bitsOf, type Controls } from "./controls.ts";
import { type Device, emptyReading, type GiveCommand, listen, type Point } from "./device.ts";
import { deadened, isPushed } from "./stick.ts";
import { createTouchLayer, type TouchLayer } from "./touchLayer.ts";

/** Distance from the middle of a stick to its rim at scale 1, CSS pixels. */
const REACH = 56;
/** Dead zones, and the position from which the aiming stick presses its button, as shares of the reach. */
const FLY_DEAD = 0.12;
const AIM_DEAD = 0.2;
/** Larger than the dead zone, so that a player can aim without shooting. */
const PUSHED = 0.45;

interface Thumb {
  pointer: number;
  from: Point;
  /** Position of the stick, −1…1 each way; the vector is at most 1 long. */
  push: Point;
}
const restingThumb = (): Thumb => ({ pointer: -1, from: { x: 0, y: 0 }, push: { x: 0, y: 0 } });

/**
 * Moves a thumb to (x, y), CSS pixels on the page. The stick follows up to its rim.
 * @param reach from middle to rim, CSS pixels
 */
function pushThumb(thumb: Thumb, x: number, y: number, reach: number): void {
  const [awayX, awayY] = [(x - thumb.from.x) / reach, (y - thumb.from.y) / reach];
  const shrink = 1 / Math.max(1, Math.hypot(awayX, awayY));
  thumb.push.x = awayX * shrink;
  thumb.push.y = awayY * shrink;
}

export function createTouch(
  target: HTMLElement,
  controls: Controls,
  settings: Settings,
  give: GiveCommand,
): Device {
  const reach = (): number => REACH * settings.get("stickScale");
  const pushed = bitsOf(controls, ({ touch }) => touch === "push");
  const reading = emptyReading();
  const thumbs = { fly: restingThumb(), aim: restingThumb() };
  const stick: Point = { x: 0, y: 0 };
  let layer: TouchLayer | undefined;

  const lift = (side: "fly" | "aim"): void => {
    Object.assign(thumbs[side], restingThumb());
    layer?.hideStick(side);
  };
  const show = (side: "fly" | "aim"): void => {
    const { from, push } = thumbs[side];
    layer?.showStick(side, from, push.x * reach(), push.y * reach());
  };
  const down = (event: PointerEvent): void => {
    if (event.pointerType !== "touch") return;
    layer ??= createTouchLayer(REACH, controls);
    give("confirm", undefined);
    const isLeft = event.clientX < window.innerWidth / 2;
    const side = isLeft === (settings.get("hand") === "right") ? "fly" : "aim";
    if (thumbs[side].pointer >= 0) return;
    thumbs[side].pointer = event.pointerId;
    thumbs[side].from = { x: event.clientX, y: event.clientY };
    reading.used = performance.now();
    show(side);
  };
  const sideOf = (event: PointerEvent): "fly" | "aim" | undefined =>
    event.pointerId === thumbs.fly.pointer
      ? "fly"
      : event.pointerId === thumbs.aim.pointer
        ? "aim"
        : undefined;
  const move = (event: PointerEvent): void => {
    const side = sideOf(event);
    if (!side) return;
    pushThumb(thumbs[side], event.clientX, event.clientY, reach());
    reading.used = performance.now();
    show(side);
  };
  const up = (event: PointerEvent): void => {
    const side = sideOf(event);
    if (side) lift(side);
  };
  const welcome = (event: PointerEvent): void => {
    if (event.pointerType === "touch") layer ??= createTouchLayer(REACH, controls);
  };
  const stops = [
    listen(window, "pointerdown", welcome, { capture: true }),
    listen(target, "pointerdown", down),
    listen(window, "pointermove", move),
    listen(window, "pointerup", up),
    listen(window, "pointercancel", up),
  ];

  return {
    read() {
      const { fly, aim } = thumbs;
      deadened(fly.push.x, fly.push.y, FLY_DEAD, stick);
      reading.moveX = stick.x;
      reading.moveY = stick.y;
      const ahead = isPushed(stick) ? angleOf(stick.x, stick.y) : undefined;
      deadened(aim.push.x, aim.push.y, AIM_DEAD, stick);
      reading.aim = isPushed(stick) ? angleOf(stick.x, stick.y) : ahead;
      const isFar = Math.hypot(aim.push.x, aim.push.y) > PUSHED;
      reading.buttons = (layer?.pressed() ?? 0) | (isFar ? pushed : 0);
      return reading;
    },
    release() {
      lift("fly");
      lift("aim");
      layer?.release();
    },
    destroy() {
      for (const stop of stops) stop();
      layer?.destroy();
    },
  };
}
