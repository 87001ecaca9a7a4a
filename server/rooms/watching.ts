/** Who looks from another ship: a player whose own is destroyed, until it is back. */
import type { World } from "../../games/skirmish/server/world.ts";

export class Watching {
  /** Key of the ship watched, by that of the own one. */
  #centres = new Map<string, string>();

  /** All of it, as it can be stored. */
  get views(): [key: string, other: string][] {
    return [...this.#centres];
  }

  set views(views: [key: string, other: string][]) {
    this.#centres = new Map(views);
  }

  /** The player of ship `key` asks to look from another, or from its own again. Ignored while its own is alive. */
  ask({ ships }: World, key: string, other: string | undefined): void {
    if (other === undefined) this.#centres.delete(key);
    else if (ships.get(key)?.alive === false && ships.has(other)) this.#centres.set(key, other);
  }

  /** Once a tick: whose ship is back, or gone, looks from it. */
  update({ ships }: World): void {
    for (const key of this.#centres.keys()) if (ships.get(key)?.alive !== false) this.#centres.delete(key);
  }

  /** @returns key of the ship this player looks from */
  centreOf(key: string): string {
    return this.#centres.get(key) ?? key;
  }
}
