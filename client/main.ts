/** The page: chooses the game, asks for a name, joins, and passes the session to the game's module. */
import { pages } from "../games/client.ts";
import { tidyName } from "../shared/names.ts";
import { SERVER_URL } from "./browser/serverUrl.ts";
import { createSettings } from "./browser/settings.ts";
import { isTooOld, markStarted } from "./browser/started.ts";
import { createDevices } from "./input/devices.ts";
import type { JoinTo } from "./session/connect.ts";
import { listGames } from "./session/directory.ts";
import { askIdentity } from "./session/identity.ts";
import type { AnySession } from "./session/view.ts";
import { middleOf } from "./shell/dom.ts";
import { createFront } from "./shell/front.ts";
import { showIcon } from "./shell/icon.ts";
import { createJoinFlow, describeJoinError } from "./shell/joinFlow.ts";
import { linkToRoom, replayOf } from "./shell/links.ts";
import { loadGame } from "./shell/loadedGame.ts";
import { rememberedName, rememberedTransport } from "./shell/memory.ts";
import { modeTitle } from "./shell/modeTitle.ts";
import { pageOf, readAddress } from "./shell/pageAddress.ts";
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
 * of any game; ?at=… is the id of a room; ?friend=… is the name of a player, whose room is joined; ?party=…
 * is the code of a party, whose room is joined, or with ?move leaves its room for this one.
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
  join: (from, at) => joinRoom({ room: from.room, name: flow.name, at }),
  onShow(session) {
    window.__skirmish = { session: session as { key: string } as PlayedSession };
    game.mounted?.setSession(session as never);
    party.follow(session);
    offer();
  },
  onLeave: () => game.mounted?.rest(),
});
const game = loadGame(page, (module) => {
  const mounted = module.mount({
    ...{ game: gameBox, hud: hudBox, page, devices, settings },
    linkTo: (session) => linkToRoom(session, page === pages[0]),
    ...{ replayOf, onRejoin: rejoin, onLeave: () => flow.leave(), onNext: () => flow.playAgain() },
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

// Requested while the player reads the front page, which saves a round trip after the click. The join reports
// errors.
const remembered = tidyName(rememberedName());
const identity = askIdentity(SERVER_URL, remembered).catch(() => undefined);

const titleOf = (mode: string): string => modeTitle(mode, pages);
/** @returns the session that is played; undefined on the front page */
const playing = (): AnySession | undefined => (front.element.hidden ? seat.session : undefined);
const { party, offer, createPanel } = createPageParty({
  ...{ url: SERVER_URL, pages, query, room },
  async visitor() {
    const known = await identity;
    return known === undefined || front.element.hidden ? undefined : { token: known.token, name: front.name };
  },
  playing,
  session: () => seat.session,
  async onFollow(mode) {
    // The page of that game joins.
    if (pageOf(pages, mode) !== page) return flow.playAgain(mode);
    await seat.change(() => joinRoom({ room: mode, name: flow.name }));
    void party.refresh();
  },
  describeError: describeJoinError,
});

const front = createFront({
  element: document.querySelector<HTMLElement>("main.entry")!,
  url: SERVER_URL,
  ...{ game: page, room, titleOf, check: checkName, labels: devices.labels, party: createPanel() },
  name: query.get("name") ?? rememberedName(),
  onOtherServer: (link) => location.assign(link),
});
void party.refresh();
// Friends see the name that the player has typed.
front.element.addEventListener("change", () => void party.refresh());
if (query.has("party") && party.code === undefined) front.fail(words.party.malformed);
/** The front page does not wait for this list. Without an answer it offers the modes of its own game. */
const games = listGames(SERVER_URL).then(
  (served) => pages.filter((one) => one === page || served.some(({ name }) => name === one.name)),
  () => [page],
);
void games.then(front.offer);
const { onMounted } = createPageSheets({
  ...{ url: SERVER_URL, devices, settings, front, games, page, titleOf, party: createPanel() },
  playing,
  onRejoin: rejoin,
  onLeave: () => flow.leave(),
  onMode(mode) {
    seat.leave();
    void flow.play({ name: flow.name, room: mode, moves: true });
  },
});

const flow = createJoinFlow({ pages, page, room, query, seat, front, party, offer, joinRoom });
if (!isTooOld()) {
  markStarted();
  void flow.start();
}

/** Joins the mode of the session that has ended. */
function rejoin(): void {
  void flow.play({ name: flow.name, room: seat.session?.room ?? room });
}

/** @returns the server's reason to refuse a name; undefined when it accepts the name */
async function checkName(name: string): Promise<string | undefined> {
  const known = await identity;
  if (name === remembered) return known?.refused;
  return (await askIdentity(SERVER_URL, name, known?.token)).refused;
}

async function joinRoom(
  to: Pick<JoinTo, "room" | "name" | "at" | "friend" | "moveParty">,
): Promise<AnySession> {
  const { client, join } = await game.loaded();
  const by = { url: SERVER_URL, rooms: page.rooms, transport, identity: await identity };
  return join(client, { ...by, party: party.code, ...to });
}
