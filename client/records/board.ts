/** The leaderboard on the page of records: the choices, and the table. */
import { rankOf } from "../../shared/rank.ts";
import { type Leaderboard, PERIODS, type Period } from "../../shared/records.ts";
import { Refused } from "../../shared/refused.ts";
import { element, formButton, region } from "../shell/dom.ts";
import { words } from "../strings/index.ts";
import { language } from "../strings/language.ts";
import { leaderboard, type Wish } from "./api.ts";

const { records } = words;
const PERIOD_TITLES: { readonly [P in Period]: string } = records.periods;
/** Interval at which the running rounds are requested, ms: the server updates them every 5 s. */
const REFRESH = 5000;
const RATING = "rating";
/** Behind all that have a rating. */
const UNRATED = Number.NEGATIVE_INFINITY;

export interface Board {
  readonly element: HTMLElement;
  /** Requests the leaderboard and shows it. */
  load(): Promise<void>;
}

/** @param onChoice called after each choice */
export function createBoard(
  first: Wish,
  modes: readonly string[],
  titleOf: (mode: string) => string,
  onChoice: (wish: Wish) => void,
): Board {
  let wish = first;
  /** Number of the latest request: answers to earlier ones are dropped. */
  let latest = 0;
  const choose = (more: Partial<Wish>): void => {
    wish = { ...wish, ...more };
    onChoice(wish);
    void load();
  };
  const modeChoice = createChoice(records.mode, modes, (mode) => choose({ mode, by: undefined }), titleOf);
  const periodChoice = createChoice(
    records.period,
    PERIODS,
    (period) => choose({ period, by: undefined }),
    (period) => PERIOD_TITLES[period],
  );
  const note = element("p", "records-note");
  note.setAttribute("role", "status");
  const table = element("div", "records-table-box");
  const box = region(
    "records-board",
    records.leaderboard,
    modeChoice.element,
    periodChoice.element,
    note,
    table,
  );

  async function load(): Promise<void> {
    const number = ++latest;
    modeChoice.select(wish.mode);
    periodChoice.select(wish.period);
    box.setAttribute("aria-busy", "true");
    const answer = await leaderboard(wish).catch((error: unknown) => error);
    if (number !== latest) return;
    box.removeAttribute("aria-busy");
    if (answer instanceof Error) {
      note.textContent = answer instanceof Refused ? sentence(answer.message) : records.noAnswer;
      table.replaceChildren();
      return;
    }
    const board = answer as Leaderboard;
    modeChoice.offer(board.modes);
    note.textContent = board.players.length > 0 ? "" : emptyNote(board.period);
    table.replaceChildren(
      ...(board.players.length > 0 ? [createTable(board, titleOf(board.mode), (by) => choose({ by }))] : []),
    );
  }
  setInterval(() => {
    if (wish.period === "round" && !document.hidden) void load();
  }, REFRESH);
  return { element: box, load };
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function emptyNote(period: Period): string {
  if (period === "round") return records.noneNow;
  return period === "day" ? records.noneToday : records.none;
}

/** @returns the title of a figure; undefined for one that only the game knows, which the server names */
const figureTitle = (name: string): string | undefined =>
  records.figures[name as keyof typeof records.figures];

/** Buttons of which exactly one is pressed. */
function createChoice<T extends string>(
  label: string,
  values: readonly T[],
  pick: (value: T) => void,
  titleOf: (value: T) => string,
) {
  const buttons = new Map<T, HTMLButtonElement>();
  const choice = element("div", "records-choice");
  choice.setAttribute("role", "group");
  choice.setAttribute("aria-label", label);
  let selected: T | undefined;
  const press = (): void => {
    for (const [value, button] of buttons) button.setAttribute("aria-pressed", String(value === selected));
  };
  const offer = (offered: readonly T[]): void => {
    if (offered.join() === [...buttons.keys()].join()) return;
    buttons.clear();
    for (const value of offered) {
      buttons.set(
        value,
        formButton("records-option", titleOf(value), () => pick(value)),
      );
    }
    choice.replaceChildren(...buttons.values());
    press();
  };
  offer(values);
  return {
    element: choice,
    select(value: T): void {
      selected = value;
      press();
    },
    /** Sets which options can be chosen. */
    offer,
  };
}

function createTable(board: Leaderboard, mode: string, order: (by: string) => void): HTMLTableElement {
  const { figures, players, by, orders } = board;
  const hasRating = players.some(({ rating }) => rating !== undefined);
  const columns = { ...figures, ...(hasRating ? { [RATING]: records.figures.rating } : {}) };
  const head = Object.entries(columns).map(([name, english]) => {
    const title = figureTitle(name) ?? english;
    const cell = element("th", "records-figure");
    cell.scope = "col";
    if (name === by) cell.setAttribute("aria-sort", "descending");
    if (!orders.includes(name)) cell.append(title);
    else cell.append(formButton("records-sort", title, () => order(name)));
    return cell;
  });
  const place = element("th", "records-place", "#");
  place.setAttribute("aria-label", records.place);
  const figureOf = ({ figures: of, rating }: (typeof players)[number], column: string) =>
    column === RATING ? rating : (of[column] ?? 0);
  const scores = players.map((player) => figureOf(player, by) ?? UNRATED);
  const rows = players.map((player, i) => {
    const { name } = player;
    const rank = rankOf(scores[i]!, scores);
    const who = element("th", "records-name", name);
    Object.assign(who, { scope: "row", dir: "auto" });
    const cells = Object.keys(columns).map((column) => {
      const cell = element("td", "records-figure", figureOf(player, column)?.toLocaleString(language) ?? "–");
      cell.classList.toggle("sorted", column === by);
      return cell;
    });
    return element(
      "tr",
      rank <= 3 ? `place-${rank}` : "",
      element("td", "records-place", String(rank)),
      who,
      ...cells,
    );
  });
  const caption = element("caption", "visually-hidden", `${mode}: ${PERIOD_TITLES[board.period]}`);
  const name = element("th", "records-name", records.pilot);
  name.scope = place.scope = "col";
  return element(
    "table",
    "records-table",
    caption,
    element("thead", "", element("tr", "", place, name, ...head)),
    element("tbody", "", ...rows),
  );
}
