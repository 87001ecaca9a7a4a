/**
 * Shows tiles, sprites and particles in a scene: with WebGL many in a draw call (painter.ts), and without it one
 * after the other.
 */
import type * as Phaser from "phaser";
import { type Layer, Painter } from "./painter.ts";
import type { Context } from "./quadProgram.ts";
import type { Sprite } from "./sprite.ts";
import { drawTile, TileLayer } from "./tiles.ts";
import { TintedCopies } from "./tinted.ts";

type Matrix = Phaser.GameObjects.Components.TransformMatrix;

/**
 * @param layers lowest first
 * @returns the object that shows them in the scene, with everything that lies above and below it
 */
export function addSprites(scene: Phaser.Scene, layers: readonly Layer[]): Phaser.GameObjects.Extern {
  const shown = scene.add.extern();
  const { renderer } = scene.sys;
  if ("gl" in renderer) drawWithWebGL(shown, renderer, layers);
  else drawOnCanvas(shown, layers);
  return shown;
}

function drawWithWebGL(
  shown: Phaser.GameObjects.Extern,
  renderer: Phaser.Renderer.WebGL.WebGLRenderer,
  layers: readonly Layer[],
): void {
  let painter: Painter | undefined;
  // A card that was taken away comes back empty.
  const forget = (): void => {
    painter = undefined;
  };
  renderer.on("losewebgl", forget);
  shown.once("destroy", () => renderer.off("losewebgl", forget));
  // In place of Phaser's own step, which binds each of 16 textures and all else anew, before and after.
  const step = (_renderer: unknown, _shown: unknown, { camera }: { camera: unknown }): void => {
    const { glWrapper, glTextureUnits } = renderer;
    renderer.renderNodes.startStandAloneRender();
    glWrapper.update({ blend: renderer.blendModes[0], vao: NONE });
    painter ??= new Painter(renderer.gl as Context);
    const { matrixCombined } = camera as { matrixCombined: Matrix };
    painter.paint(layers, matrixCombined, renderer.width, renderer.height);
    glWrapper.update({ vao: NONE, bindings: UNBOUND, texturing: glWrapper.state.texturing }, true);
    glTextureUnits.bind(null, 0, true);
  };
  (shown as typeof shown & Phaser.GameObjects.Components.RenderSteps).addRenderStep(step, 0);
}

/** Phaser unbinds with null; its types do not say so. */
const NONE = null as never;
/** What the painter has bound; Phaser binds it again where it needs it. */
const UNBOUND = { activeTexture: 0, arrayBuffer: null, program: null };

function drawOnCanvas(shown: Phaser.GameObjects.Extern, layers: readonly Layer[]): void {
  const copies = new TintedCopies();
  const drawSprite = (pen: CanvasRenderingContext2D, sprite: Sprite): void => {
    const { width, height } = sprite.cut;
    pen.save();
    pen.globalAlpha = Math.min(1, sprite.alpha);
    pen.globalCompositeOperation = sprite.isLight ? "lighter" : "source-over";
    pen.translate(sprite.x, sprite.y);
    pen.rotate(sprite.rotation);
    pen.scale(sprite.scaleX, sprite.scaleY);
    copies.draw(pen, sprite, -sprite.originX * width, -sprite.originY * height);
    pen.restore();
  };
  Object.assign(shown, {
    renderCanvas(
      { currentContext: pen }: Phaser.Renderer.Canvas.CanvasRenderer,
      _shown: unknown,
      { matrixCombined }: { matrixCombined: Matrix },
    ) {
      pen.save();
      matrixCombined.setToContext(pen);
      for (const layer of layers)
        if (layer instanceof TileLayer) {
          for (const tile of layer.tiles) if (tile.visible && tile.alpha > 0) drawTile(pen, tile);
        } else {
          for (const sprite of layer.sprites) if (sprite.visible && sprite.alpha > 0) drawSprite(pen, sprite);
        }
      pen.restore();
    },
  });
}
