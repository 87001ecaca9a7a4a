/** The command line of `npm run verify`. */
import { parseArgs } from "node:util";
import type { GameServer } from "../../server/game.ts";
import { PARTS, type PartName } from "./parts/index.ts";

export interface VerifyOptions {
  game: GameServer;
  parts: readonly PartName[];
  quick: boolean;
  seed: number;
  players: number;
  /** File for the table. */
  json: string | undefined;
}

export class BadOption extends Error {}

const partNames = Object.keys(PARTS) as PartName[];

export const helpOf = (
  games: readonly GameServer[],
): string => `Proves that a game keeps what the engine promises, and ends with 1 when it does not.

  npm run verify -- --game NAME [options]

  --game NAME     one of: ${namesOf(games)}
  --quick         less of everything: seconds instead of minutes
  --parts LIST    of: ${partNames.join(", ")}   all
  --seed S        of the first scripted match; the same seed, the same matches   1
  --players N     bots of the measurement of capacity, 1…250   50; quick: 20
  --json FILE     writes the table

  determinism     the same seed and inputs make the same world: in Node twice, and in headless Chromium
  storage         a match that was stored and restored at random ticks goes on alike
  replay          a match is played again from its log, in Node and in headless Chromium: every hash is right
  replication     stock clients decode what the tables say: every field, every tick, nothing that is out of sight
  inputs          junk from clients never reaches the world: bytes, values out of range, messages
  prediction      bots over a clean virtual link are not corrected; over a lossy one, by how much
  feel            from an input to the own motion; how near to the truth, how evenly and how late others are drawn
  capacity        bots of the game against a real server: time of its steps, bytes and processor time a player
  survival        a real cluster, 5 times kill -9 (quick: once): players are back in their match, with their scores`;

const namesOf = (games: readonly GameServer[]): string => games.map(({ game }) => game.name).join(", ");

/** @returns undefined for --help @throws BadOption */
export function readOptions(args: string[], games: readonly GameServer[]): VerifyOptions | undefined {
  const values = parse(args);
  if (values.help === true) return undefined;
  const quick = values.quick === true;
  return {
    game: gameNamed(values.game as string | undefined, games),
    parts: partsOf((values.parts as string | undefined) ?? ""),
    quick,
    seed: wholeNumber("seed", values.seed, 1, 0, 0xffff_fff0),
    players: wholeNumber("players", values.players, quick ? 20 : 50, 1, 250),
    json: values.json as string | undefined,
  };
}

type Values = { [name: string]: string | boolean | undefined };

function parse(args: string[]): Values {
  const text = { type: "string" } as const;
  const options = {
    ...{ game: text, parts: text, seed: text, players: text, json: text },
    quick: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  } as const;
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new BadOption(`${(error as Error).message.split(/\.\s/)[0]}; --help lists all options`);
  }
}

function gameNamed(name: string | undefined, games: readonly GameServer[]): GameServer {
  if (name === undefined) throw new BadOption(`--game is missing: expected one of ${namesOf(games)}`);
  const found = games.find(({ game }) => game.name === name);
  if (found === undefined)
    throw new BadOption(`--game "${name}": games/index.ts has no such game; it has ${namesOf(games)}`);
  return found;
}

function partsOf(list: string): PartName[] {
  if (list === "") return partNames;
  return list.split(",").map((name) => {
    if (Object.hasOwn(PARTS, name)) return name as PartName;
    throw new BadOption(`--parts "${name}": expected some of ${partNames.join(", ")}`);
  });
}

function wholeNumber(name: string, given: Values[string], usual: number, low: number, high: number): number {
  if (given === undefined) return usual;
  const value = String(given).trim() === "" ? Number.NaN : Number(given);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new BadOption(`--${name} "${given}": expected a whole number from ${low} to ${high}`);
}
