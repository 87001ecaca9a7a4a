/** The drawing of the game, as the page uses it. */
import * as Phaser from "phaser";
import type { Intent, ShipSession } from "../session/skirmish.ts";
import { ArenaScene } from "./arenaScene.ts";
import { COLOUR } from "./colours.ts";
import type { Sounds } from "./sounds.ts";

export interface GameView {
  /** Settles when everything is painted and drawing has begun. */
  readonly ready: Promise<void>;
  /** Where the own ship is on the page, CSS pixels: what to aim from. The middle of the game while there is none. */
  shipOnScreen(): { x: number; y: number };
  /** World units a CSS pixel. */
  unitsPerPixel(): number;
  /** Draws this session from now on, in place of an earlier one. Before the first there are only stars. */
  setSession(session: ShipSession): void;
  /** `hook` is called each frame after the session's; `now` is the time the session was given, ms. */
  onFrame(hook: (now: number) => void): void;
  destroy(): void;
}

/** Sharper than this costs more than it shows: device pixels a CSS pixel. */
const SHARPEST = 2;

/**
 * Starts drawing. The loop runs with every animation frame, whether or not the window has the focus.
 * @param parent filled with the picture, whatever its size becomes
 */
export function startGame(parent: HTMLElement, intent: () => Intent, sounds: Pick<Sounds, "play">): GameView {
  let isBuilt: (scene: ArenaScene) => void = () => {};
  const built = new Promise<ArenaScene>((resolve) => {
    isBuilt = resolve;
  });
  const scene = new ArenaScene({ intent, sounds, built: isBuilt });
  const game = new Phaser.Game(configure(parent, scene));
  let session: ShipSession | undefined;
  let view: ArenaScene | undefined;

  const fill = (): void => {
    if (!view) return;
    const { width, height, ratio } = measure(parent);
    game.scale.setZoom(1 / ratio);
    game.scale.resize(width, height);
    view.follow.resize(width, height, ratio);
  };
  const observer = new ResizeObserver(fill);
  observer.observe(parent);

  const ready = built.then((made) => {
    view = made;
    fill();
    if (session) made.watch(session);
  });

  return {
    ready,
    shipOnScreen() {
      const page = parent.getBoundingClientRect();
      const own = session?.own();
      if (!view || !own) return { x: page.left + page.width / 2, y: page.top + page.height / 2 };
      const place = view.follow.onCanvas(own.x, own.y);
      return { x: page.left + place.x, y: page.top + place.y };
    },
    unitsPerPixel: () => view?.follow.unit ?? 1,
    setSession(next) {
      session = next;
      view?.watch(next);
    },
    onFrame: (hook) => scene.hooks.push(hook),
    destroy() {
      observer.disconnect();
      game.destroy(true);
    },
  };
}

/** @returns device pixels, and how many of them make a CSS pixel */
function measure(parent: HTMLElement): { width: number; height: number; ratio: number } {
  const ratio = Math.min(SHARPEST, window.devicePixelRatio || 1);
  return {
    width: Math.max(1, Math.round(parent.clientWidth * ratio)),
    height: Math.max(1, Math.round(parent.clientHeight * ratio)),
    ratio,
  };
}

function configure(parent: HTMLElement, scene: Phaser.Scene): Phaser.Types.Core.GameConfig {
  const { width, height, ratio } = measure(parent);
  return {
    type: Phaser.AUTO,
    parent,
    scene,
    banner: false,
    backgroundColor: COLOUR.space,
    audio: { noAudio: true },
    input: { keyboard: false, mouse: false, touch: false, gamepad: false },
    disableContextMenu: false,
    render: { roundPixels: false, antialias: true, powerPreference: "high-performance" },
    scale: { mode: Phaser.Scale.NONE, width, height, zoom: 1 / ratio },
    autoFocus: false,
  };
}
