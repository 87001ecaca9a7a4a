import { describe, expect, it } from "vitest";
import {
  ParticleLayer,
  type ParticleLook,
} from "../../../../games/skirmish/client/scene/sprites/particleLayer.ts";
import type { Cut } from "../../../../games/skirmish/client/scene/sprites/sprite.ts";

const CUT = { x: 0, y: 0, width: 20, height: 10, from: 0, to: 0 } as Cut;
const LOOK: ParticleLook = {
  ...{ frame: "spark", x: 5, y: 7, life: 1, from: 1, to: 3, stretch: 2, alpha: 1, tint: 0x102030 },
  ...{ vx: 100, vy: -50, drag: 2, rotation: 1, spin: 3 },
};

function layerWith(...looks: Partial<ParticleLook>[]): ParticleLayer {
  const layer = new ParticleLayer(8, true);
  for (const look of looks) layer.add({ ...LOOK, ...look }, CUT);
  return layer;
}

/** What is shown, as copies: the layer uses one sprite for all. */
const shownIn = (layer: ParticleLayer) => Array.from(layer.sprites, (sprite) => ({ ...sprite }));

describe("a layer of particles", () => {
  it("a particle starts as it was added", () => {
    const [spark] = shownIn(layerWith({}));
    expect(spark).toMatchObject({ x: 5, y: 7, rotation: 1, scaleX: 2, scaleY: 1, alpha: 1, tint: 0x102030 });
  });

  it("it flies, turns, grows and fades as small steps would have it", () => {
    const layer = layerWith({});
    let [x, y, vx, vy] = [5, 7, 100, -50];
    const step = 0.0005;
    for (let passed = 0; passed < 0.5; passed += step) {
      [x, y] = [x + vx * step, y + vy * step];
      [vx, vy] = [vx * Math.exp(-2 * step), vy * Math.exp(-2 * step)];
    }
    layer.advance(0.5);
    const [spark] = shownIn(layer);
    expect(spark!.x).toBeCloseTo(x, 1);
    expect(spark!.y).toBeCloseTo(y, 1);
    expect(spark!.rotation).toBeCloseTo(2.5);
    expect(spark!.scaleY).toBeCloseTo(2.5);
    expect(spark!.alpha).toBeCloseTo(0.75);
  });

  it("it is shown from the end of its delay to the end of its life", () => {
    const layer = layerWith({ delay: 0.3, life: 0.5 });
    const shown = [0.2, 0.2, 0.3, 0.2].map((seconds) => {
      layer.advance(seconds);
      return [layer.isAlive, shownIn(layer).length];
    });
    expect(shown).toEqual([
      [true, 0],
      [true, 1],
      [true, 1],
      [false, 0],
    ]);
  });

  it("a particle too many takes the place of the oldest one", () => {
    const layer = layerWith(...Array.from({ length: 11 }, (_, x) => ({ x })));
    expect(shownIn(layer).map(({ x }) => x)).toEqual([8, 9, 10, 3, 4, 5, 6, 7]);
  });

  it("a layer that runs for hours stays exact", () => {
    const layer = layerWith();
    for (let second = 0; second < 20_000; second++) layer.advance(1);
    layer.add(LOOK, CUT);
    layer.advance(0.25);
    const before = layer.written;
    const [spark] = shownIn(layer);
    expect(spark!.rotation).toBeCloseTo(1.75, 3);
    expect(layer.clock).toBeLessThan(1000);
    // A clock that starts anew changes no picture, and all particles are sent again.
    layer.add({ ...LOOK, life: 1000 }, CUT);
    layer.advance(600);
    expect(shownIn(layer)).toHaveLength(1);
    expect(layer.written).toBeGreaterThanOrEqual(before + layer.limit);
  });

  it("nothing is left after it was cleared", () => {
    const layer = layerWith({}, {});
    layer.clear();
    expect([layer.isAlive, shownIn(layer)]).toEqual([false, []]);
    layer.add(LOOK, CUT);
    expect(shownIn(layer)).toHaveLength(1);
  });
});
