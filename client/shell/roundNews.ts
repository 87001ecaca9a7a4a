/**
 * What the records say of the round on the podium: ratings, the place of today, a personal best. The podium
 * waits for none of it; each is shown once it is known.
 */
import { rankOf } from "../../shared/rank.ts";
import type { Leaderboard, RatingChange } from "../../shared/records.ts";
import { keepBest } from "../browser/bests.ts";
import type { AnySession } from "../session/view.ts";
import { words } from "../strings/index.ts";
import { formatNumber } from "./format.ts";

/** Server and browser keep a leaderboard for 2 s; one that is asked for after this time has the round, ms. */
const FRESH = 2500;
/** Later places are not mentioned. */
const LAST_PLACE = 10;

export interface RoundNews {
  /** @returns the changed rating of a player, for one line @param player session id */
  rating(player: string): string | undefined;
  /** @returns the changed rating of the only other player of the round */
  otherRating(player: string): string | undefined;
  /** @returns what is new for the player, for one line @param result in the round; 0 is no best */
  own(session: AnySession, round: number, result: number): string[];
}

export interface RoundNewsFeed extends RoundNews {
  /** Follows a session instead of an earlier one. @returns functions that end it */
  start(session: AnySession): (() => void)[];
  /** The podium is over. */
  clear(): void;
}

/**
 * @param isPlayed false in a replay, where nothing is the viewer's own
 * @param askToday requests the leaderboard of today of a mode
 */
export function createRoundNews(
  isPlayed: boolean,
  askToday: (mode: string) => Promise<Leaderboard>,
): RoundNewsFeed {
  let ratings: readonly RatingChange[] = [];
  let today: number | undefined;
  /** The latest round whose result was compared, and whether it was a best. */
  let [compared, isBest] = ["", false];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const clear = (): void => {
    clearTimeout(timer);
    // So that an answer that is still on its way changes nothing.
    timer = undefined;
    [ratings, today] = [[], undefined];
  };
  const ask = async (session: AnySession): Promise<void> => {
    const asked = timer;
    const name = session.playerOf(session.key)?.name;
    const board = await askToday(session.room).catch(() => undefined);
    if (asked === timer && board !== undefined && name !== undefined) today = placeIn(board, name);
  };
  const describe = (change: RatingChange | undefined) => change && ratingText(change);
  return {
    start(session) {
      clear();
      const stop = session.events.on("recorded", (recorded) => {
        [ratings, today] = [recorded.ratings, undefined];
        clearTimeout(timer);
        timer = setTimeout(() => void ask(session), FRESH);
      });
      return [stop, clear];
    },
    clear,
    rating: (player) => describe(ratings.find((one) => one.player === player)),
    otherRating: (player) =>
      ratings.length === 2 ? describe(ratings.find((one) => one.player !== player)) : undefined,
    own(session, round, result) {
      if (!isPlayed) return [];
      const id = `${session.roomId} ${round}`;
      if (id !== compared) [compared, isBest] = [id, keepBest(session.room, result)];
      const rating = this.rating(session.key);
      return [
        ...(isBest ? [words.news.best] : []),
        ...(rating === undefined ? [] : [words.news.rating(rating)]),
        ...(today === undefined ? [] : [words.news.today(words.ordinal(today))]),
      ];
    },
  };
}

/** @returns as in "1,512 → 1,526, +14" */
export function ratingText({ was, now }: Pick<RatingChange, "was" | "now">): string {
  const change = now - was;
  const sign = change > 0 ? "+" : change < 0 ? "−" : "±";
  return `${formatNumber(was)} → ${formatNumber(now)}, ${sign}${formatNumber(Math.abs(change))}`;
}

/** @returns the place of a player; undefined when it is not among the first, or several have that name */
export function placeIn({ players, by }: Leaderboard, name: string): number | undefined {
  const rows = players.filter((row) => row.name === name);
  if (rows.length !== 1) return undefined;
  const place = rankOf(
    rows[0]!.figures[by] ?? 0,
    players.map(({ figures }) => figures[by] ?? 0),
  );
  return place <= LAST_PLACE ? place : undefined;
}
