import { afterEach, expect, it, vi } from "vitest";

afterEach(() => void vi.unstubAllGlobals());

it.each([
  ["wide", { width: 1600, height: 900 }],
  ["tall", { width: 800, height: 1600 }],
])(
  "[HD1] a world that is shown whole on a %s screen leaves room above it for a HUD of any scale",
  async (_, canvas) => {
    const world = { width: 1200, height: 600 };
    const { viewOfWorld } = await import("../../../client/shell/wholeWorld.ts");
    vi.stubGlobal("matchMedia", () => ({ matches: false }));
    for (const scale of [1, 1.5])
      for (const ratio of [1, 2]) {
        const style = { getPropertyValue: () => String(scale) };
        vi.stubGlobal("document", { documentElement: { style } });
        const { zoom, middle } = viewOfWorld(canvas, ratio, world);
        const top = (middle - (world.height / 2) * zoom) / ratio;
        expect(top, `CSS pixels above it at ${scale}`).toBeGreaterThanOrEqual(72 * scale - 0.001);
        expect(middle + (world.height / 2) * zoom, "its lower edge").toBeLessThanOrEqual(canvas.height);
        expect(world.width * zoom, "its width").toBeLessThanOrEqual(canvas.width);
      }
  },
);
