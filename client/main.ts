/** The page: chooses the game, asks for a name, joins, and passes the session to the game's module. */
import { pages } from "../games/client.ts";
import { tidyName } from "../shared/names.ts";
import { ensureCurrent, keepForNextVisit } from "./browser/nextVisit.ts";
import { SERVER_URL } from "./browser/serverUrl.ts";
import { createSettings } from "./browser/settings.ts";
import { isTooOld, markStarted } from "./browser/started.ts";
import { createDevices } from "./input/devices.ts";
import type { JoinTo } from "./session/connect.ts";
import { listGames } from "./session/directory.ts";
import { askIdentity } from "./session/identity.ts";
import { JoinFailed, OtherGame } from "./session/joinFailed.ts";
import type { AnySession } from "./session/view.ts";
import { middleOf } from "./shell/dom.ts";
import { type Choice, createFront } from "./shell/front.ts";
import { showIcon } from "./shell/icon.ts";
import { linkToRoom, replayOf } from "./shell/links.ts";
import { loadGame } from "./shell/loadedGame.ts";
import { rememberedName, rememberedTransport, rememberName } from "./shell/memory.ts";
import { modeTitle } from "./shell/modeTitle.ts";
import { forgetLink, goTo, pageOf, readAddress, writeChoice } from "./shell/pageAddress.ts";
import { createPageParty } from "./shell/pageParty.ts";
import { createPageSheets } from "./shell/pageSheets.ts";
import { createSeat } from "./shell/seat.ts";
import { words } from "./strings/index.ts";
import { language } from "./strings/language.ts";
import { TransportChoice } from "./transport/choice.ts";

declare global {
  interface Window {
    /** For the browser's console and for tests. */
    __skirmish: { session?: PlayedSession };
  }
  /** Tests of a game extend this with the members that they read of the session. */
  interface PlayedSession {
    readonly key: string;
  }
}

/**
 * Parameters of the address: ?name=Ada fills in the name; ?join presses Play; ?room=… is the name of a room
 * of any game; ?at=… is the id of a room; ?friend=… is the name of a player, whose room is joined; ?party=… is
 * the code of a party, whose room is joined, or with ?move leaves its room for this one.
 */
const query = new URLSearchParams(location.search);
const { page, room } = await readAddress(pages, query, SERVER_URL);
document.documentElement.lang = language;
document.title = page.title;
showIcon(page.emblem());

const gameBox = document.querySelector<HTMLElement>("#game")!;
const hudBox = document.querySelector<HTMLElement>("#hud")!;
window.__skirmish = {};

const settings = createSettings();
const devices = createDevices(
  gameBox,
  page.controls,
  settings,
  () => game.mounted?.aimFrom() ?? middleOf(gameBox),
);
const transport = new TransportChoice("auto", rememberedTransport);
const seat = createSeat({
  join: (from, at) => joinRoom({ room: from.room, name: played, at }),
  onShow(session) {
    window.__skirmish = { session: session as { key: string } as PlayedSession };
    game.mounted?.setSession(session as never);
    offer();
  },
});
const game = loadGame(page, (module) => {
  const onRejoin = () => void play({ name: played, room: seat.session?.room ?? room });
  const onNext = (): void => {
    const same = seat.session?.room ?? room;
    seat.leave();
    void play({ name: played, room: same });
  };
  const mounted = module.mount({
    ...{ game: gameBox, hud: hudBox, page, devices, settings },
    linkTo: (session) => linkToRoom(session, page === pages[0]),
    ...{ replayOf, onRejoin, onLeave: leave, onNext },
  });
  onMounted();
  return mounted;
});

// A page that the browser keeps for its Back button keeps its seat [PD3]; every other page gives the seat up
// at once.
addEventListener("pagehide", ({ persisted }) => {
  if (persisted) seat.session?.suspend();
  else seat.leave();
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) seat.session?.resume();
});

/** Name of the latest attempt to join, because a browser without storage does not remember it. */
let played = rememberedName();

/**
 * The room that the page's address names. Only the first join uses it, because the room may end before a
 * later join.
 */
let linked: Pick<Choice, "at" | "friend"> = {
  ...(query.has("at") && { at: query.get("at")! }),
  ...(query.has("friend") && { friend: query.get("friend")! }),
};

// Requested while the player reads the front page, which saves a round trip after the click. The join reports
// errors.
const remembered = tidyName(rememberedName());
const identity = askIdentity(SERVER_URL, remembered).catch(() => undefined);

const titleOf = (mode: string): string => modeTitle(mode, pages);
const { party, offer, createPanel } = createPageParty({
  ...{ url: SERVER_URL, pages, query, room },
  async visitor() {
    const known = await identity;
    return known === undefined || front.element.hidden ? undefined : { token: known.token, name: front.name };
  },
  playing: () => (front.element.hidden ? seat.session : undefined),
  session: () => seat.session,
  async onFollow(mode) {
    if (pageOf(pages, mode) !== page) {
      // The page of that game joins.
      seat.leave();
      return void play({ name: played, room: mode });
    }
    await seat.change(() => joinRoom({ room: mode, name: played }));
    void party.refresh();
  },
  describeError,
});

