/** The ten best players of a room, as every client sees them. */
interface Scored {
  readonly id: number;
  readonly name: string;
  readonly score: number;
  readonly kills: number;
  readonly deaths: number;
  readonly bot: boolean;
}

const LEADERS = 10;

/**
 * Best first; among equal scores the ship with the lower id. One pass, because sorting a thousand ships every
 * tick costs too much.
 */
export function leadersOf({ ships }: { readonly ships: ReadonlyMap<string, Scored> }): Scored[] {
  const best: Scored[] = [];
  for (const ship of ships.values()) {
    let place = best.length;
    while (place > 0 && isBetter(ship, best[place - 1]!)) place--;
    if (place === LEADERS) continue;
    best.splice(place, 0, ship);
    if (best.length > LEADERS) best.pop();
  }
  return best;
}

const isBetter = (a: Scored, b: Scored): boolean => a.score > b.score || (a.score === b.score && a.id < b.id);
