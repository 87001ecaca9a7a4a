/**
 * The page of a live match, /watch/ROOM or /watch/MODE: shows the match some seconds late, and then the next
 * one.
 */
import { pages } from "../../games/client.ts";
import { BadLog } from "../../shared/log/bytes.ts";
import type { LogStream } from "../../shared/log/logStream.ts";
import type { ReplayInfo } from "../../shared/log/replays.ts";
import { isTooOld, markStarted } from "../browser/started.ts";
import { gameOf } from "../replay/gameOf.ts";
import { logStream } from "../replay/loadMatch.ts";
import { playMatch } from "../replay/playMatch.ts";
import { createScreen, inWords, type Screen } from "../replay/screen.ts";
import { listGames, listRooms } from "../session/directory.ts";
import { modeTitle } from "../shell/modeTitle.ts";
import { createPadFocus } from "../shell/padFocus.ts";
import { words } from "../strings/index.ts";
import { language } from "../strings/language.ts";
import { type FeedState, WatchFeed } from "./feed.ts";
import { chooseRoom, waitForMatch } from "./nextMatch.ts";
import { createNote, type Note } from "./note.ts";

/** The address of the server's root, without a final slash; the page is one folder below it. */
const ROOT = new URL("..", location.href).href.replace(/\/$/, "");
/** Id of a room, or name of a mode. */
const wanted = decodeURIComponent(/([^/]*)\/?$/.exec(location.pathname)![1]!);
const main = document.querySelector<HTMLElement>("#replay")!;
/** Time between the end of a match and the next one, ms: long enough to read the announcement. */
const INTERVAL = 4000;
const NONE: ReadonlySet<string> = new Set();

if (!isTooOld()) void start();

async function start(): Promise<void> {
  const screen = createScreen(main, words.watch.live, `${ROOT}/`);
  markStarted();
  createPadFocus(() => document.body);
  document.documentElement.lang = language;
  try {
    screen.busy(words.watch.looking);
    const room = await findRoom(screen);
    await watch(room, screen);
  } catch (error) {
    if (!(error instanceof BadLog)) console.error(error);
    screen.fail(words.watch.noMatch, inWords(error));
  }
}

/** @returns id of the room; a room that has just been created may not be listed yet */
async function findRoom(screen: Screen): Promise<string> {
  const [rooms, games] = await Promise.all([
    listRooms(ROOT).catch(() => []),
    listGames(ROOT).catch(() => []),
  ]);
  const room = chooseRoom(rooms, wanted);
  if (room !== undefined) return room.id;
  if (!games.some((game) => game.rooms.includes(wanted))) return wanted;
  const waiting = (): void => screen.busy(words.watch.nobody(modeTitle(wanted, pages)));
  return (await waitForMatch(ROOT, wanted, NONE, waiting)).id;
}

async function watch(room: string, screen: Screen): Promise<void> {
  const stream = logStream();
  let note: Note | undefined;
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const onState = ({ type, text }: FeedState): void => {
    const line = text === "" ? "" : `${text[0]!.toUpperCase()}${text.slice(1)}`;
    if (type === "live" && stream.hasBegun) begin();
    note?.show(line, true);
    if (note === undefined && line !== "") screen.busy(line);
  };
  const feed = new WatchFeed({ root: ROOT, room, stream, onState });
  const over = feed.run();
  await Promise.race([begun, over]);
  if (!stream.hasBegun) return nothingThere(room, screen);
  note = createNote(main);
  const { playhead } = await show(stream, room, screen);
  await over;
  // The last second is still to be shown, or the viewer is looking at an earlier moment.
  while (!playhead.isAtEnd) await new Promise((resolve) => setTimeout(resolve, 200));
  await goToNextMatch(stream, room, note);
}

async function show({ logs }: LogStream, room: string, screen: Screen) {
  screen.busy(words.watch.loadingGame);
  const { game, mode, match } = logs[0]!.header;
  const shown = await gameOf(pages, game);
  document.title = `${shown.page.title} · ${words.watch.live}`;
  const name = wanted === mode ? mode : room;
  const link = `${ROOT}/watch/${encodeURIComponent(name)}`;
  const played = playMatch({ ...shown, logs, match, room: mode, root: ROOT, liveLink: link });
  screen.close();
  return played;
}

/** The match is over: loads a new page with the next match of the same mode. */
async function goToNextMatch({ logs }: LogStream, room: string, note: Note): Promise<void> {
  const { mode } = logs[0]!.header;
  note.show(words.watch.lookingForNext, true);
  const next = await waitForMatch(ROOT, mode, new Set([room]), () =>
    note.show(words.watch.waiting(modeTitle(mode, pages)), true),
  );
  note.show(words.watch.nextIs(modeTitle(next.name, pages), words.front.players(next.players)), true);
  await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  const name = wanted === mode ? mode : next.id;
  location.replace(`${ROOT}/watch/${encodeURIComponent(name)}`);
}

async function nothingThere(room: string, screen: Screen): Promise<void> {
  const id = encodeURIComponent(room);
  const answer = await fetch(`${ROOT}/api/replays/${id}/info`).catch(() => undefined);
  const info = answer?.ok ? ((await answer.json()) as ReplayInfo) : undefined;
  const links = [];
  if (info !== undefined) links.push({ label: words.watch.itsReplay, href: `${ROOT}/replay/${id}` });
  const mode = info?.mode ?? pages[0].rooms[0]!;
  links.push({
    label: words.watch.watchMode(modeTitle(mode, pages)),
    href: `${ROOT}/watch/${encodeURIComponent(mode)}`,
  });
  const why = info === undefined ? words.watch.unknown : words.watch.isOver;
  screen.fail(words.watch.notLive, why, links);
}
