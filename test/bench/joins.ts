/** `npm run bench -- --joins`: the cost of a crowd that joins a room in which others play. */
import { setTimeout as wait } from "node:timers/promises";
import type { CrowdFigures, Design, JoinCost, ServerFigures } from "./figures.ts";
import { start, WARM_UP } from "./measure.ts";

/** Duration of the measurement of play alone, before and after, ms. */
const CALM = 3000;

/**
 * @param players number before @param joins number of players that then join as fast as possible
 * @throws when a process ends too early
 */
export async function measureJoins(design: Design, players: number, joins: number): Promise<JoinCost> {
  const server = start(0, "server.ts", [design, String(players + joins)]);
  let load: ReturnType<typeof start> | undefined;
  /** @returns µs of CPU for each player and step */
  const calm = async (): Promise<number> => {
    await server.ask("begin");
    await wait(CALM);
    const { cpu, played } = await server.ask<ServerFigures>("end");
    return cpu / played;
  };
  try {
    const { port } = await server.receive<{ port: number }>();
    load = start(1, "load/load.ts", [port, players, joins].map(String));
    await load.receive();
    await wait(WARM_UP);
    const before = await calm();
    await server.ask("begin");
    const crowd = await load.ask<CrowdFigures>("join");
    const { cpu, played, tickMax, pause } = await server.ask<ServerFigures>("end");
    await wait(WARM_UP);
    const after = await calm();
    const play = ((before + after) / 2) * played;
    return { design, players, joins, crowd, cpu: (cpu - play) / joins / 1000, tickMax, pause };
  } finally {
    await Promise.all([load?.stop(), server.stop()]);
  }
}

const NAMES: { [design in Design]?: string } = { ours: "the server", floor: "bare ws" };

/** Two lines: the result, and the stages of a join. */
export function joinLines({ design, players, joins, crowd, cpu, tickMax, pause }: JoinCost): string {
  const { joinRate, took, seat, socket, state, refused, cpuShare } = crowd;
  const ms = (time: number): string => time.toFixed(0);
  const again = refused > 0 ? `; ${refused} requests were told to try again later` : "";
  return [
    `${NAMES[design] ?? design}: ${joins} join ${players}: ${joinRate.toFixed(0)} a second, ${cpu.toFixed(2)} ms of CPU each besides the play; ` +
      `meanwhile the longest step ${tickMax.toFixed(1)} ms, between two steps ${ms(pause)} ms at most`,
    `  the middle join took ${ms(took)} ms: seat ${ms(seat)}, socket ${ms(socket)}, state ${ms(state)}; ` +
      `the clients used ${(cpuShare * 100).toFixed(0)} % of their core${again}`,
  ].join("\n");
}
