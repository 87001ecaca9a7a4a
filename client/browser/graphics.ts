/** The level of graphics: chosen by the player, or by the measured frame time. */
import type { Settings } from "./settings.ts";

export type GraphicsLevel = "low" | "medium" | "high";

export interface GraphicsBudget {
  /** Most device pixels a CSS pixel. */
  readonly sharpness: number;
  /** Share of the particles that are drawn, 0…1. */
  readonly particles: number;
  /** Whether ships leave trails and glow. */
  readonly glow: boolean;
}

export const BUDGETS: { readonly [level in GraphicsLevel]: GraphicsBudget } = {
  high: { sharpness: 2, particles: 1, glow: true },
  medium: { sharpness: 1.25, particles: 0.5, glow: true },
  low: { sharpness: 1, particles: 0.2, glow: false },
};

const LEVELS = ["low", "medium", "high"] as const;
/** The frame time is averaged over this window, ms. */
const WINDOW = 2000;
/** This many slow windows in a row lower the level; a single hitch does not. */
const SLOW_WINDOWS = 2;
/** A window counts as slow from this mean frame time on, and as fast up to that one, ms. */
const SLOW = 24;
const FAST = 18;
/** This many fast windows in a row (one minute) raise the level. */
const FAST_WINDOWS = 30;
/** The lowest level has helped if frames take at most this share of their earlier time. */
const HELPED = 0.9;
/** Frames that no level makes faster count as slow again from this multiple of their earlier time on. */
const WORSE = 1.3;
/** A longer frame does not count, because the page was hidden or loaded something, ms. */
const PAUSE = 250;

export interface GraphicsController {
  readonly level: GraphicsLevel;
  /** @param elapsed ms since the last frame. @returns whether the level has changed */
  frame(elapsed: number): boolean;
}

/**
 * Lowers the level after four seconds of slow frames, and raises it after a minute of fast frames. A level
 * that was too slow twice is not tried again, so that the level does not oscillate. If even the lowest level
 * makes frames no faster, as on a screen of 30 Hz, the first level returns, and stays until frames get
 * slower.
 */
export function createGraphicsController(start: GraphicsLevel = "high"): GraphicsController {
  let level = LEVELS.indexOf(start);
  let [frames, time, slow, fast] = [0, 0, 0, 0];
  const failures = LEVELS.map(() => 0);
  let left = { level, mean: 0 };
  /** Mean of frames that no level made faster, ms. */
  let bound = 0;
  const move = (by: number): true => {
    level += by;
    slow = fast = 0;
    return true;
  };
  return {
    get level() {
      return LEVELS[level]!;
    },
    frame(elapsed) {
      if (elapsed > PAUSE) {
        frames = time = 0;
        return false;
      }
      frames++;
      time += elapsed;
      if (time < WINDOW) return false;
      const mean = time / frames;
      frames = time = 0;
      slow = mean >= Math.max(SLOW, bound * WORSE) ? slow + 1 : 0;
      fast = mean <= FAST ? fast + 1 : 0;
      if (fast > 0) left.mean = bound = 0;
      if (slow >= SLOW_WINDOWS && level > 0) {
        failures[level]!++;
        if (left.mean === 0) left = { level, mean };
        return move(-1);
      }
      if (slow >= SLOW_WINDOWS && left.mean > 0 && mean > left.mean * HELPED) {
        bound = mean;
        left.mean = 0;
        return move(left.level - level);
      }
      if (fast >= FAST_WINDOWS && level < LEVELS.length - 1 && failures[level + 1]! < 2) return move(1);
      return false;
    },
  };
}

/** Event of the window after the level has changed. */
export const GRAPHICS_CHANGED = "skirmish-graphics";

/** Keeps the attribute `data-graphics` of the page at the level; style sheets and scenes read it. */
export function followGraphics(settings: Settings): void {
  const page = document.documentElement;
  const controller = createGraphicsController();
  const show = (): void => {
    const chosen = settings.get("graphics");
    const level = chosen === "auto" ? controller.level : chosen;
    if (page.dataset.graphics === level) return;
    page.dataset.graphics = level;
    dispatchEvent(new Event(GRAPHICS_CHANGED));
  };
  let [last, asked] = [0, 0];
  const frame = (now: number): void => {
    asked = requestAnimationFrame(frame);
    if (controller.frame(now - last)) show();
    last = now;
  };
  settings.follow("graphics", (chosen) => {
    show();
    // A level that the player has chosen needs no measured frames.
    cancelAnimationFrame(asked);
    if (chosen === "auto") asked = requestAnimationFrame(frame);
  });
}

/** @returns the budget of the present level */
export const budgetInUse = (): GraphicsBudget =>
  BUDGETS[document.documentElement.dataset.graphics as GraphicsLevel] ?? BUDGETS.high;
