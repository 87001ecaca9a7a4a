/** The ten best players, top right. A player who is not among them has its own row below. */
import { hueColour } from "../../../../client/shell/format.ts";
import { createLeaders, type Leader } from "../../../../client/shell/leaders.ts";
import { rankOf } from "../../../../shared/rank.ts";
import { hueOf } from "../../shared/config.ts";
import type { ShipSession } from "../session/skirmish.ts";
import { words } from "../strings/index.ts";
import type { Part } from "./part.ts";
import { type Leader as ListedLeader, partyInLeaders } from "./partyInLeaders.ts";
import { standingOf } from "./ranking.ts";

const ROWS = 10;

export function createLeaderboard(): Part {
  const isMember = partyInLeaders();
  return createLeaders<ShipSession>({
    label: words.leaders,
    rows: ROWS + 1,
    title: ({ state: { firstTo } }) => (firstTo > 0 ? words.duel.firstTo(firstTo) : words.leaders),
    read: (session) => listLeaders(session, isMember(session)),
  });
}

function listLeaders({ state, key }: ShipSession, isMember: (leader: ListedLeader) => boolean): Leader[] {
  const own = state.ships.get(key);
  const leaders: Leader[] = [];
  const scores = [...state.leaders.values()].map((leader) => leader.score);
  for (const leader of state.leaders.values()) {
    const { id, name, score, bot } = leader;
    leaders.push({
      ...{ rank: rankOf(score, scores), name, bot, member: isMember(leader), score },
      ...lookOf(id, own?.id),
    });
  }
  const standing = standingOf(state, key);
  if (own && standing && !leaders.some((leader) => leader.own))
    leaders.push({
      ...{ rank: standing.rank, name: own.name, bot: false, member: false, score: own.score },
      ...lookOf(own.id, own.id),
    });
  return leaders;
}

const lookOf = (id: number, own: number | undefined) => ({
  own: id === own,
  colour: hueColour(hueOf(id), id === own),
});
