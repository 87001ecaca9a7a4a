/** The sheet with the latest matches that can be replayed. */
import type { ReplayEntry } from "../../shared/log/replays.ts";
import { durationOf, namesOf } from "../../shared/log/replayWords.ts";
import { listReplays } from "../session/directory.ts";
import { words } from "../strings/index.ts";
import { language } from "../strings/language.ts";
import { element, textSetter } from "./dom.ts";
import { createSheet, type Sheet } from "./sheet.ts";

const LISTED = 20;

/** @param url address of the server @param titleOf returns how players call a mode */
export function createReplaySheet(
  url: string,
  titleOf: (mode: string) => string,
  onChange: (isOpen: boolean) => void,
): Sheet {
  const list = element("ul", "replay-list");
  const line = element("p", "sheet-words");
  line.setAttribute("role", "status");
  const say = textSetter(line);
  async function read(): Promise<void> {
    say(words.replays.looking);
    try {
      const replays = (await listReplays(url, LISTED)).filter(({ ticks }) => ticks > 0);
      list.replaceChildren(...replays.map((replay) => rowOf(url, titleOf, replay)));
      say(replays.length === 0 ? words.replays.none : "");
    } catch {
      say(words.replays.noAnswer);
    }
  }
  return createSheet(
    words.replays.title,
    "replays",
    (isOpen) => {
      onChange(isOpen);
      if (isOpen) void read();
    },
    line,
    list,
  );
}

function rowOf(url: string, titleOf: (mode: string) => string, replay: ReplayEntry): HTMLElement {
  const { id, mode, started, players, running } = replay;
  const when = new Date(started).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
  const link = element(
    "a",
    "replay-row",
    element("span", "replay-mode", mode === undefined ? words.replays.match : titleOf(mode)),
    element("span", "replay-when", running ? words.replays.running : when),
    element("span", "replay-names", namesOf(players)),
    element("span", "replay-length", durationOf(replay)),
  );
  link.href = `${url}/replay/${encodeURIComponent(id)}`;
  return element("li", "", link);
}
