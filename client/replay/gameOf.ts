/** Loads the parts of a game that a replay needs: scene, HUD and rules. */
import { BadLog } from "../../shared/log/bytes.ts";
import type { GameTypes } from "../game.ts";
import type { GameModule, GamePage, GameReplay } from "../page.ts";
import { showIcon } from "../shell/icon.ts";

export interface ShownGame {
  readonly page: GamePage;
  readonly module: GameModule<GameTypes>;
  readonly replay: GameReplay;
}

/** @throws BadLog when this page does not have that game */
export async function gameOf(pages: readonly GamePage[], game: string): Promise<ShownGame> {
  const page = pages.find(({ name }) => name === game);
  if (page?.replay === undefined)
    throw new BadLog(`It is a match of ${game}, which this server does not show.`, { reason: "other_game" });
  showIcon(page.emblem());
  const [module, replay] = await Promise.all([page.load(), page.replay()]);
  return { page, module, replay };
}
