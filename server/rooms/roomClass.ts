/** Room classes, as the framework wants them: one for each mode of each game. */
import type { GameServer } from "../game.ts";
import { GameRoom } from "./gameRoom.ts";

export type RoomClass = new () => GameRoom;

/** @param mode a key of `game.modes` @throws when there is no such mode */
export function roomClass(game: GameServer, mode: string): RoomClass {
  const found = game.game.modes[mode];
  if (found === undefined) throw new Error(`${game.game.name} has no mode "${mode}"`);
  const played = { game, capacity: found.capacity, settings: found.settings };
  return class extends GameRoom {
    constructor() {
      super(played);
    }
  };
}
