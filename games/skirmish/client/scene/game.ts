/** The picture of the game, as the page uses it. */
import { startCanvas } from "../../../../client/shell/canvas.ts";
import type { Intent, ShipSession } from "../session/skirmish.ts";
import { ArenaScene } from "./arenaScene.ts";
import { COLOUR } from "./colours.ts";
import type { Sounds } from "./sounds.ts";

export interface GameView {
  /** Settles when all textures are painted and drawing has begun. */
  readonly ready: Promise<void>;
  /**
   * @returns where the own ship is on the page, CSS pixels, as the origin of aiming; the middle of the game while there
   * is none
   */
  shipOnScreen(): { x: number; y: number };
  /** @param place units @returns CSS pixels on the page */
  onPage(place: { x: number; y: number }): { x: number; y: number };
  /** Moves the camera while it follows nothing, CSS pixels. */
  panBy(x: number, y: number): void;
  /** World units a CSS pixel. */
  unitsPerPixel(): number;
  /** Draws this session from now on, in place of an earlier one. Before the first there are only stars. */
  setSession(session: ShipSession): void;
  /** `hook` is called each frame after the session's; `now` is the time the session was given, ms. */
  onFrame(hook: (now: number) => void): void;
  destroy(): void;
}

/** Starts drawing. @param parent filled with the picture, whatever its size becomes */
export function startGame(parent: HTMLElement, intent: () => Intent, sounds: Pick<Sounds, "play">): GameView {
  let isBuilt: (scene: ArenaScene) => void = () => {};
  const built = new Promise<ArenaScene>((resolve) => {
    isBuilt = resolve;
  });
  const scene = new ArenaScene({ intent, sounds, built: isBuilt });
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
    },
    onFrame: (hook) => scene.hooks.push(hook),
    destroy: () => canvas.destroy(),
  };
}
