/** The timing of a room's lease, and the growth of epochs. It is the same in all processes of a cluster. */

export const ROOM_LEASE = {
  /** An owner that has not renewed for this long, ms, has missed two renewals: no takeover happens sooner. */
  quiet: 500,
  /** An owner that accepts requests, but has not answered for this long, ms, counts as stopped. */
  silent: 1000,
  /**
   * A process that may be a later owner than the one that Redis knows, and has not answered for this long,
   * ms, counts as gone. There is no second sign, such as missed renewals, and a takeover from a process that
   * is only slow loses the play there, so it is longer than `silent`.
   */
  laterOwnerSilent: 5000,
  /**
   * A later owner than the one that Redis knows, which waits for an answer of Redis, is waited for this long,
   * ms.
   */
  doubted: 10_000,
  /**
   * An owner that did not run for this long, ms, asks whether the room is still its own. Well below `silent`.
   */
  slept: 500,
  /**
   * After a replica was promoted or Redis restarted, records may be old: nothing is taken over for this long,
   * ms, so that every living owner can renew first.
   */
  settle: 3000,
  /** An owner in doubt asks within this time again, ms; an owner that does not is gone. */
  asks: 1000,
  /**
   * Restores without play in between that a match gets, whatever its owners died of: they may have been
   * killed, or starved, before they could play it; or it ends them in a way that leaves no sign.
   */
  restores: 3,
  /** The same once it has broken an owner: it blocked its event loop, or could not be restored. */
  restoresOfBroken: 1,
  /**
   * Where a match has broken an owner and the next one falls silent without a sign of its cause, no takeover
   * happens for this long, ms: on a busy machine its watchdog may need so long to write the sign. It ends the
   * process after 5 s (watchdogThread.ts).
   */
  suspected: 6000,
  /**
   * The record of a room without an owner is forgotten after this, ms: longer than any client asks for it.
   */
  kept: 120_000,
  /**
   * The end of a room is remembered for this long, ms, so that an owner that was stopped at that time does
   * not continue it.
   */
  remembered: 600_000,
  /**
   * A match that no living process can continue counts as over after this time without a renewal, ms: such a
   * process may be starting.
   */
  unplayable: 10_000,
  /** The checkpoint of a match that cannot continue is kept for this long, ms, for a post-mortem. */
  quarantined: 7 * 86_400_000,
} as const;

/** Processes are told apart by so many values. */
const MARKS = 1024;

/**
 * Epochs may be lost with the old Redis. A record without a renewal since Redis changed is taken over with an
 * epoch that is higher by this number. It differs each second, because that takeover may be lost in turn, and
 * mostly for each process, because another one may claim the room within that second.
 * @param now of Redis' clock, ms @param process id of the process that takes over
 */
export const leap = (now: number, process: string): number =>
  1000 + MARKS * (Math.floor(now / 1000) % 1000) + markOf(process);

function markOf(process: string): number {
  let mark = 0;
  for (let i = 0; i < process.length; i++) mark = (mark * 31 + process.charCodeAt(i)) % MARKS;
  return mark;
}
