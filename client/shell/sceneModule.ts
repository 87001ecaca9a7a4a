/** A game on a page, when one scene draws it: the picture, and the HUD on it. */
import type { GameClient, GameTypes } from "../game.ts";
import type { Intent } from "../input/device.ts";
import type { GameModule } from "../page.ts";
import type { PlayerSession } from "../session/view.ts";
import { startCanvas } from "./canvas.ts";
import type { GameScene } from "./gameScene.ts";
import { createHud, type PartsByPlace } from "./hud.ts";
import type { Context } from "./part.ts";
import { withUsualParts } from "./usualParts.ts";

export interface Drawing<T extends GameTypes> {
  /** @param intent to be handed to the scene's constructor */
  scene(intent: () => Readonly<Intent>): GameScene<T>;
  /** Colour around the picture, as in "#050b16". */
  readonly background: string;
  /** Parts of the HUD besides the usual ones, by their places. */
  parts?(context: Context<PlayerSession<T>>): PartsByPlace<PlayerSession<T>>;
}

export const sceneModule = <T extends GameTypes>(
  client: GameClient<T>,
  { scene: make, background, parts }: Drawing<T>,
): GameModule<T> => ({
  client,
  mount({ game, hud: root, page, devices, linkTo, onRejoin }) {
    const scene = make(() => devices.intent());
    const canvas = startCanvas(game, scene, background, scene.built);
    const hud = createHud<PlayerSession<T>>(root, devices, { page, linkTo, onRejoin }, (context) =>
      withUsualParts(context, parts?.(context) ?? {}),
    );
    scene.hooks.push((now) => hud.frame(now));
    let session: PlayerSession<T> | undefined;
    return {
      aimFrom() {
        const own = session?.own();
        if (own === undefined) return canvas.middle;
        const { x, y } = scene.onPicture(own);
        return canvas.toPage(x, y);
      },
      setSession(next) {
        session = next;
        void scene.built.then(() => scene.watch(next));
        hud.setSession(next);
      },
    };
  },
});
