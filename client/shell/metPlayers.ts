/** The players that this player has met: the sheet of players lists them. */
export interface Met {
  readonly key: string;
  readonly name: string;
  /** Absent for a player that was never in the interest set. */
  readonly hue?: number;
}

/** Most players of each kind; the one that was met least recently is removed first. */
const MOST = 100;

/**
 * Muted players are always kept, because a mute could not be ended otherwise. Players that have spoken are
 * kept apart from those in sight, which are too many in a large match.
 */
export class MetPlayers {
  readonly #seen = new Map<string, Met>();
  readonly #noted = new Map<string, Met>();
  readonly #muted = new Set<string>();

  see(player: Met): void {
    this.#add(this.#seen, player);
  }

  /** Notes a player that has written, or that this player has chosen. */
  note(player: Met): void {
    this.#add(this.#noted, player);
  }

  /** Forgets the players that are neither muted nor here. */
  keep(isHere: (key: string) => boolean): void {
    for (const players of [this.#seen, this.#noted])
      for (const key of players.keys()) if (!this.#muted.has(key) && !isHere(key)) players.delete(key);
  }

  get(key: string): Met | undefined {
    const [seen, noted] = [this.#seen.get(key), this.#noted.get(key)];
    return seen && noted ? { ...seen, ...noted } : (seen ?? noted);
  }

  /** @returns all of them, by name */
  all(): Met[] {
    const keys = new Set([...this.#seen.keys(), ...this.#noted.keys()]);
    return [...keys].map((key) => this.get(key)!).sort((a, b) => a.name.localeCompare(b.name));
  }

  get muted(): ReadonlySet<string> {
    return this.#muted;
  }

  mute(key: string, isMuted: boolean): void {
    if (isMuted) this.#muted.add(key);
    else this.#muted.delete(key);
  }

  #add(players: Map<string, Met>, player: Met): void {
    players.delete(player.key);
    players.set(player.key, player);
    let excess = players.size - MOST;
    for (const key of players.keys()) {
      if (excess <= 0) break;
      if (this.#muted.has(key)) continue;
      players.delete(key);
      excess--;
    }
  }
}
