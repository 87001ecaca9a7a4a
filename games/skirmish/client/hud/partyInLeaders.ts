/** Which leaders belong to the own party. */
import type { ShipSession } from "../session/skirmish.ts";

export interface Leader {
  readonly id: number;
  readonly name: string;
}

type Session = Pick<ShipSession, "members"> & {
  readonly state: { readonly ships: ReadonlyMap<string, { readonly id: number }> };
};

/**
 * The list of leaders has the ids of ships, a party the keys of players: a ship that has been in sight joins
 * both. Until then a member is known by its name.
 * @returns a function for each look at a session
 */
export function partyInLeaders(): (session: Session) => (leader: Leader) => boolean {
  let ids = new Map<string, number>();
  let of: Session | undefined;
  return (session) => {
    const { members, state } = session;
    if (session !== of) ids = new Map();
    of = session;
    for (const key of members.keys()) {
      const id = state.ships.get(key)?.id;
      if (id !== undefined) ids.set(key, id);
    }
    const isMember = ({ id, name }: Leader, [key, known]: [string, string]): boolean =>
      ids.has(key) ? ids.get(key) === id : known === name;
    return (leader) => [...members].some((member) => isMember(leader, member));
  };
}
