/**
 * Asks whether an owner still owns its room, until that is decided: Redis, and the other processes where
 * Redis may have lost the record of a later owner. Such an owner cannot reach Redis now, so only it can say
 * that it plays the match.
 */
import type { Log } from "../ops/log.ts";
import type { Confirmation, Ledger } from "./ledger.ts";
import { OTHERS_ANSWER } from "./ownerSearch.ts";
import { type Clock, elapsed, type Moment, momentOf } from "./ports.ts";

/** Between two questions to a Redis that does not answer, ms. */
const ASK_AGAIN = 100;
/** Without an answer for this long, ms, it is in doubt which process owns the room. */
const DOUBT = 1500;

export interface OwnerQuestion {
  readonly room: string;
  readonly ledger: Pick<Ledger, "confirm" | "look">;
  readonly clock: Clock;
  readonly log: Log;
  /** Asks the other processes. @returns whether one of them has the room under a later epoch */
  isPlayedElsewhere(epoch: number): Promise<boolean>;
  /** The question has been open for `DOUBT` ms. Called once for each question. */
  onDoubt(): void;
}

/**
 * Asks once.
 * @param isWanted whether the answer still matters
 * @returns the answer, and when Redis was asked for it. Rejects when Redis does not answer.
 */
export async function confirmOwner(
  { room, ledger, clock, isPlayedElsewhere }: OwnerQuestion,
  name: string,
  epoch: number,
  isWanted: () => boolean,
): Promise<{ answer: Confirmation; sent: Moment }> {
  let sent = momentOf(clock);
  const answer = await ledger.confirm(room, name, epoch);
  if (answer !== "stale" || !isWanted()) return { answer, sent };
  if (await isPlayedElsewhere(epoch)) return { answer: "lost", sent };
  // The other processes may have changed since they answered.
  if (!isWanted() || elapsed(clock, sent) >= OTHERS_ANSWER) return { answer, sent };
  sent = momentOf(clock);
  return { answer: await ledger.confirm(room, name, epoch, true), sent };
}

/**
 * Asks until it is decided whether this process owns the room.
 * @param ask resolves to undefined while that is not decided
 */
export async function askUntilDecided(
  { room, clock, log, onDoubt }: OwnerQuestion,
  ask: () => Promise<boolean | undefined>,
): Promise<boolean> {
  const since = momentOf(clock);
  let isDoubted = false;
  for (;;) {
    const isOurs = await ask().catch((err) => {
      log.debug({ room, err }, "Redis does not say which process owns the room");
    });
    if (typeof isOurs === "boolean") return isOurs;
    if (!isDoubted && elapsed(clock, since) >= DOUBT) {
      isDoubted = true;
      onDoubt();
    }
    await clock.wait(ASK_AGAIN);
  }
}

/**
 * An owner that was cut off from Redis, and from the processes that looked for it, plays on, although its
 * room may have been taken over. If Redis has lost the record of the next owner since, it would accept a
 * renewal: the other processes are asked first.
 * @returns whether one of them has the room under a later epoch
 */
export async function isNextForgotten(
  { room, ledger, isPlayedElsewhere }: Pick<OwnerQuestion, "room" | "ledger" | "isPlayedElsewhere">,
  epoch: number,
): Promise<boolean> {
  const entry = await ledger.look(room);
  const mayBe = typeof entry === "object" ? entry.stale : entry === "unsettled";
  return mayBe && (await isPlayedElsewhere(epoch));
}
