/** One page of the list of matches: those that match a query, newest first. */
import type { ReplayPage } from "../../shared/log/replays.ts";
import type { KeptMatch } from "./keptMatch.ts";

/** Filters of a page. An absent field excludes no match. */
export interface ReplayQuery {
  readonly game?: string | undefined;
  readonly mode?: string | undefined;
  /** Name of a player, in any case. */
  readonly player?: string | undefined;
  /** Session id of a player. */
  readonly session?: string | undefined;
  /** `next` of the previous page; absent: the first page. */
  readonly before?: string | undefined;
  readonly limit: number;
}

export function replayPage(
  matches: Iterable<KeptMatch>,
  { limit, before, ...query }: ReplayQuery,
): ReplayPage {
  const all = [...matches].filter((match) => fits(match, query)).sort((a, b) => (a.place < b.place ? 1 : -1));
  const rest = before === undefined ? all : all.filter(({ place }) => place < before);
  const page = rest.slice(0, limit);
  const replays = page.map(({ info: { parts: _, sessions: __, ...entry } }) => entry);
  return rest.length > limit ? { replays, next: page.at(-1)!.place } : { replays };
}

function fits({ info }: KeptMatch, { game, mode, player, session }: Omit<ReplayQuery, "limit" | "before">) {
  if (game !== undefined && info.game !== game) return false;
  if (mode !== undefined && info.mode !== mode) return false;
  if (session !== undefined && !info.sessions.some((one) => one.session === session)) return false;
  if (player === undefined) return true;
  const wanted = player.toLowerCase();
  return info.players.some((name) => name.toLowerCase() === wanted);
}
