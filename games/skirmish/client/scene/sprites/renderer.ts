/** Draws sprites: with WebGL one draw call for each run of sprites of the same sheet, and without it one after the other. */
import type * as Phaser from "phaser";
import { SpriteProgram } from "./program.ts";
import { Quads } from "./quads.ts";
import type { Sheet, Sprite, SpriteLayer } from "./sprite.ts";
import { TintedCopies } from "./tinted.ts";

type Matrix = Phaser.GameObjects.Components.TransformMatrix;

/** @param layers lowest first @returns the object that shows them in the scene, with everything that lies above and below it */
export function addSprites(scene: Phaser.Scene, layers: readonly SpriteLayer[]): Phaser.GameObjects.Extern {
  const shown = scene.add.extern();
  const { renderer } = scene.sys;
  if ("gl" in renderer) drawWithWebGL(shown, renderer, layers);
  else drawOnCanvas(shown, layers);
  return shown;
}

function drawWithWebGL(
  shown: Phaser.GameObjects.Extern,
  renderer: Phaser.Renderer.WebGL.WebGLRenderer,
  layers: readonly SpriteLayer[],
): void {
  const quads = new Quads();
  let program: SpriteProgram | undefined;
  // A card that was taken away comes back empty.
  const forget = (): void => {
    program = undefined;
  };
  renderer.on("losewebgl", forget);
  shown.once("destroy", () => renderer.off("losewebgl", forget));
  const draw = (view: Matrix): void => {
    const { gl, width, height } = renderer;
    program ??= new SpriteProgram(gl);
    const drawer = program;
    let sheet: Sheet | undefined;
    const flush = (): void => {
      if (sheet !== undefined && quads.count > 0) drawer.draw(quads, sheet.texture(gl));
      quads.clear();
    };
    drawer.begin(view, width, height);
    for (const { sprites } of layers)
      for (const sprite of sprites) {
        if (!sprite.visible || sprite.alpha <= 0) continue;
        if (sprite.cut.sheet !== sheet) {
          flush();
          sheet = sprite.cut.sheet;
        }
        if (quads.add(sprite)) continue;
        flush();
        quads.add(sprite);
      }
    flush();
    drawer.end();
  };
  // In place of Phaser's own step, which binds each of 16 textures and all else anew, before and after.
  const step = (_renderer: unknown, _shown: unknown, { camera }: { camera: unknown }): void => {
    const { glWrapper, glTextureUnits } = renderer;
    renderer.renderNodes.startStandAloneRender();
    glWrapper.update({ blend: renderer.blendModes[0], vao: NONE });
    draw((camera as { matrixCombined: Matrix }).matrixCombined);
    glWrapper.update({ vao: NONE, bindings: UNBOUND, texturing: glWrapper.state.texturing }, true);
    glTextureUnits.bind(null, 0, true);
  };
  (shown as typeof shown & Phaser.GameObjects.Components.RenderSteps).addRenderStep(step, 0);
}

/** Phaser unbinds with null; its types do not say so. */
const NONE = null as never;
/** What `draw` has bound; Phaser binds it again where it needs it. */
const UNBOUND = { activeTexture: 0, arrayBuffer: null, elementArrayBuffer: null, program: null };

function drawOnCanvas(shown: Phaser.GameObjects.Extern, layers: readonly SpriteLayer[]): void {
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
      for (const { sprites } of layers)
        for (const sprite of sprites) if (sprite.visible && sprite.alpha > 0) drawSprite(pen, sprite);
      pen.restore();
    },
  });
}
