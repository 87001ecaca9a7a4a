/** Pointer input on the picture: a tap on an entity follows it, a drag moves the free camera. */
import type { Point } from "../input/device.ts";

/**
 * A press that moves less than this is a tap, and a tap within this distance selects an entity, CSS pixels.
 */
const STILL = 8;
const NEAR = 48;

export interface Pressed {
  /** @returns keys of entities and their positions on the page; empty when the game does not provide them */
  entities(): Iterable<{ key: string; at: Point }>;
  follow(key: string): void;
  /** @param x,y distance by which the picture is dragged, CSS pixels */
  drag(x: number, y: number): void;
}

export function listenToPresses(target: HTMLElement, { entities, follow, drag }: Pressed): void {
  let last: (Point & { id: number }) | undefined;
  let isDrag = false;
  target.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || last !== undefined) return;
    last = { id: event.pointerId, x: event.clientX, y: event.clientY };
    isDrag = false;
    target.setPointerCapture(event.pointerId);
  });
  target.addEventListener("pointermove", (event) => {
    if (event.pointerId !== last?.id) return;
    const [x, y] = [event.clientX - last.x, event.clientY - last.y];
    if (!isDrag && Math.hypot(x, y) < STILL) return;
    isDrag = true;
    last.x = event.clientX;
    last.y = event.clientY;
    drag(x, y);
  });
  target.addEventListener("pointerup", (event) => {
    if (event.pointerId !== last?.id) return;
    last = undefined;
    if (isDrag) return;
    const key = nearest({ x: event.clientX, y: event.clientY }, entities());
    if (key !== undefined) follow(key);
  });
  target.addEventListener("pointercancel", (event) => {
    if (event.pointerId === last?.id) last = undefined;
  });
}

function nearest(to: Point, all: ReturnType<Pressed["entities"]>): string | undefined {
  let [best, least]: [string | undefined, number] = [undefined, NEAR];
  for (const { key, at } of all) {
    const distance = Math.hypot(at.x - to.x, at.y - to.y);
    if (distance >= least) continue;
    [best, least] = [key, distance];
  }
  return best;
}
