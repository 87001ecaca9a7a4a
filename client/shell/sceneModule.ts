/** Makes the page module of a game that has one scene: the canvas, and the HUD above it. */
import type { GameClient, GameTypes } from "../game.ts";
import type { Intent } from "../input/device.ts";
import type { GameModule } from "../page.ts";
import type { AnySession, PlayerSession } from "../session/view.ts";
import { createSounds, type Play, type Recipes } from "../sound/sounds.ts";
import { startCanvas } from "./canvas.ts";
import type { GameScene } from "./gameScene.ts";
import { createHud, type PartsByPlace } from "./hud.ts";
import type { Context } from "./part.ts";
import { withStandardParts } from "./standardParts.ts";

type Scene<T extends GameTypes> = new (intent: () => Readonly<Intent>) => GameScene<T>;
type OwnParts<S extends AnySession> = (context: Context<S>) => PartsByPlace<S>;

/** The sounds of such a game. */
export interface SceneSounds<S extends AnySession, Name extends string> {
  readonly recipes: Recipes<Name>;
  /** Sounds that tell the player something: they have a volume of their own. */
  readonly signals: ReadonlySet<Name>;
  /** @returns a function that plays what has happened since its latest call; called after each frame of the session */
  listen(session: S, play: Play<Name>): () => void;
}

/**
 * @param background colour behind the scene, such as "#050b16"
 * @param partsOf creates the parts of the HUD besides the standard parts
 * @param sceneSounds its sounds; a game that has any also says so on its page (`hasSound`)
 */
export const sceneModule = <T extends GameTypes, Name extends string = never>(
  client: GameClient<T>,
  Scene: Scene<T>,
  background: string,
  partsOf: OwnParts<PlayerSession<T>> = () => ({}),
  sceneSounds?: SceneSounds<PlayerSession<T>, Name>,
): GameModule<T> => ({
  client,
  mount({ game, hud: root, page, devices, settings, linkTo, replayOf, onRejoin, onLeave, onNext }) {
    const scene = new Scene(() => devices.intent());
    const canvas = startCanvas(game, scene, background, scene.built);
    const sounds =
      sceneSounds && createSounds(sceneSounds.recipes, sceneSounds.signals, { settings, devices });
    const hud = createHud<PlayerSession<T>>(
      root,
      devices,
      {
        ...{ page, settings, linkTo, replayOf, onRejoin, onLeave, onNext },
        ...(sounds && { muted: sounds.muted }),
      },
      (context) => withStandardParts(context, partsOf(context)),
    );
    let playNews: () => void = () => {};
    scene.hooks.push((now) => {
      hud.frame(now);
      playNews();
    });
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
        session = next;
        hud.setSession(next);
        if (sceneSounds && sounds) playNews = sceneSounds.listen(next, sounds.play);
        void scene.built.then(() => {
          scene.watch(next);
          // Draws a frame at once: of this session.
          canvas.wake();
        });
      },
      rest() {
        hud.rest();
        canvas.sleep();
      },
    };
  },
});
