/** `npm run bench -- --watchers`: what watchers of a live match cost the server. */
import { setTimeout as wait } from "node:timers/promises";
import type { Channel } from "../support/processChannel.ts";
import type { ServerFigures, WatchFigures, WatchRound } from "./figures.ts";
import { start, startServer, WARM_UP } from "./measure.ts";

/** Until all get one second after the other, ms. */
const SETTLED = 2500;

/** @returns a round for each repetition @throws when a process ends too early */
export async function measureWatching(
  players: number,
  watchers: number,
  seconds: number,
  repeat: number,
): Promise<WatchRound[]> {
  const server = startServer("ours", [String(players), String(watchers)]);
  const others: Channel[] = [];
  try {
    const { port } = await server.receive<{ port: number }>();
    const load = start("1", "load/load.ts", [String(port), String(players)]);
    others.push(load);
    await load.receive();
    const [room] = (await (await fetch(`http://127.0.0.1:${port}/api/rooms`)).json()) as { id: string }[];
    const crowd = start("1", "load/watchers.ts", [String(port), room!.id, String(watchers)]);
    others.push(crowd);
    await crowd.receive();
    await wait(WARM_UP + SETTLED);
    const measured = async (): Promise<ServerFigures> => {
      await server.ask("begin");
      await wait(seconds * 1000);
      return server.ask<ServerFigures>("end");
    };
    const rounds: WatchRound[] = [];
    for (let round = 0; round < repeat; round++) {
      const alone = await measured();
      await crowd.ask("watch");
      await wait(SETTLED);
      await crowd.ask("begin");
      const watched = await measured();
      rounds.push({ alone, watched, watchers: await crowd.ask<WatchFigures>("end") });
      await crowd.ask("leave");
      await wait(SETTLED);
    }
    return rounds;
  } finally {
    await Promise.all([...others.map((one) => one.stop()), server.stop()]);
  }
}

/** @returns a table: each turn, and the medians */
export function watchLines(players: number, watchers: number, rounds: readonly WatchRound[]): string[] {
  const row = (name: string, { tickP50, tickP99, tickMax, cpu, mainCpu, seconds }: ServerFigures): string =>
    [
      name.padEnd(14),
      ...[tickP50, tickP99, tickMax].map((ms) => ms.toFixed(2).padStart(9)),
      ...[cpu, mainCpu].map((us) => `${((us / seconds / 1e6) * 100).toFixed(1)} %`.padStart(9)),
    ].join(" ");
  const head = ["", "tick p50", "p99", "max ms", "CPU", "main"];
  const of = (key: "alone" | "watched", figure: "tickP50" | "tickP99" | "tickMax" | "cpu" | "mainCpu") =>
    median(rounds.map((round) => round[key][figure]));
  const middle = (key: "alone" | "watched"): ServerFigures => ({
    ...rounds[0]![key],
    ...{ tickP50: of(key, "tickP50"), tickP99: of(key, "tickP99"), tickMax: of(key, "tickMax") },
    ...{ cpu: of(key, "cpu"), mainCpu: of(key, "mainCpu") },
  });
  const total = median(rounds.map((round) => round.watchers.bytes));
  const lost = rounds.reduce((sum, round) => sum + round.watchers.lost, 0);
  return [
    `${players} players, and in turns ${watchers} who watch them live`,
    `${head[0]!.padEnd(14)} ${head
      .slice(1)
      .map((one) => one.padStart(9))
      .join(" ")}`,
    ...rounds.flatMap(({ alone, watched }) => [row("alone", alone), row("watched", watched)]),
    row("median alone", middle("alone")),
    row("median watched", middle("watched")),
    `sent to watchers: ${(total / 1e6).toFixed(2)} MB/s, ${(total / watchers / 1000).toFixed(1)} kB/s each; ${lost} of their answers broke`,
  ];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
