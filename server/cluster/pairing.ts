/**
 * Pairs waiting players by skill. It is pure and reads no clock, so that every process makes the same pairs
 * from the same list.
 *
 *   difference allowed
 *   600 ┤          ╭──────
 *       │       ╭──╯
 *   150 ┤───────╯            the accepted difference of skill grows with the waiting time
 *       └───────┬──┬──────▶ waited
 */

/** A player that waits in a room of its own. */
export interface WaitingPlayer {
  /** The id of its room. */
  readonly room: string;
  /** The id of the player; absent: a guest without a session. */
  readonly player?: string | undefined;
  readonly skill: number;
  /** ms */
  readonly waited: number;
  /** Ids of players it has just played with, or does not want to. */
  readonly avoids?: readonly string[] | undefined;
  /** It is a bot, and a room takes one bot at most (`ALLOW_BOTS`). */
  readonly onlyBot?: true | undefined;
}

/** Two players for one match: the first one stays in its room, the other one goes there. */
export type Pair = readonly [stays: WaitingPlayer, goes: WaitingPlayer];

/** Largest difference of skill at first, what each second adds, and the largest ever. */
const WINDOW = { first: 150, perSecond: 25, most: 600 } as const;

/** @param waited ms @returns the largest difference of skill that a player accepts after this waiting time */
export const windowOf = (waited: number): number =>
  Math.min(WINDOW.most, WINDOW.first + (WINDOW.perSecond * Math.max(0, waited)) / 1000);

const differ = (a: WaitingPlayer, b: WaitingPlayer): number => Math.abs(a.skill - b.skill);
const avoids = (a: WaitingPlayer, b: WaitingPlayer): boolean =>
  b.player !== undefined && a.avoids?.includes(b.player) === true;

/**
 * Whether two players may be paired: the longer waiting time decides the accepted difference. Never a player
 * with itself, nor two bots where a room admits one.
 */
export const fits = (a: WaitingPlayer, b: WaitingPlayer): boolean =>
  (a.player === undefined || a.player !== b.player) &&
  !(a.onlyBot && b.onlyBot) &&
  differ(a, b) <= windowOf(Math.max(a.waited, b.waited)) &&
  !avoids(a, b) &&
  !avoids(b, a);

/** The longest wait comes first; of two equal waits, the room that is first in the order. */
const byWait = (a: WaitingPlayer, b: WaitingPlayer): number =>
  b.waited - a.waited || (a.room < b.room ? -1 : Number(a.room > b.room));

/**
 * @returns pairs: the player that has waited longest comes first, and gets the opponent with the nearest
 * skill. No two of the remaining players may be paired.
 */
export function pairUp(waiting: Iterable<WaitingPlayer>): Pair[] {
  const left = [...waiting].sort(byWait);
  const pairs: Pair[] = [];
  for (let stays = left.shift(); stays !== undefined; stays = left.shift()) {
    let best = -1;
    for (const [i, other] of left.entries())
      if (fits(stays, other) && (best < 0 || differ(stays, other) < differ(stays, left[best]!))) best = i;
    const [goes] = best < 0 ? [] : left.splice(best, 1);
    if (goes !== undefined) pairs.push([stays, goes]);
  }
  return pairs;
}
