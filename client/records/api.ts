/** Requests of the page of records. */
import type { Leaderboard, OwnRecords, Period } from "../../shared/records.ts";
import { Refused } from "../../shared/refused.ts";
import { SERVER_URL } from "../browser/serverUrl.ts";

/** The page's address is one folder below the game's. */
export const SERVER = SERVER_URL.replace(/\/records$/, "");
/** A request that is unanswered for this long counts as failed, ms. */
const ANSWER = 20_000;

export interface Wish {
  mode: string;
  period: Period;
  /** Absent: the ranking that the game defines for a round. */
  by?: string | undefined;
}

/** @throws Refused, or what `fetch` throws */
export const leaderboard = ({ mode, period, by }: Wish): Promise<Leaderboard> =>
  ask(`/api/leaderboard?${new URLSearchParams({ mode, period, ...(by === undefined ? {} : { by }) })}`);

/**
 * @returns undefined when the player has no session, and therefore no records
 * @throws Refused, or what `fetch` throws
 */
export const ownRecords = (): Promise<OwnRecords | undefined> =>
  ask<OwnRecords>("/api/me/records").catch((error: unknown) => {
    if (error instanceof Refused && (error.status === 401 || error.status === 404)) return undefined;
    throw error;
  });

/** @throws Refused, or what `fetch` throws */
export async function deleteRecords(): Promise<void> {
  await ask("/api/me/records", "DELETE");
}

async function ask<T>(path: string, method = "GET"): Promise<T> {
  // The browser may have cached a leaderboard from before the player deleted its records.
  const cache = "no-cache";
  const answer = await fetch(SERVER + path, { method, cache, signal: AbortSignal.timeout(ANSWER) });
  const body = (await answer.json().catch(() => ({}))) as T & { error?: string };
  if (!answer.ok) throw new Refused(answer.status, body.error ?? `the server answers with ${answer.status}`);
  return body;
}
