/** `npm run bench -- --joins`: the cost of a crowd that joins a room in which others play. */
import { setTimeout as wait } from "node:timers/promises";
import type { Channel } from "../support/processChannel.ts";
import type { CrowdFigures, Design, JoinCost, ServerFigures } from "./figures.ts";
import { start, startServer, WARM_UP } from "./measure.ts";

/** Duration of the measurement of play alone, before and after, ms. */
const CALM = 3000;
/**
 * Joins after which a server counts as warm. A server that has just started spends as much time on compiling
 * as on joins.
 */
const WARM = 2000;

/**
 * @param players number before @param joins number of players that then join as fast as possible
 * @returns the costs of the first crowd, and of the first one after `WARM` joins
 * @throws when a process ends too early
 */
export async function* measureJoins(
  design: Design,
  players: number,
  joins: number,
): AsyncGenerator<JoinCost> {
  const server = startServer(design, [String(players + joins)]);
  let load: Channel | undefined;
  try {
    const { port } = await server.receive<{ port: number }>();
    load = start("1", "load/load.ts", [port, players, joins].map(String));
    await load.receive();
    await wait(WARM_UP);
    yield { design, players, joins, earlier: 0, ...(await measureCrowd(server, load, joins)) };
    await load.ask("leave");
    let earlier = joins;
    for (; earlier < WARM; earlier += joins) {
      await load.ask("join");
      await load.ask("leave");
    }
    await wait(WARM_UP);
    yield { design, players, joins, earlier, ...(await measureCrowd(server, load, joins)) };
  } finally {
    await Promise.all([load?.stop(), server.stop()]);
  }
}

/** One crowd joins. */
async function measureCrowd(
  server: Channel,
  load: Channel,
  joins: number,
): Promise<Pick<JoinCost, "crowd" | "cpu" | "mainCpu" | "tickMax" | "pause">> {
  /** @returns µs of CPU for each player and step, of the process and of its main thread */
  const calm = async () => {
    await server.ask("begin");
    await wait(CALM);
    const { cpu, mainCpu, played } = await server.ask<ServerFigures>("end");
    return { cpu: cpu / played, mainCpu: mainCpu / played };
  };
  const before = await calm();
  await server.ask("begin");
  const crowd = await load.ask<CrowdFigures>("join");
  const { cpu, mainCpu, played, tickMax, pause } = await server.ask<ServerFigures>("end");
  await wait(WARM_UP);
  const after = await calm();
  /** @returns ms for each join */
  const besidePlay = (whole: number, one: number, other: number): number =>
    (whole - ((one + other) / 2) * played) / joins / 1000;
  return {
    crowd,
    cpu: besidePlay(cpu, before.cpu, after.cpu),
    mainCpu: besidePlay(mainCpu, before.mainCpu, after.mainCpu),
    tickMax,
    pause,
  };
}

const NAMES: Record<Design, string> = {
  floor: "bare ws",
  stock: "stock Colyseus, all to all",
  views: "stock Colyseus, StateView",
  ours: "the server",
  threads: "with I/O threads",
};

/** Two lines: the result, and the stages of a join. */
export function joinLines({ design, players, joins, earlier, ...cost }: JoinCost): string {
  const { crowd, cpu, mainCpu, tickMax, pause } = cost;
  const { joinRate, took, seat, socket, state, refused, cpuShare } = crowd;
  const ms = (time: number): string => time.toFixed(0);
  const again = refused > 0 ? `; ${refused} requests were told to try again later` : "";
  const warmth = earlier === 0 ? "just started" : `after ${earlier} joins`;
  return [
    `${NAMES[design]}, ${warmth}: ${joins} join ${players}: ${joinRate.toFixed(0)} a second, ` +
      `${cpu.toFixed(2)} ms of CPU each besides the play (${mainCpu.toFixed(2)} ms on the main thread); ` +
      `meanwhile the longest step ${tickMax.toFixed(1)} ms, between two steps ${ms(pause)} ms at most`,
    `  the middle join took ${ms(took)} ms: seat ${ms(seat)}, socket ${ms(socket)}, state ${ms(state)}; ` +
      `the clients used ${(cpuShare * 100).toFixed(0)} % of their core${again}`,
  ].join("\n");
}
