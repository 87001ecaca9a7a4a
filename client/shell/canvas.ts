/** Starts Phaser for the scene of a game, and keeps the canvas as large as its parent element. */
import * as Phaser from "phaser";
import { budgetInUse, GRAPHICS_CHANGED } from "../browser/graphics.ts";

export interface Canvas {
  /** @param x,y CSS pixels on the canvas. @returns CSS pixels on the page */
  toPage(x: number, y: number): { x: number; y: number };
  /** CSS pixels on the page. */
  readonly middle: { x: number; y: number };
  /** Draws no more frames until `wake`. */
  sleep(): void;
  /** Draws one frame at once, whose time may be later than that of the next frame. */
  wake(): void;
  destroy(): void;
}

/**
 * The loop runs in every animation frame, whether or not the window has the focus.
 * @param parent the canvas fills it
 * @param built settles when the scene has created its parts
 * @param onResize called when the scene is built, and after each change of size; width and height in device
 * pixels, ratio in device pixels a CSS pixel
 */
export function startCanvas(
  parent: HTMLElement,
  scene: Phaser.Scene,
  backgroundColor: string | number,
  built: Promise<unknown>,
  onResize: (width: number, height: number, ratio: number) => void = () => {},
): Canvas {
  const game = new Phaser.Game(configure(parent, scene, backgroundColor));
  let isBuilt = false;
  // Asked for in each frame: reading it from the page would compute the layout anew. The parent does not
  // scroll.
  let place = parent.getBoundingClientRect();
  const fill = (): void => {
    place = parent.getBoundingClientRect();
    if (!isBuilt) return;
    const { width, height, ratio } = measure(parent);
    game.scale.setZoom(1 / ratio);
    game.scale.resize(width, height);
    // Where a CSS pixel is a device pixel, Phaser does not update the size of the element.
    Object.assign(game.canvas.style, { width: `${width / ratio}px`, height: `${height / ratio}px` });
    onResize(width, height, ratio);
  };
  const observer = new ResizeObserver(fill);
  observer.observe(parent);
  addEventListener(GRAPHICS_CHANGED, fill);
  // When the window moves to a screen of another resolution, its size in CSS pixels stays: nothing is
  // observed.
  let resolution = window.devicePixelRatio;
  game.events.on("prestep", () => {
    if (resolution === window.devicePixelRatio) return;
    resolution = window.devicePixelRatio;
    fill();
  });
  void built.then(() => {
    isBuilt = true;
    fill();
  });
  return {
    toPage: (x, y) => ({ x: place.left + x, y: place.top + y }),
    get middle() {
      return { x: place.left + place.width / 2, y: place.top + place.height / 2 };
    },
    sleep: () => game.loop.sleep(),
    wake: () => game.loop.wake(),
    destroy() {
      observer.disconnect();
      removeEventListener(GRAPHICS_CHANGED, fill);
      game.destroy(true);
    },
  };
}

/** @returns size in device pixels, and ratio in device pixels a CSS pixel */
function measure(parent: HTMLElement): { width: number; height: number; ratio: number } {
  const ratio = Math.min(budgetInUse().sharpness, window.devicePixelRatio || 1);
  return {
    width: Math.max(1, Math.round(parent.clientWidth * ratio)),
    height: Math.max(1, Math.round(parent.clientHeight * ratio)),
    ratio,
  };
}

/** ms; a century. */
const NEVER = 3e12;

function configure(
  parent: HTMLElement,
  scene: Phaser.Scene,
  backgroundColor: string | number,
): Phaser.Types.Core.GameConfig {
  const { width, height, ratio } = measure(parent);
  return {
    type: Phaser.AUTO,
    parent,
    scene,
    banner: false,
    backgroundColor,
    audio: { noAudio: true },
    input: { keyboard: false, mouse: false, touch: false, gamepad: false },
    disableContextMenu: false,
    render: { roundPixels: false, antialias: true, powerPreference: "high-performance" },
    // The observer above says when the size changes; Phaser would compute the layout of the page every half
    // second to find out.
    scale: { mode: Phaser.Scale.NONE, width, height, zoom: 1 / ratio, resizeInterval: NEVER },
    autoFocus: false,
  };
}
