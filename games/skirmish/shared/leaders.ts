/** The ten best of a room, as everybody sees them. */
interface Scored {
  readonly id: number;
  readonly name: string;
  readonly score: number;
}

const LEADERS = 10;

/** Best first; of equals the one that was here first. One pass: sorting a thousand every tick would show. */
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
