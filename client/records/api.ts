/** What the page of records asks the server. */
import type { Leaderboard, OwnRecords, Period } from "../../shared/records.ts";
import { SERVER_URL } from "../browser/serverUrl.ts";

/** The page has an address of its own, one folder below the game's. */
export const SERVER = SERVER_URL.replace(/\/records$/, "");
/** A server that says nothing for so long does not answer, ms. */
const ANSWER = 20_000;

/** The server refuses; `message` is what it says. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface Wish {
  mode: string;
  period: Period;
  /** Absent: as the game ranks a round. */
  by?: string | undefined;
}

/** @throws Refused, or what `fetch` throws */
export const leaderboard = ({ mode, period, by }: Wish): Promise<Leaderboard> =>
  ask(`/api/leaderboard?${new URLSearchParams({ mode, period, ...(by === undefined ? {} : { by }) })}`);

/** @returns undefined for a player without a session: nothing is kept of it. @throws Refused, or what `fetch` throws */
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
  // A browser may have kept a leaderboard from before the player deleted its records.
  const cache = "no-cache";
  const answer = await fetch(SERVER + path, { method, cache, signal: AbortSignal.timeout(ANSWER) });
  const body = (await answer.json().catch(() => ({}))) as T & { error?: string };
  if (!answer.ok) throw new Refused(answer.status, body.error ?? `the server answers with ${answer.status}`);
  return body;
}
