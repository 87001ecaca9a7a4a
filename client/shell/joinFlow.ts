/**
 * The way of the page into rooms: the first join, which may follow a link, then each choice of the player
 * until a join succeeds. A join that is refused for a moment is repeated without the player.
 */
import { ensureCurrent, keepForNextVisit } from "../browser/nextVisit.ts";
import type { GamePage } from "../page.ts";
import type { JoinTo } from "../session/connect.ts";
import { JoinFailed, OtherGame } from "../session/joinFailed.ts";
import type { AnySession } from "../session/view.ts";
import { words } from "../strings/index.ts";
import type { Choice, Front } from "./front.ts";
import { rememberedName, rememberName } from "./memory.ts";
import { forgetLink, goTo, pageOf, writeChoice } from "./pageAddress.ts";
import type { PageParty } from "./pageParty.ts";
import type { Seat } from "./seat.ts";

/** Pause before a join is repeated, ms: at random in this range, as many pages may wait for a seat. */
const RETRY = { least: 4000, most: 8000 } as const;

interface Failure {
  /** What the player reads; "" for nothing. */
  readonly text: string;
  /** What to join again after a while; absent when only the player can go on. */
  readonly again?: Choice;
}

export interface JoinFlowOptions extends Pick<PageParty, "party" | "offer"> {
  readonly pages: readonly GamePage[];
  /** The game of this page. */
  readonly page: GamePage;
  /** Name of the room that Play leads to. */
  readonly room: string;
  /** Query of the page's address. */
  readonly query: URLSearchParams;
  readonly seat: Seat;
  readonly front: Front;
  /** Joins a room of this page's game. */
  joinRoom(to: Pick<JoinTo, "room" | "name" | "at" | "friend" | "moveParty">): Promise<AnySession>;
}

export interface JoinFlow {
  /** Name of the latest attempt to join, because a browser without storage does not remember it. */
  readonly name: string;
  /** Joins as the address says, or as the player chooses. */
  start(): Promise<void>;
  /** Joins as chosen. After a failure the player chooses again. */
  play(choice: Choice): Promise<void>;
  /** Gives the seat up, and joins a room under the same name. Without `room` it is the mode of the seat. */
  playAgain(room?: string): void;
  /** Gives the seat up, and shows the front page. */
  leave(): Promise<void>;
}

export function createJoinFlow(options: JoinFlowOptions): JoinFlow {
  const { pages, page, room, query, seat, front, party, offer, joinRoom } = options;
  let played = rememberedName();
  /**
   * The room that the page's address names. Only the first join uses it, because the room may end before a
   * later join.
   */
  let linked: Pick<Choice, "at" | "friend"> = {
    ...(query.has("at") && { at: query.get("at")! }),
    ...(query.has("friend") && { friend: query.get("friend")! }),
  };
  /** The choice that is being joined, which a newly loaded page must continue. */
  let joining: Choice | undefined;
  let isReloading = false;
  const current = ensureCurrent(nextQuery);

  /**
   * Called when a newer build of the page is loaded.
   * @returns the query with which the new page continues the join
   */
  function nextQuery(): URLSearchParams {
    isReloading = true;
    if (joining === undefined) query.set("name", front.name);
    else writeChoice(query, joining);
    return query;
  }

  async function play(chosen: Choice): Promise<void> {
    let choice = chosen;
    let since = front.touches;
    for (;;) {
      const failure = await enter(choice);
      if (failure === undefined) return;
      const { text, again } = failure;
      const ways: Promise<Choice>[] = [];
      if (again === undefined) front.fail(text);
      else {
        const pause = RETRY.least + Math.random() * (RETRY.most - RETRY.least);
        ways.push(front.failForNow(text, pause, since).then(() => again));
      }
      choice = await Promise.race([front.choice(), ...ways]);
      if (choice !== again) since = front.touches;
    }
  }

  /** @returns undefined when the join has succeeded */
  async function enter({ name, moves, ...chosen }: Choice): Promise<Failure | undefined> {
    rememberName(name);
    played = name;
    const isChosen = Object.keys(chosen).length > 0;
    // Play leads to the party.
    const usual = party.status?.mode ?? room;
    const { room: wanted = usual, ...where }: Omit<Choice, "name"> = isChosen ? chosen : linked;
    const choice = { name, room: wanted, ...where, ...(moves && { moves }) };
    linked = {};
    front.open();
    offer();
    front.busy(words.front.joining);
    try {
      if ((pageOf(pages, wanted) ?? page) !== page) throw new OtherGame(wanted, where.at ?? "");
      joining = choice;
      // A newer build is being loaded, with a query from before this choice.
      if (isReloading) location.replace(`?${nextQuery()}`);
      await current;
      seat.show(await joinRoom({ room: wanted, name, ...where, ...(moves && { moveParty: true }) }));
      void party.refresh();
      forgetFirstJoin();
      front.close();
      keepForNextVisit();
      return undefined;
    } catch (error) {
      const isOtherGame = error instanceof OtherGame && pageOf(pages, error.room) !== undefined;
      // After a choice on this page, Back leads to this page; after a link, to the page with the link.
      const go = isChosen ? "assign" : "replace";
      if (isOtherGame)
        await goTo(
          { room: error.room, at: error.roomId, name, party: party.code, moves: moves === true },
          go,
        );
      // Another member has moved the party: join its room.
      if (error instanceof JoinFailed && error.reason === "partyElsewhere") {
        await party.refresh();
        const mode = party.status?.mode;
        if (mode !== undefined && mode !== wanted) return await enter({ name, room: mode });
      }
      // Its members see this player again, and this player them.
      void party.refresh();
      if (isOtherGame) return { text: "" };
      const isBusy = error instanceof JoinFailed && error.reason === "busy";
      return { text: describeJoinError(error), ...(isBusy && { again: choice }) };
    }
  }

  function forgetFirstJoin(): void {
    const here = new URL(location.href);
    for (const address of [here.searchParams, query]) forgetLink(address, party.code !== undefined);
    if (here.href !== location.href) history.replaceState(history.state, "", here);
  }

  return {
    get name() {
      return played;
    },
    async start() {
      const name = query.get("name") ?? rememberedName();
      const moved = query.has("move") ? { room, ...linked, moves: true as const } : {};
      const choice = query.has("join") ? { name } : await front.choice();
      // Play leads where the link leads.
      await play(Object.keys(choice).length > 1 ? choice : { ...choice, ...moved });
    },
    play,
    playAgain(mode = seat.session?.room ?? room) {
      seat.leave();
      void play({ name: played, room: mode });
    },
    async leave() {
      seat.leave();
      front.open();
      offer();
      void party.refresh();
      await play(await front.choice());
    },
  };
}

/** @returns why a join failed, for the player */
export function describeJoinError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return words.joinFailed(error instanceof JoinFailed ? error.reason : undefined, error.message);
}
