/** The canvas of Skirmish: starts the scene, and gives the page access to it. */
import { startCanvas } from "../../../../client/shell/canvas.ts";
import type { ShipSession } from "../session/skirmish.ts";
import { ArenaScene, type Wiring } from "./arenaScene.ts";
import { COLOUR } from "./colours.ts";

export interface GameView {
  /** Resolves when all textures are painted and the scene draws. */
  readonly ready: Promise<void>;
  /** @returns place of the own ship, or without one the middle of the canvas, CSS pixels on the page */
  shipOnScreen(): { x: number; y: number };
  /** @param place units @returns CSS pixels on the page */
  onPage(place: { x: number; y: number }): { x: number; y: number };
  /** Moves a camera that follows no ship. @param x,y CSS pixels */
  panBy(x: number, y: number): void;
  /** World units a CSS pixel. */
  unitsPerPixel(): number;
  /** Draws this session instead of an earlier one. Before the first session only stars are drawn. */
  setSession(session: ShipSession): void;
  /** Draws nothing until the next session. */
  rest(): void;
  /** @param hook called in each frame after `session.frame`, with the same time, ms */
  onFrame(hook: (now: number) => void): void;
  destroy(): void;
}

/** Starts drawing. @param parent the canvas fills it, and follows its size */
export function startGame(parent: HTMLElement, wiring: Omit<Wiring, "built">): GameView {
  let isBuilt: (scene: ArenaScene) => void = () => {};
  const built = new Promise<ArenaScene>((resolve) => {
    isBuilt = resolve;
  });
  const scene = new ArenaScene({ ...wiring, built: isBuilt });
  let session: ShipSession | undefined;
  let view: ArenaScene | undefined;
  const ready = built.then((made) => {
    view = made;
    if (session) made.watch(session);
  });
  const canvas = startCanvas(parent, scene, COLOUR.space, ready, (width, height, ratio) =>
    view?.follow.resize(width, height, ratio),
  );

  function onPage(place: { x: number; y: number }): { x: number; y: number } {
    if (!view) return canvas.middle;
    const { x, y } = view.follow.onCanvas(place.x, place.y);
    return canvas.toPage(x, y);
  }

  return {
    ready,
    shipOnScreen() {
      const own = session?.own();
      return own ? onPage(own) : canvas.middle;
    },
    onPage,
    panBy: (x, y) => view?.follow.panBy(x, y),
    unitsPerPixel: () => view?.follow.unit ?? 1,
    setSession(next) {
      session = next;
      view?.watch(next);
      // Draws a frame at once: of this session.
      canvas.wake();
    },
    rest: () => canvas.sleep(),
    onFrame: (hook) => scene.hooks.push(hook),
    destroy: () => canvas.destroy(),
  };
}
