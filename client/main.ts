/** The page: chooses the game, asks for a name, joins, and passes the session to the game's module. */
import { pages } from "../games/client.ts";
import { tidyName } from "../shared/names.ts";
import { ensureCurrent, keepForNextVisit } from "./browser/nextVisit.ts";
import { SERVER_URL } from "./browser/serverUrl.ts";
import { createSettings } from "./browser/settings.ts";
import { isTooOld, markStarted } from "./browser/started.ts";
import type { GameTypes } from "./game.ts";
import { createDevices } from "./input/devices.ts";
import type { GameModule, MountedGame } from "./page.ts";
import { join } from "./session/connect.ts";
import { findPlayer, listGames } from "./session/directory.ts";
import { askIdentity } from "./session/identity.ts";
import { JoinFailed, OtherGame } from "./session/joinFailed.ts";
import type { AnySession } from "./session/view.ts";
import { middleOf } from "./shell/dom.ts";
import { type Choice, createFront } from "./shell/front.ts";
import { showIcon } from "./shell/icon.ts";
import { linkToRoom, replayOf } from "./shell/links.ts";
import { rememberedName, rememberedTransport, rememberName } from "./shell/memory.ts";
import { createPageSheets } from "./shell/pageSheets.ts";
import { words } from "./strings/index.ts";
import { language } from "./strings/language.ts";
import { TransportChoice } from "./transport/choice.ts";

declare global {
  interface Window {
    /** For the console and for tests. */
    __skirmish: { session?: PlayedSession };
  }
  /** Tests of a game extend this by what they read of their page's session. */
  interface PlayedSession {
    readonly key: string;
  }
}

/**
 * Parameters of the address: ?name=Ada fills in the name, ?join presses Play, ?room=… names a room of any game, ?at=… is the
 * id of one room, ?friend=… leads to the room of that player.
 */
const query = new URLSearchParams(location.search);
/** How long the front page waits for the answer where a friend plays, ms. */
const FRIEND_PATIENCE = 2000;
const pageOf = (room: string | undefined) => pages.find(({ rooms }) => rooms.includes(room ?? ""));
const linkedRoom = (await friendsRoom(query.get("friend"))) ?? query.get("room") ?? undefined;
const page = pageOf(linkedRoom) ?? pages[0];
const room = linkedRoom ?? page.rooms[0]!;
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
  () => mounted?.aimFrom() ?? middleOf(gameBox),
);
let mounted: MountedGame<GameTypes> | undefined;
let session: AnySession | undefined;
const transport = new TransportChoice("auto", rememberedTransport);
/** The game loads while the player looks at the front page. */
const loading = loadGame();

// A page that the browser keeps for its Back button keeps its seat [PD3]; any other page gives it up at once.
addEventListener("pagehide", ({ persisted }) => {
  if (persisted) session?.suspend();
  else void session?.leave();
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) session?.resume();
});

/** Name of the latest attempt to join, because a browser without storage does not remember it. */
let played = rememberedName();

/** The room that the page's address names. Only the first join uses it, because that room may have ended later. */
let linked: Pick<Choice, "at" | "friend"> = {
  ...(query.has("at") && { at: query.get("at")! }),
  ...(query.has("friend") && { friend: query.get("friend")! }),
};

// Asked for while the player looks at the front page, which saves a round trip after the click. The join reports errors.
const remembered = tidyName(rememberedName());
const identity = askIdentity(SERVER_URL, remembered).catch(() => undefined);

const front = createFront({
  element: document.querySelector<HTMLElement>("main.entry")!,
  url: SERVER_URL,
  ...{ game: page, room, check, labels: devices.labels },
  name: query.get("name") ?? rememberedName(),
  onElsewhere: (link) => location.assign(link),
});
/** Nothing waits for this list; without it the front page offers the modes of its own game. */
const games = listGames(SERVER_URL).then(
  (served) => pages.filter((one) => one === page || served.some(({ name }) => name === one.name)),
  () => [page],
);
void games.then(front.offer);
const { onMounted } = createPageSheets({
  ...{ url: SERVER_URL, devices, settings, front, games, page },
  isPlaying: () => session !== undefined && front.element.hidden && session.link.state !== "over",
  onLeave: leave,
  onMode(mode) {
    void session?.leave();
    void play({ name: played, room: mode });
  },
});

/** What the player has chosen, until it is known whether this page may join. */
let asked: Choice | undefined;
let isReloading = false;
const current = ensureCurrent(nextQuery);

/** @returns the query of the page that goes on where this one is */
function nextQuery(): URLSearchParams {
  isReloading = true;
  const { name, ...where } = asked ?? { name: front.name };
  for (const [key, value] of Object.entries(where)) query.set(key, value);
  query.set("name", name);
  if (asked !== undefined) query.set("join", "");
  return query;
}

if (!isTooOld()) void start();

async function start(): Promise<void> {
  markStarted();
  await play(query.has("join") ? { name: query.get("name") ?? rememberedName() } : await front.choice());
}

