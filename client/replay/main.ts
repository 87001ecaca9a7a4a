/** The page of a replay, /replay/MATCH: loads the log of the match and its game, and plays it. */
import { pages } from "../../games/client.ts";
import { BadLog } from "../../shared/log/bytes.ts";
import type { MatchLog } from "../../shared/log/matchLog.ts";
import { isTooOld, markStarted } from "../browser/started.ts";
import { createPadFocus } from "../shell/padFocus.ts";
import { words } from "../strings/index.ts";
import { forms, language } from "../strings/language.ts";
import { gameOf } from "./gameOf.ts";
import { loadMatch } from "./loadMatch.ts";
import { playMatch } from "./playMatch.ts";
import { createScreen, inWords } from "./screen.ts";
import { tickAt } from "./time.ts";

/** The address of the server's root, without a final slash; the page is one folder below it. */
const ROOT = new URL("..", location.href).href.replace(/\/$/, "");
const match = decodeURIComponent(/([^/]*)\/?$/.exec(location.pathname)![1]!);

if (!isTooOld()) void start();

async function start(): Promise<void> {
  const screen = createScreen(
    document.querySelector<HTMLElement>("#replay")!,
    words.watch.replay,
    `${ROOT}/`,
  );
  markStarted();
  createPadFocus(() => document.body);
  document.documentElement.lang = language;
  try {
    screen.busy(words.watch.loadingReplay);
    const { logs } = await loadMatch(`${ROOT}/api/replays/${encodeURIComponent(match)}`, {
      tick: tickAt(new URLSearchParams(location.search).get("t")),
      onProgress: (share) =>
        screen.busy(words.watch.loadingReplay, Number.isNaN(share) ? "" : forms.percent(share)),
    });
    await play(logs);
    screen.close();
  } catch (error) {
    if (!(error instanceof BadLog)) console.error(error);
    screen.fail(words.watch.noReplay, inWords(error));
  }
}

async function play(logs: readonly MatchLog[]): Promise<void> {
  const shown = await gameOf(pages, logs[0]!.header.game);
  document.title = `${shown.page.title} · ${words.watch.replay}`;
  playMatch({ ...shown, logs, match, room: logs[0]!.header.mode, root: ROOT });
}
