/** The page of records. Its address holds the choices: ?mode=arena&period=day&by=wins */
import { pages } from "../../games/client.ts";
import { PERIODS, type Period } from "../../shared/records.ts";
import { applyLook } from "../browser/look.ts";
import { createSettings } from "../browser/settings.ts";
import { isTooOld, markStarted } from "../browser/started.ts";
import { listGames } from "../session/directory.ts";
import { element } from "../shell/dom.ts";
import { modeTitle } from "../shell/modeTitle.ts";
import { createPadFocus } from "../shell/padFocus.ts";
import { words } from "../strings/index.ts";
import { language } from "../strings/language.ts";
import { SERVER, type Wish } from "./api.ts";
import { createBoard } from "./board.ts";
import { createOwn } from "./own.ts";

const page = document.querySelector<HTMLElement>(".records-page")!;
const query = new URLSearchParams(location.search);

const titleOf = (mode: string): string => modeTitle(mode, pages);

async function start(): Promise<void> {
  createPadFocus(() => page);
  document.documentElement.lang = language;
  document.title = words.records.title;
  page.querySelector(".records-home")!.textContent = words.records.play;
  page.querySelector("h1")!.textContent = words.records.title;
  applyLook(createSettings());
  const modes = (await listGames(SERVER)).flatMap(({ rooms }) => rooms);
  const period = PERIODS.find((one) => one === query.get("period")) ?? ("all" satisfies Period);
  const asked = query.get("mode") ?? "";
  const mode = modes.includes(asked) ? asked : modes[0]!;
  const board = createBoard({ mode, period, by: query.get("by") ?? undefined }, modes, titleOf, remember);
  page.append(
    board.element,
    createOwn(titleOf, () => void board.load()),
  );
  await board.load();
}

function remember({ mode, period, by }: Wish): void {
  const shown = new URLSearchParams({ mode, period, ...(by === undefined ? {} : { by }) });
  history.replaceState(null, "", `?${shown}`);
}

if (!isTooOld()) {
  markStarted();
  start().catch(() => {
    const note = element("p", "records-note", words.records.reload);
    note.setAttribute("role", "alert");
    page.append(note);
  });
}
