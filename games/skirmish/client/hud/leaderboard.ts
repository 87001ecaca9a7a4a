/** The ten best players, top right. A player who is not among them has its own row below. */
import {
  classSetter,
  element,
  every,
  onChange,
  region,
  shownSetter,
  textSetter,
} from "../../../../client/shell/dom.ts";
import { formatNumber, hueColour } from "../../../../client/shell/format.ts";
import { BOT_MARK, PARTY_MARK } from "../../../../shared/names.ts";
import { rankOf } from "../../../../shared/rank.ts";
import { hueOf } from "../../shared/config.ts";
import type { ShipSession } from "../session/skirmish.ts";
import { words } from "../strings/index.ts";
import type { Part } from "./part.ts";
import { type Leader, partyInLeaders } from "./partyInLeaders.ts";
import { standingOf } from "./ranking.ts";

const ROWS = 10;

interface Entry {
  id: number;
  rank: number | undefined;
  name: string;
  bot: boolean;
  /** Of the own party. */
  member: boolean;
  score: number;
  own: boolean;
}

export function createLeaderboard(): Part {
  const rows = Array.from({ length: ROWS + 1 }, createRow);
  const list = element("ol", "leader-rows", ...rows.map((row) => row.element));
  const title = element("h2", "panel-title", words.leaders);
  const setTitle = textSetter(title);
  const board = region("leaderboard panel", words.leaders, title, list);
  const show = shownSetter(board);
  const due = every(200);
  const isMember = partyInLeaders();

  return {
    element: board,
    frame(now, session) {
      if (!due(now)) return;
      const entries = listEntries(session, isMember(session));
      const { firstTo } = session.state;
      show(entries.length > 0);
      setTitle(firstTo > 0 ? words.duel.firstTo(firstTo) : words.leaders);
      rows.forEach((row, index) => void row.set(entries[index]));
    },
  };
}

function listEntries(session: ShipSession, isMember: (leader: Leader) => boolean): Entry[] {
  const { state, key } = session;
  const own = state.ships.get(key);
  const entries: Entry[] = [];
  const scores = [...state.leaders.values()].map((leader) => leader.score);
  for (const leader of state.leaders.values()) {
    const { id, name, score, bot } = leader;
    const rank = rankOf(score, scores);
    entries.push({ id, rank, name, bot, member: isMember(leader), score, own: id === own?.id });
  }
  const standing = standingOf(state, key);
  if (own && standing && !entries.some((entry) => entry.own))
    entries.push({
      id: own.id,
      rank: standing.rank,
      name: own.name,
      bot: false,
      member: false,
      score: own.score,
      own: true,
    });
  return entries;
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
  Object.assign(member, { title: words.ofYourParty, ariaLabel: words.ofYourParty });
  const who = element("span", "leader-who", member, mark, " ", name);
  const row = element("li", "leader", rank, element("span", "leader-hue"), who, score);
  const [show, showMark, showMember] = [shownSetter(row), shownSetter(mark), shownSetter(member)];
  const [setRank, setName, setScore] = [textSetter(rank), textSetter(name), textSetter(score)];
  const setColour = onChange((colour: string) => row.style.setProperty("--hue", colour));
  const setOwn = classSetter(row, "own");
  return {
    element: row,
    set(entry: Entry | undefined) {
      show(entry !== undefined);
      if (!entry) return;
      setRank(entry.rank === undefined ? "–" : String(entry.rank));
      setName(entry.name);
      showMark(entry.bot);
      showMember(entry.member);
      setScore(formatNumber(entry.score));
      setColour(hueColour(hueOf(entry.id), entry.own));
      setOwn(entry.own);
    },
  };
}
