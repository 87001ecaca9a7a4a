/** Makes the page module of a game that has one scene: the canvas, and the HUD above it. */
import type { GameClient, GameTypes } from "../game.ts";
import type { GameModule } from "../page.ts";
import type { AnySession, PlayerSession } from "../session/view.ts";
import { createSounds, type Play, type Recipes } from "../sound/sounds.ts";
import { startCanvas } from "./canvas.ts";
import { type Drawing, GameScene } from "./gameScene.ts";
import { createHud, type PartsByPlace } from "./hud.ts";
import type { Context } from "./part.ts";
import { withStandardParts } from "./standardParts.ts";

/** The sounds of such a game. */
export interface SceneSounds<S extends AnySession, Name extends string> {
  readonly recipes: Recipes<Name>;
  /** Sounds that tell the player something: they have a volume of their own. */
  readonly signals: ReadonlySet<Name>;
  /**
   * @returns a function that plays what has happened since its latest call; called after each frame of the
   * session
   */
  listen(session: S, play: Play<Name>): () => void;
}

/** What such a game may have besides its scene. */
export interface SceneOptions<S extends AnySession, Name extends string> {
  /** Colour behind the scene, such as "#050b16", which is the default. */
  readonly background?: string;
  /** Creates the parts of the HUD besides the standard parts. */
  readonly parts?: (context: Context<S>) => PartsByPlace<S>;
  /** A game that has any also says so on its page (`hasSound`). */
  readonly sounds?: SceneSounds<S, Name>;
}

/** @param createDrawing called when the page mounts the game */
export const sceneModule = <T extends GameTypes, Name extends string = never>(
  client: GameClient<T>,
  createDrawing: () => Drawing<T>,
  {
    background = "#050b16",
    parts = () => ({}),
    sounds: sceneSounds,
  }: SceneOptions<PlayerSession<T>, Name> = {},
): GameModule<T> => ({
  client,
  mount({ game, hud: root, page, devices, settings, linkTo, replayOf, onRejoin, onLeave, onNext }) {
    const scene = new GameScene(createDrawing(), () => devices.intent());
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
      (context) => withStandardParts(context, parts(context)),
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
