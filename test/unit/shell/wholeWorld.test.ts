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

it.each([
  ["wide", { width: 1752, height: 912 }],
  ["square", { width: 900, height: 900 }],
])("the HUD of any scale has room below a %s world on a tall screen", async (_, world) => {
  const { belowWorld, viewOfWorld } = await import("../../../client/shell/wholeWorld.ts");
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  const [, pixels, width] = /^calc\((\d+)px \+ ([\d.]+)cqw\)$/.exec(belowWorld(world))!;
  for (const scale of [1, 1.5]) {
    const style = { getPropertyValue: () => String(scale) };
    vi.stubGlobal("document", { documentElement: { style } });
    const canvas = { width: 390, height: 844 };
    const { zoom, middle } = viewOfWorld(canvas, 1, world);
    const ends = middle + (world.height / 2) * zoom;
    const below = Number(pixels) * scale + (Number(width) / 100) * canvas.width;
    expect(below - ends, "CSS pixels between world and HUD").toBeGreaterThanOrEqual(0);
    expect(below - ends).toBeLessThanOrEqual(60);
  }
});
