/** The part of a verification that runs in a page. */
import { games } from "../../../games/index.ts";
import { replayOf } from "../../support/replayed.ts";
import { trail } from "../../support/scriptedMatch.ts";

/** @param name of the game @returns see `trail` */
export function trailOf(name: string, room: string, seed: number, ticks: number, every: number): string[] {
  const game = games.find((one) => one.game.name === name)!;
  return trail({ game, room, seed }, ticks, every);
}

/** @param log in base64 @returns see `replayOf` */
export function replayOfLog(name: string, log: string): string {
  const game = games.find((one) => one.game.name === name)!;
  return replayOf(
    game,
    Uint8Array.from(atob(log), (char) => char.charCodeAt(0)),
  );
}
