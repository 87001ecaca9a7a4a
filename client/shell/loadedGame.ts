/**
 * The module of the page's game, and what joins a room: they are loaded, and the game is mounted, while the
 * player looks at the front page.
 */
import type { GameTypes } from "../game.ts";
import type { GameModule, GamePage, MountedGame } from "../page.ts";
import type { join } from "../session/connect.ts";
import { words } from "../strings/index.ts";

interface Loaded {
  readonly client: GameModule<GameTypes>["client"];
  readonly join: typeof join;
}

export interface LoadedGame {
  /** Undefined until the game is mounted. */
  readonly mounted: MountedGame<GameTypes> | undefined;
  /**
   * @throws when the game cannot be loaded, for example after an update of the server. A browser retries a
   * failed module only after a reload.
   */
  loaded(): Promise<Loaded>;
}

/** @param mount called once the module is loaded */
export function loadGame(
  page: GamePage,
  mount: (module: GameModule<GameTypes>) => MountedGame<GameTypes>,
): LoadedGame {
  let mounted: MountedGame<GameTypes> | undefined;
  async function load(): Promise<Loaded | undefined> {
    try {
      const [module, { join }] = await Promise.all([page.load(), import("../session/connect.ts")]);
      mounted = mount(module);
      return { client: module.client, join };
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
    async loaded() {
      const loaded = await loading;
      if (loaded === undefined) throw new Error(words.front.notLoaded(page.title));
      return loaded;
    },
  };
}
