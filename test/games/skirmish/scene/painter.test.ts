import { expect, it } from "vitest";
import { Painter } from "../../../../games/skirmish/client/scene/sprites/painter.ts";
import { ParticleLayer } from "../../../../games/skirmish/client/scene/sprites/particleLayer.ts";
import {
  type Cut,
  type Sheet,
  Sprite,
  SpriteLayer,
} from "../../../../games/skirmish/client/scene/sprites/sprite.ts";
import { TileLayer, TileQuads } from "../../../../games/skirmish/client/scene/sprites/tiles.ts";

const VIEW = { a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0 };
const LOOK = { frame: "spark", x: 0, y: 0, life: 1, from: 1, to: 1, alpha: 1, tint: 0xffffff };

/** A context that notes its calls. */
function noteCalls() {
  const calls: { name: string; args: unknown[] }[] = [];
  const gl = new Proxy(
    {},
    {
      get: (_of, name: string) =>
        name === name.toUpperCase() ? name : (...args: unknown[]) => calls.push({ name, args }),
    },
  );
  return {
    gl: gl as ConstructorParameters<typeof Painter>[0],
    /** @returns the calls of these names since the last question: name and arguments */
    take(...names: string[]): unknown[][] {
      return calls.splice(0).flatMap(({ name, args }) => (names.includes(name) ? [[name, ...args]] : []));
    },
  };
}

const cutOf = (name: string): Cut => {
  const sheet = { canvas: {}, texture: () => name } as object as Sheet;
  return { sheet, x: 0, y: 0, width: 8, height: 8, from: 0, to: 0 };
};

function layerOf(cut: Cut, count: number): SpriteLayer {
  const layer = new SpriteLayer();
  for (let i = 0; i < count; i++) layer.add(new Sprite(cut)).setVisible(true);
  return layer;
}

it("sprites of one sheet share a draw call, whatever their layer, and each particle is sent once", () => {
  const { gl, take } = noteCalls();
  const painter = new Painter(gl);
  const [art, names] = [cutOf("art"), cutOf("names")];
  const sparks = new ParticleLayer(100, true);
  const layers = [layerOf(art, 3), layerOf(art, 2), sparks, layerOf(art, 1), layerOf(names, 4)];
  const paint = () => painter.paint(layers, VIEW, 640, 360);
  const drawn = () => {
    paint();
    return take("drawElements", "drawArraysInstanced").map(([name, , ...numbers]) =>
      // Of sprites: the number of indices, and the offset. Of particles: their number.
      name === "drawElements" ? [numbers[0], numbers[2]] : [numbers[2]],
    );
  };
  // Five sprites, one, and four names, from one buffer.
  const sprites = [
    [5 * 6, 0],
    [6, 5 * 12],
    [4 * 6, 6 * 12],
  ];
  // Without a particle the sprites below and above share a call, too.
  expect(drawn()).toEqual([
    [6 * 6, 0],
    [4 * 6, 6 * 12],
  ]);
  sparks.add(LOOK, art);
  sparks.add(LOOK, art);
  expect(drawn()).toEqual([sprites[0], [100], ...sprites.slice(1)]);
  paint();
  expect(take("bufferSubData")).toEqual([]);
  sparks.add(LOOK, art);
  paint();
  const [[, , , sent] = []] = take("bufferSubData");
  expect((sent as Float32Array).byteLength).toBe(sparks.numbers.byteLength / 100);
  sparks.advance(2);
  expect(drawn()).toHaveLength(2);
});

it("tiles of one sheet share a draw call, below sprites of the same sheet", () => {
  const { gl, take } = noteCalls();
  const painter = new Painter(gl);
  const [sky, art] = [cutOf("sky"), cutOf("art")];
  const ground = new TileLayer();
  for (const { sheet } of [sky, art, art]) ground.add({ sheet });
  ground.add({ sheet: art.sheet, visible: false });
  painter.paint([ground, layerOf(art, 2)], VIEW, 640, 360);
  const drawn = take("drawElements").map(([, , indices, , offset]) => [indices, offset]);
  expect(drawn).toEqual([
    [6, 0],
    [2 * 6, 12],
    [2 * 6, 0],
  ]);
});

it("a tile that is turned keeps its picture's upper left corner first, and repeats it along its sides", () => {
  const quads = new TileQuads();
  const size = { width: 40, height: 10, pieceWidth: 20, pieceHeight: 10 };
  const quarter = { x: 100, y: 50, rotation: Math.PI / 2, u: 0.5, alpha: 0.4 };
  quads.add(new TileLayer().add({ sheet: cutOf("wall").sheet, ...size, ...quarter }));
  const corners = [0, 5, 10, 15].map((at) => [...quads.vertices.subarray(at, at + 4)].map(Math.fround));
  expect(corners.map((corner) => corner.map((number) => Number(number.toFixed(3))))).toEqual([
    [105, 30, 0.5, 0],
    [105, 70, 2.5, 0],
    [95, 30, 0.5, 1],
    [95, 70, 2.5, 1],
  ]);
  const colour = new Uint8Array(quads.vertices.buffer, 16, 4);
  expect([...colour], "premultiplied").toEqual([102, 102, 102, 102]);
});