/** Joins as chosen. Where that fails, the player chooses again. */
async function play(chosen: Choice): Promise<void> {
  for (let choice = chosen; !(await enter(choice)); ) choice = await front.choice();
}

/** Gives the seat up, and shows the front page. */
async function leave(): Promise<void> {
  void session?.leave();
  session = undefined;
  front.open();
  await play(await front.choice());
}

/** @returns the server's reason to refuse a name; undefined when it accepts the name */
async function check(name: string): Promise<string | undefined> {
  const known = await identity;
  if (name === remembered) return known?.refused;
  return (await askIdentity(SERVER_URL, name, known?.token)).refused;
}

/** @returns whether the player is in a match now; else the front page says why not */
async function enter({ name, ...chosen }: Choice): Promise<boolean> {
  rememberName(name);
  played = name;
  const isChosen = Object.keys(chosen).length > 0;
  const { room: wanted = room, ...where }: Omit<Choice, "name"> = isChosen ? chosen : linked;
  linked = {};
  front.open();
  front.busy(words.front.joining);
  try {
    if (pageOf(wanted) !== page && pageOf(wanted) !== undefined) throw new OtherGame(wanted, where.at ?? "");
    asked = { name, room: wanted, ...where };
    // The page that is on its way does not know of the choice.
    if (isReloading) location.replace(`?${nextQuery()}`);
    await current;
    const { client } = await game();
    const to = { url: SERVER_URL, room: wanted, name, rooms: page.rooms, transport, ...where };
    const joined = await join(client, { ...to, identity: await identity });
    show(joined);
    front.close();
    keepForNextVisit();
    return true;
  } catch (error) {
    const isElsewhere = error instanceof OtherGame && pageOf(error.room) !== undefined;
    // After a choice on this page, Back leads to this page; after a link, to the page with the link.
    const go = isChosen ? "assign" : "replace";
    if (isElsewhere) await goTo({ room: error.room, at: error.roomId, name }, go);
    front.fail(isElsewhere ? "" : inWords(error));
    return false;
  }
}

function show(joined: AnySession): void {
  session = joined;
  window.__skirmish = { session: joined as { key: string } as PlayedSession };
  mounted?.setSession(joined as never);
  joined.events.on("match", (opponent) => void follow(joined, opponent.room));
}

/** An opponent waits in another room. The own seat is given up once there is one there: somebody may have been faster. */
async function follow(from: AnySession, at: string): Promise<void> {
  const { room } = from;
  const to = { url: SERVER_URL, room, name: played, rooms: page.rooms, transport, at };
  const joined = await join((await game()).client, { ...to, identity: await identity }).catch(
    () => undefined,
  );
  if (joined === undefined) return;
  // The player has left meanwhile, or plays elsewhere.
  if (session !== from) return void joined.leave();
  show(joined);
  void from.leave();
}

/** Goes to a room of another game, on a page of that game. Resolves when the browser's Back button brings this page back. */
function goTo(where: { room: string; at: string; name: string }, go: "assign" | "replace"): Promise<void> {
  const { at, ...rest } = where;
  location[go](`?${new URLSearchParams({ ...rest, ...(at !== "" && { at }), join: "" })}`);
  return new Promise((resolve) => {
    addEventListener("pageshow", ({ persisted }) => persisted && resolve());
  });
}

/**
 * @returns name of the room that a friend plays in, which decides the game of this page; undefined when there is only one
 * game
 */
async function friendsRoom(friend: string | null): Promise<string | undefined> {
  if (friend === null || pages.length === 1) return undefined;
  // Errors are reported by the join, which also leads to the right game if this answer comes too late.
  return (await findPlayer(SERVER_URL, friend, FRIEND_PATIENCE).catch(() => undefined))?.roomName;
}

/** Loads the game and shows it. @returns undefined when it cannot be loaded */
async function loadGame(): Promise<GameModule<GameTypes> | undefined> {
  try {
    const module = await page.load();
    const onRejoin = () => void play({ name: played, room: session?.room ?? room });
    const onNext = (): void => {
      void session?.leave();
      onRejoin();
    };
    const boxes = { game: gameBox, hud: hudBox };
    const linkTo = (to: AnySession) => linkToRoom(to, page === pages[0]);
    const on = { onRejoin, onLeave: leave, onNext };
    mounted = module.mount({ ...boxes, page, devices, settings, linkTo, replayOf, ...on });
    onMounted();
    return module;
  } catch (error) {
    console.error(error);
    return undefined;
  }
}

/**
 * @throws when the game cannot be loaded, for example after an update of the server. A browser retries a failed module only
 * after a reload.
 */
async function game(): Promise<GameModule<GameTypes>> {
  const module = await loading;
  if (module === undefined) throw new Error(words.front.notLoaded(page.title));
  return module;
}

/** @returns why a join failed */
function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return words.joinFailed(error instanceof JoinFailed ? error.reason : undefined, error.message);
}
