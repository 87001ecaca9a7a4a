/** The bots of a game. */
import type { BotGame } from "../../client/bots/game.ts";
import type { GameTypes } from "../../client/game.ts";
import { botGames } from "../../games/bots.ts";
import type { GameServer } from "../../server/game.ts";

/** @throws when games/bots.ts has none: then the game has no players here */
export function botsOf({ game }: GameServer): BotGame<GameTypes> {
  const [room] = Object.keys(game.modes);
  const found = botGames.find(({ rooms }) => rooms.includes(room!));
  if (found !== undefined) return found;
  throw new Error(
    `games/bots.ts has no bots that play ${game.name} in the room "${room}": they are the players here`,
  );
}
