/** Makes the page module of a game that has one scene: the canvas, and the HUD above it. */
import type { GameClient, GameTypes } from "../game.ts";
import type { Intent } from "../input/device.ts";
import type { GameModule } from "../page.ts";
import type { AnySession, PlayerSession } from "../session/view.ts";
import { startCanvas } from "./canvas.ts";
import type { GameScene } from "./gameScene.ts";
import { createHud, type PartsByPlace } from "./hud.ts";
import type { Context } from "./part.ts";
import { withStandardParts } from "./standardParts.ts";

type Scene<T extends GameTypes> = new (intent: () => Readonly<Intent>) => GameScene<T>;
type OwnParts<S extends AnySession> = (context: Context<S>) => PartsByPlace<S>;

/**
 * @param background colour behind the scene, such as "#050b16"
 * @param partsOf creates the parts of the HUD besides the standard parts
 */
export const sceneModule = <T extends GameTypes>(
  client: GameClient<T>,
  Scene: Scene<T>,
  background: string,
  partsOf: OwnParts<PlayerSession<T>> = () => ({}),
): GameModule<T> => ({
  client,
  mount({ game, hud: root, page, devices, settings, linkTo, replayOf, onRejoin, onLeave, onNext }) {
    const scene = new Scene(() => devices.intent());
    const canvas = startCanvas(game, scene, background, scene.built);
    const hud = createHud<PlayerSession<T>>(
      root,
      devices,
      { page, settings, linkTo, replayOf, onRejoin, onLeave, onNext },
      (context) => withStandardParts(context, partsOf(context)),
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
      onPage(place) {
        const { x, y } = scene.onPicture(place);
        return canvas.toPage(x, y);
      },
      setSession(next) {
        canvas.wake();
        session = next;
        void scene.built.then(() => scene.watch(next));
        hud.setSession(next);
      },
      rest() {
        hud.rest();
        canvas.sleep();
      },
    };
  },
});
