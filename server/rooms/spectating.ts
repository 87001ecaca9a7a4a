/** Spectators: players out of play that look from another player's entity until they are back in play. */
import type { GameServer, GameWorld } from "../game.ts";

type Rules = Pick<GameServer, "players" | "mayWatch">;

export class Spectating {
  /** Key of the spectated entity, by key of the spectator's own. */
  #centres = new Map<string, string>();

  /** All pairs, for a checkpoint. */
  get views(): [key: string, other: string][] {
    return [...this.#centres];
  }

  set views(views: [key: string, other: string][]) {
    this.#centres = new Map(views);
  }

  /**
   * A player asks to look from another entity. Ignored when the player may not.
   * @param other absent: from its own entity again
   * @returns whether the request was granted
   */
  ask(game: Rules, world: GameWorld, key: string, other: string | undefined): boolean {
    const players = game.players(world);
    const player = players.get(key);
    if (other === undefined) return this.#centres.delete(key);
    if (player === undefined || !game.mayWatch(player) || !players.has(other)) return false;
    this.#centres.set(key, other);
    return true;
  }

  /** Once per tick: a player that is back in play, or gone, looks from its own entity. */
  update(game: Rules, world: GameWorld): void {
    if (this.#centres.size === 0) return;
    const players = game.players(world);
    for (const key of this.#centres.keys()) {
      const player = players.get(key);
      if (player === undefined || !game.mayWatch(player)) this.#centres.delete(key);
    }
  }

  /** @returns key of the entity from which this player looks */
  centreOf(key: string): string {
    // Called for each client in each tick, while mostly no client spectates.
    return this.#centres.size === 0 ? key : (this.#centres.get(key) ?? key);
  }
}
