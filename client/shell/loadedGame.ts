/** The module of the page's game: it is loaded and mounted while the player looks at the front page. */
import type { GameTypes } from "../game.ts";
import type { GameModule, GamePage, MountedGame } from "../page.ts";
import { words } from "../strings/index.ts";

export interface LoadedGame {
  /** Undefined until the game is mounted. */
  readonly mounted: MountedGame<GameTypes> | undefined;
  /**
   * @throws when the game cannot be loaded, for example after an update of the server. A browser retries a
   * failed module only after a reload.
   */
  module(): Promise<GameModule<GameTypes>>;
}

/** @param mount called once the module is loaded */
export function loadGame(
  page: GamePage,
  mount: (module: GameModule<GameTypes>) => MountedGame<GameTypes>,
): LoadedGame {
  let mounted: MountedGame<GameTypes> | undefined;
  async function load(): Promise<GameModule<GameTypes> | undefined> {
    try {
      const module = await page.load();
      mounted = mount(module);
      return module;
    } catch (error) {
      console.error(error);
      return undefined;
    }
  }
  const loading = load();
  return {
    get mounted() {
      return mounted;
    },
    async module() {
      const module = await loading;
      if (module === undefined) throw new Error(words.front.notLoaded(page.title));
      return module;
    },
  };
}
