/** The page of a replay, /replay/MATCH: loads the log of the match and its game, and plays it again. */
import { pages } from "../../games/client.ts";
import { BadLog } from "../../shared/log/bytes.ts";
import type { MatchLog } from "../../shared/log/matchLog.ts";
import { isTooOld, markStarted } from "../browser/started.ts";
import { showIcon } from "../shell/icon.ts";
import { loadMatch } from "./loadMatch.ts";
import { playMatch } from "./playMatch.ts";
import { createScreen } from "./screen.ts";

/** The address of the server's root, without a final slash; the page is one folder below it. */
const ROOT = new URL("..", location.href).href.replace(/\/$/, "");
const match = decodeURIComponent(/([^/]*)\/?$/.exec(location.pathname)![1]!);

if (!isTooOld()) void start();

async function start(): Promise<void> {
  const screen = createScreen(document.querySelector<HTMLElement>("#replay")!, `${ROOT}/`);
  markStarted();
  try {
    screen.busy("Loading the replay …");
    const logs = await loadMatch(`${ROOT}/api/replays/${encodeURIComponent(match)}`, (share) =>
      screen.busy(Number.isNaN(share) ? "Loading the replay …" : `Loading the replay … ${percent(share)}`),
    );
    await play(logs);
    screen.close();
  } catch (error) {
    if (!(error instanceof BadLog)) console.error(error);
    screen.fail(
      error instanceof BadLog
        ? sentence(error.message)
        : "The replay could not be shown. Please reload the page.",
    );
  }
}

async function play(logs: readonly MatchLog[]): Promise<void> {
  const { game, mode } = logs[0]!.header;
  const page = pages.find(({ name }) => name === game);
  if (page?.replay === undefined)
    throw new BadLog(`It is a match of ${game}, which this server does not show.`);
  document.title = `${page.title} · replay`;
  showIcon(page.emblem());
  const [module, replay] = await Promise.all([page.load(), page.replay()]);
  playMatch({ page, module, replay, logs, match, room: mode, root: ROOT });
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
/** An error as a sentence of its own. */
const sentence = (text: string): string =>
  `${text[0]!.toUpperCase()}${text.slice(1)}${/[.!]$/.test(text) ? "" : "."}`;
