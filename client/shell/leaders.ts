/** A list of players with their scores, best first. The game passes the players. */
import "../style/leaders.css";
import { BOT_MARK, PARTY_MARK } from "../../shared/names.ts";
import type { AnySession } from "../session/view.ts";
import { words } from "../strings/index.ts";
import { classSetter, element, onChange, region, shownSetter, staggered, textSetter } from "./dom.ts";
import { formatNumber } from "./format.ts";
import type { Part } from "./part.ts";

export interface Leader {
  /** 1 is the best; undefined: not known. */
  readonly rank: number | undefined;
  readonly name: string;
  readonly bot: boolean;
  /** Of the own party. */
  readonly member: boolean;
  readonly score: number;
  /** As in CSS. */
  readonly colour: string;
  /** Whether it is this player. */
  readonly own: boolean;
}

export interface LeadersOptions<S extends AnySession> {
  readonly label: string;
  /** Most rows. */
  readonly rows: number;
  /** Further class names. */
  readonly className?: string;
  /** @returns the heading; absent: the label is only read aloud */
  title?(session: S): string;
  /** @returns the players, best first; without any the list is hidden */
  read(session: S): readonly Leader[];
}

export function createLeaders<S extends AnySession>(options: LeadersOptions<S>): Part<S> {
  const rows = Array.from({ length: options.rows }, createRow);
  const list = element("ol", "leader-rows", ...rows.map((row) => row.element));
  const title = element("h2", "panel-title", options.label);
  title.hidden = options.title === undefined;
  const setTitle = textSetter(title);
  const board = region(`leaderboard panel ${options.className ?? ""}`.trim(), options.label, title, list);
  const show = shownSetter(board);
  const due = staggered(200);

  return {
    element: board,
    frame(now, session) {
      if (!due(now)) return;
      const leaders = options.read(session);
      show(leaders.length > 0);
      if (options.title !== undefined) setTitle(options.title(session));
      rows.forEach((row, index) => void row.set(leaders[index]));
    },
  };
}

function createRow() {
  const [rank, name, score] = [
    element("span", "leader-rank"),
    element("span", "leader-name"),
    element("span", "leader-score"),
  ];
  // A separate element, so that a narrow list cuts off the end of the name and not the mark.
  const mark = element("span", "leader-mark", BOT_MARK);
  const member = element("span", "leader-party", PARTY_MARK);
  Object.assign(member, { role: "img", title: words.party.member, ariaLabel: words.party.member });
  const who = element("span", "leader-who", member, mark, " ", name);
  const row = element("li", "leader", rank, element("span", "leader-hue"), who, score);
  const [show, showMark, showMember] = [shownSetter(row), shownSetter(mark), shownSetter(member)];
  const [setRank, setName] = [textSetter(rank), textSetter(name)];
  const setScore = onChange((points: number) => {
    score.textContent = formatNumber(points);
  });
  const setColour = onChange((colour: string) => row.style.setProperty("--hue", colour));
  const setOwn = classSetter(row, "own");
  return {
    element: row,
    set(leader: Leader | undefined) {
      show(leader !== undefined);
      if (!leader) return;
      setRank(leader.rank === undefined ? "–" : String(leader.rank));
      setName(leader.name);
      showMark(leader.bot);
      showMember(leader.member);
      setScore(leader.score);
      setColour(leader.colour);
      setOwn(leader.own);
    },
  };
}
