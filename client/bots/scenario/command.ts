/** `npm run bots -- --scenario FILE` and `npm run bots -- --compare A.json B.json`. */
import { readFileSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { GameTypes } from "../../game.ts";
import { join } from "../../session/connect.ts";
import { type BotGame, type BotGames, gameOf } from "../game.ts";
import { type JoinRoute, joinThrough } from "../link/joinThrough.ts";
import type { NetName } from "../link/profiles.ts";
import { BadOption, helpOf, urlOf } from "../options.ts";
import { CHANCE, compareLines, differencesOf, readResult } from "./compare.ts";
import type { Scenario } from "./format.ts";
import { LiveTable } from "./liveTable.ts";
import { type Plan, planOf } from "./plan.ts";
import { BadScenario, readScenario } from "./readScenario.ts";
import { reportLines } from "./reportLines.ts";
import { reportPage } from "./reportPage.ts";
import type { Result } from "./result.ts";
import { ScenarioRun } from "./runScenario.ts";

/**
 * @param from folder that paths start from
 * @returns the exit code
 * @throws BadOption, BadFile or JoinFailed
 */
export async function scenarioCommand(args: string[], games: BotGames, from: string): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help) {
    console.log(helpOf(games));
    return 0;
  }
  if (values.compare) return compare(positionals, values["max-worse"], from);
  if (positionals.length > 0)
    throw new BadOption(`unexpected argument "${positionals[0]}"; --help lists all options`);
  const { scenario, room, game } = open(values, games, from);
  const url = urlOf(values.url ?? scenario.url ?? "http://localhost:2567");
  const plan = planOf(scenario, game.defaultBrain);
  const result = await play(scenario, plan, { url, room, game, bot: values.token ?? true });
  console.log(["", ...reportLines(result)].join("\n"));
  const write = (file: string | undefined, text: () => string): void => {
    if (file === undefined) return;
    writeFileSync(resolve(from, file), text());
    console.log(`wrote ${file}`);
  };
  write(values.json, () => `${JSON.stringify(result)}\n`);
  write(values.html, () => reportPage(result));
  // Thresholds of phases that were not played were not checked.
  return result.stopped || result.thresholds.some(({ passed }) => !passed) ? 1 : 0;
}

function parse(args: string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args,
      options: {
        ...{ scenario: text, url: text, room: text, seed: text, json: text, html: text, token: text },
        ...{ compare: { type: "boolean" }, "max-worse": text, help: { type: "boolean", short: "h" } },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new BadOption(`${(error as Error).message.split(". ")[0]}; --help lists all options`);
  }
}

/** Reads the scenario, and applies the options of the command line to it. */
function open(
  { scenario: path, room: wanted, seed }: { scenario?: string; room?: string; seed?: string },
  games: BotGames,
  from: string,
): { scenario: Scenario; room: string; game: BotGame<GameTypes> } {
  if (!path) throw new BadOption("--scenario: expected the name of a YAML file");
  const roomOf = (room: string | undefined): string => wanted ?? room ?? games[0].rooms[0]!;
  let text: string;
  try {
    text = readFileSync(resolve(from, path), "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new BadScenario(`${path}: ${code === "ENOENT" ? "no such file" : message}`);
  }
  const scenario = readScenario({ file: basename(path), text }, (room) => gameOf(games, roomOf(room)).brains);
  const room = roomOf(scenario.room);
  return { scenario: { ...scenario, seed: seedOf(seed, scenario.seed) }, room, game: gameOf(games, room) };
}

function seedOf(given: string | undefined, usual: number): number {
  if (given === undefined) return usual;
  if (/^\d{1,10}$/.test(given) && Number(given) <= 0xffffffff) return Number(given);
  throw new BadOption(`--seed "${given}": expected a whole number from 0 to 4294967295`);
}

interface Where {
  url: string;
  room: string;
  game: BotGame<GameTypes>;
  /** See `JoinOptions`. */
  bot: true | string;
}

async function play(scenario: Scenario, plan: Plan, { url, room, game, bot }: Where): Promise<Result> {
  const links = plan.nets.filter((net) => net !== "clean");
  if (links.length > 0 && !url.startsWith("http:"))
    throw new BadOption(`nets ${links.join(", ")} work with http:// only, not with ${url}`);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const ways = new Map<NetName, JoinRoute>();
  try {
    for (const net of plan.nets) {
      const over = { net, url, room, seed: scenario.seed };
      ways.set(net, await joinThrough(over, (to) => join(game.client, { ...to, bot })));
    }
    const joins = new Map([...ways].map(([net, way]) => [net, way.join]));
    const run = new ScenarioRun({ scenario, plan, url, room, game, joins });
    const table = new LiveTable(process.stdout);
    return await run.play(stop.signal, () => table.show(run, Date.now()));
  } finally {
    await Promise.all([...ways.values()].map((way) => way.close()));
  }
}

function compare(files: readonly string[], worst: string | undefined, from: string): number {
  const [one, other] = files;
  if (one === undefined || other === undefined || files.length > 2)
    throw new BadOption("--compare: expected two files, the earlier result and the later one");
  const percent = worst === undefined ? undefined : Number(worst);
  if (percent !== undefined && !(worst!.trim() !== "" && percent >= 0 && percent <= 1000))
    throw new BadOption(`--max-worse "${worst}": expected a number of percent from 0 to 1000`);
  const results = [readResult(resolve(from, one)), readResult(resolve(from, other))] as const;
  const differences = differencesOf(...results, percent === undefined ? CHANCE : percent / 100);
  console.log(compareLines(results, [one, other], differences).join("\n"));
  return percent !== undefined && differences.some(({ verdict }) => verdict === "worse") ? 1 : 0;
}
