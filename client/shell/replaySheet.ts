/** The latest matches that can be watched again. */
import type { ReplayEntry } from "../../shared/log/replays.ts";
import { durationOf, namesOf } from "../../shared/log/replayWords.ts";
import { listReplays } from "../session/directory.ts";
import { element, textSetter } from "./dom.ts";
import { createSheet, type Sheet } from "./sheet.ts";

const MOST = 20;

/** @param url address of the server */
export function createReplaySheet(url: string, onChange: (isOpen: boolean) => void): Sheet {
  const list = element("ul", "replay-list");
  const words = element("p", "sheet-words");
  words.setAttribute("role", "status");
  const say = textSetter(words);
  async function read(): Promise<void> {
    say("Looking for matches …");
    try {
      const replays = (await listReplays(url, MOST)).filter(({ ticks }) => ticks > 0);
      list.replaceChildren(...replays.map((replay) => rowOf(url, replay)));
      say(replays.length === 0 ? "No match is kept yet. Come back after a round." : "");
    } catch {
      say("The server does not answer. Please try again.");
    }
  }
  return createSheet(
    "Replays",
    "replays",
    (isOpen) => {
      onChange(isOpen);
      if (isOpen) void read();
    },
    words,
    list,
  );
}

function rowOf(url: string, replay: ReplayEntry): HTMLElement {
  const { id, mode, started, players, running } = replay;
  const when = new Date(started).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
  const link = element(
    "a",
    "replay-row",
    element("span", "replay-mode", mode ?? "match"),
    element("span", "replay-when", running ? "running" : when),
    element("span", "replay-names", namesOf(players)),
    element("span", "replay-length", durationOf(replay)),
  );
  link.href = `${url}/replay/${encodeURIComponent(id)}`;
  return element("li", "", link);
}
