/**
 * The page's address: the room and the game that it leads to, and how a page goes to the page of another
 * game.
 */
import { readPartyCode } from "../../shared/party.ts";
import type { GamePage } from "../page.ts";
import { findPlayer } from "../session/directory.ts";
import { askParty } from "../session/partyStatus.ts";
import type { Choice } from "./front.ts";

/** How long the page waits for the answer in which room a friend plays, ms. */
const FRIEND_TIMEOUT = 2000;

export interface LinkedPage {
  /** The game that the page shows. */
  readonly page: GamePage;
  /** Name of the room that Play leads to. */
  readonly room: string;
}

/** @returns the page of the game that a room belongs to; undefined for a room of no game in `pages` */
export const pageOf = (pages: readonly GamePage[], room: string | undefined): GamePage | undefined =>
  pages.find(({ rooms }) => rooms.includes(room ?? ""));

/**
 * @param pages games that the page can show; the first one is the default
 * @param query of the page's address
 * @param url address of the server
 */
export async function readAddress(
  pages: readonly [GamePage, ...GamePage[]],
  query: URLSearchParams,
  url: string,
): Promise<LinkedPage> {
  // With only one game, a friend's room does not decide anything.
  const friend = pages.length === 1 ? null : query.get("friend");
  const party = pages.length === 1 || query.has("move") ? undefined : readPartyCode(query.get("party") ?? "");
  const linked =
    (friend !== null && (await roomOf(friend, url))) ||
    (party !== undefined && (await modeOf(party, url))) ||
    query.get("room") ||
    undefined;
  const page = pageOf(pages, linked) ?? pages[0];
  return { page, room: linked ?? page.rooms[0]! };
}

/** @returns name of the room that a player is in */
async function roomOf(friend: string, url: string): Promise<string | undefined> {
  // The join reports errors. It also leads to the right game if this answer comes too late.
  return (await findPlayer(url, friend, FRIEND_TIMEOUT).catch(() => undefined))?.roomName;
}

/** @returns name of the room that a party plays in */
async function modeOf(party: string, url: string): Promise<string | undefined> {
  return (await askParty(url, party, undefined, FRIEND_TIMEOUT).catch(() => undefined))?.mode;
}

/** Writes a choice into a query, with which a newly loaded page joins as chosen. */
export function writeChoice(query: URLSearchParams, { moves, ...choice }: Choice): void {
  // The query may be of a link that led to another room.
  for (const key of ["at", "friend", "move"]) query.delete(key);
  for (const [key, value] of Object.entries(choice)) query.set(key, value);
  if (moves) query.set("move", "");
  query.set("join", "");
}

/**
 * Removes what only the first join may use: a reload would move the party back. Where a party leads, the room
 * and the friend of the link do not count any more, either.
 */
export function forgetLink(query: URLSearchParams, hasParty: boolean): void {
  for (const key of hasParty ? ["move", "at", "friend"] : ["move"]) query.delete(key);
}

/**
 * Goes to a room of another game, on a page of that game. Resolves when the browser's Back button restores
 * this page.
 * @param where `at`: id of a room, or ""; `party`: the player's; `moves`: the party is to follow
 */
export function goTo(
  where: { room: string; at: string; name: string; party: string | undefined; moves: boolean },
  go: "assign" | "replace",
): Promise<void> {
  const { at, party, moves, ...rest } = where;
  const query = {
    ...{ ...rest, ...(at !== "" && { at }), join: "" },
    ...(party !== undefined && { party, ...(moves && { move: "" }) }),
  };
  location[go](`?${new URLSearchParams(query)}`);
  return new Promise((resolve) => {
    addEventListener("pageshow", ({ persisted }) => persisted && resolve());
  });
}
