/** `npm run bench -- --joins`: what it costs to let a crowd into a room in which others play. */
import { setTimeout as wait } from "node:timers/promises";
import type { JoinCost, ServerFigures } from "./figures.ts";
import { start, WARM_UP } from "./measure.ts";

/** What the players cost by themselves is measured this long, before and after, ms. */
const CALM = 3000;

/**
 * @param players there before @param joins who come then, as fast as they get in
 * @throws when a process ends before it should
 */
export async function measureJoins(players: number, joins: number): Promise<JoinCost> {
  const server = start(0, "server.ts", ["ours", String(players + joins)]);
  let load: ReturnType<typeof start> | undefined;
  /** @returns µs of CPU a second */
  const calm = async (): Promise<number> => {
    await server.ask("begin");
    await wait(CALM);
    const { cpu, seconds } = await server.ask<ServerFigures>("end");
    return cpu / seconds;
  };
  try {
    const { port } = await server.hear<{ port: number }>();
    load = start(1, "load/load.ts", [port, players, joins].map(String));
    await load.hear();
    await wait(WARM_UP);
    const before = await calm();
    await server.ask("begin");
    const { joinRate } = await load.ask<{ joinRate: number }>("join");
    const { cpu, seconds, tickMax, pause } = await server.ask<ServerFigures>("end");
    await wait(WARM_UP);
    const after = await calm();
    const others = ((before + after) / 2) * seconds;
    return { players, joins, rate: joinRate, cpu: (cpu - others) / joins / 1000, tickMax, pause };
  } finally {
    await Promise.all([load?.stop(), server.stop()]);
  }
}

export const joinLine = ({ players, joins, rate, cpu, tickMax, pause }: JoinCost): string =>
  `${joins} join ${players}: ${rate.toFixed(0)} a second, ${cpu.toFixed(2)} ms of CPU each; ` +
  `meanwhile the longest step ${tickMax.toFixed(1)} ms, between two steps ${pause.toFixed(0)} ms at most`;