const front = createFront({
  element: document.querySelector<HTMLElement>("main.entry")!,
  url: SERVER_URL,
  ...{ game: page, room, titleOf, check: checkName, labels: devices.labels, party: createPanel() },
  name: query.get("name") ?? rememberedName(),
  onOtherServer: (link) => location.assign(link),
});
void party.refresh();
if (query.has("party") && party.code === undefined) front.fail(words.party.malformed);
/** The front page does not wait for this list. Without an answer it offers the modes of its own game. */
const games = listGames(SERVER_URL).then(
  (served) => pages.filter((one) => one === page || served.some(({ name }) => name === one.name)),
  () => [page],
);
void games.then(front.offer);
const { onMounted } = createPageSheets({
  ...{ url: SERVER_URL, devices, settings, front, games, page, titleOf, party: createPanel() },
  isPlaying: () => front.element.hidden && (seat.session?.link.state ?? "over") !== "over",
  onLeave: leave,
  onMode(mode) {
    seat.leave();
    void play({ name: played, room: mode, moves: true });
  },
});

/** The choice that is being joined, which a newly loaded page must continue. */
let asked: Choice | undefined;
let isReloading = false;
const current = ensureCurrent(nextQuery);

/**
 * Called when a newer build of the page is loaded.
 * @returns the query with which the new page continues the join
 */
function nextQuery(): URLSearchParams {
  isReloading = true;
  if (asked === undefined) query.set("name", front.name);
  else writeChoice(query, asked);
  return query;
}

if (!isTooOld()) void start();

async function start(): Promise<void> {
  markStarted();
  const name = query.get("name") ?? rememberedName();
  const moved = query.has("move") ? { room, ...linked, moves: true as const } : {};
  const choice = query.has("join") ? { name } : await front.choice();
  // Play leads where the link leads.
  await play(Object.keys(choice).length > 1 ? choice : { ...choice, ...moved });
}

/** Joins as chosen. After a failure the player chooses again. */
async function play(chosen: Choice): Promise<void> {
  for (let choice = chosen; !(await enter(choice)); ) choice = await front.choice();
}

/** Gives the seat up, and shows the front page. */
async function leave(): Promise<void> {
  seat.leave();
  front.open();
  offer();
  await play(await front.choice());
}

/** @returns the server's reason to refuse a name; undefined when it accepts the name */
async function checkName(name: string): Promise<string | undefined> {
  const known = await identity;
  if (name === remembered) return known?.refused;
  return (await askIdentity(SERVER_URL, name, known?.token)).refused;
}

/** @returns whether the join has succeeded; otherwise the front page shows the reason */
async function enter({ name, moves, ...chosen }: Choice): Promise<boolean> {
  rememberName(name);
  played = name;
  const isChosen = Object.keys(chosen).length > 0;
  // Play leads to the party.
  const usual = party.status?.mode ?? room;
  const { room: wanted = usual, ...where }: Omit<Choice, "name"> = isChosen ? chosen : linked;
  linked = {};
  front.open();
  offer();
  front.busy(words.front.joining);
  try {
    if ((pageOf(pages, wanted) ?? page) !== page) throw new OtherGame(wanted, where.at ?? "");
    asked = { name, room: wanted, ...where, ...(moves && { moves }) };
    // A newer build is being loaded, with a query from before this choice.
    if (isReloading) location.replace(`?${nextQuery()}`);
    await current;
    seat.show(await joinRoom({ room: wanted, name, ...where, ...(moves && { moveParty: true }) }));
    void party.refresh();
    forgetFirstJoin();
    front.close();
    keepForNextVisit();
    return true;
  } catch (error) {
    const isOtherGame = error instanceof OtherGame && pageOf(pages, error.room) !== undefined;
    // After a choice on this page, Back leads to this page; after a link, to the page with the link.
    const go = isChosen ? "assign" : "replace";
    if (isOtherGame)
      await goTo({ room: error.room, at: error.roomId, name, party: party.code, moves: moves === true }, go);
    // A member was faster: Play leads there now.
    if (error instanceof JoinFailed && error.reason === "partyElsewhere") {
      await party.refresh();
      const mode = party.status?.mode;
      if (mode !== undefined && mode !== wanted) return await enter({ name, room: mode });
    }
    front.fail(isOtherGame ? "" : describeError(error));
    return false;
  }
}

function forgetFirstJoin(): void {
  const here = new URL(location.href);
  for (const address of [here.searchParams, query]) forgetLink(address, party.code !== undefined);
  if (here.href !== location.href) history.replaceState(history.state, "", here);
}

async function joinRoom(
  to: Pick<JoinTo, "room" | "name" | "at" | "friend" | "moveParty">,
): Promise<AnySession> {
  const { client, join } = await game.loaded();
  const by = { url: SERVER_URL, rooms: page.rooms, transport, identity: await identity };
  return join(client, { ...by, party: party.code, ...to });
}

/** @returns why a join failed */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return words.joinFailed(error instanceof JoinFailed ? error.reason : undefined, error.message);
}
