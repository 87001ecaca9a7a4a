/**
 * A real cluster whose processes are killed during play: all players return to the same match with the same
 * score.
 */
import { setTimeout as wait } from "node:timers/promises";
import { seeded } from "../../../shared/maths/random.ts";
import { Players } from "../../support/breaking/players.ts";
import { type Row as Killed, Round } from "../../support/breaking/round.ts";
import { TestCluster } from "../../support/cluster.ts";
import { botsOf } from "../bots.ts";
import { judged, type Plan, type Row } from "../plan.ts";

const PROCESSES = 3;
/** Longest wait for a first score before the first kill, ms. */
const TIMEOUT = { quick: 15_000, usual: 60_000 } as const;
/** Shortest time before the first kill, so that the matches are on, ms. */
const WARM_UP = 5000;

export async function survival(plan: Plan): Promise<Row[]> {
  const { game, rooms, quick, seed } = plan;
  const kills = quick ? 1 : 5;
  const bots = botsOf(game);
  plan.progress("starting a cluster");
  const cluster = await TestCluster.start(PROCESSES);
  const killed: Killed[] = [];
  const strays: string[] = [];
  try {
    const entries = cluster.servers.map(({ url }) => url);
    const players = await Players.connect({ game: bots, rooms }, quick ? 8 : 20, entries, seed);
    plan.progress("playing until there are scores to lose");
    const since = performance.now();
    const timeout = quick ? TIMEOUT.quick : TIMEOUT.usual;
    await wait(WARM_UP);
    while (players.all.every(({ score }) => score === 0) && performance.now() - since < timeout)
      await wait(100);
    const chance = seeded(seed);
    for (let kill = 1; kill <= kills; kill++) {
      plan.progress(`kill ${kill} of ${kills}`);
      killed.push(await new Round(cluster, players).run("kill", chance));
      strays.push(...strayed(players, kill));
    }
    await players.leave();
  } finally {
    await cluster.close();
  }
  return rowsOf(killed, strays);
}

/** Players that are not in the match that they were in. */
function strayed({ all }: Players, kill: number): string[] {
  return all.flatMap(({ session, room }) => {
    const { key, link } = session;
    if (link.state !== "playing")
      return [`kill ${kill}: ${key} is ${link.state === "over" ? `out: ${link.reason}` : "not back"}`];
    return session.roomId === room ? [] : [`kill ${kill}: ${key} is in ${session.roomId} instead of ${room}`];
  });
}

function rowsOf(killed: readonly Killed[], strays: readonly string[]): Row[] {
  const sum = (of: (row: Killed) => number) => killed.reduce((total, row) => total + of(row), 0);
  const most = (of: (row: Killed) => number) => Math.round(Math.max(...killed.map(of)));
  const [hit, back, lost] = [sum((row) => row.players), sum((row) => row.back), sum((row) => row.scoreLost)];
  const missing = back === hit ? [] : [`${hit - back} of ${hit} players did not come back`];
  return [
    judged(
      "Survival: everybody is back in the same match",
      `${killed.length} × kill -9 among ${PROCESSES} processes, ${back} of ${hit} players back`,
      [...missing, ...strays],
    ),
    scoresRow(
      sum((row) => row.before),
      sum((row) => row.after),
      lost,
    ),
    {
      promise: "Survival: how long a kill takes",
      figures: `${most((row) => row.gapP50)} ms until half of the players had a state again, ${most((row) => row.gapMax)} ms until all; ${most((row) => row.rolledBack)} ms of play taken back at most`,
      kept: undefined,
    },
  ];
}

function scoresRow(before: number, after: number, lost: number): Row {
  const promise = "Survival: scores are kept";
  if (before === 0) return { promise, figures: "not tried: nobody had a score yet", kept: undefined };
  const figures = `${before} points before, ${after} after, ${lost} lost`;
  return judged(promise, figures, lost === 0 ? [] : [`${lost} points lost`]);
}
