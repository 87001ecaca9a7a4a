/** The command line of `npm run bots`. */
import { parseArgs } from "node:util";
import { TRANSPORT_WISHES, type TransportWish } from "../transport/choice.ts";
import { BOUND_OPTIONS, type Bound, type Figure } from "./bounds.ts";
import { type BotGames, gameOf } from "./game.ts";
import { type NetName, PROFILES } from "./link/profiles.ts";
import { SCENARIO_HELP } from "./scenario/help.ts";
import { readShard, type Shard, WHOLE } from "./shard.ts";
import type { SwarmOptions } from "./swarm.ts";

export class BadOption extends Error {}

export interface Options extends SwarmOptions {
  help: boolean;
  /** Emulated network between bots and server. */
  net: NetName;
  /** Transport of their connections. */
  transport: TransportWish;
  /** File for the report. */
  json: string | undefined;
  bounds: Bound[];
  /** Bot token from the operator, for servers that require one. */
  token: string | undefined;
  /** File for a new brain; if given, no bots play. */
  starter: string | undefined;
  /** Report files to merge; if given, no bots play. */
  merge: string[] | undefined;
}

/** Most bots in one process. */
const MOST = 2000;

const nets = Object.keys(PROFILES).join(", ");

export function helpOf(games: BotGames): string {
  const all = (names: string[]) => `${[...new Set(names)].join(", ")}  `.padEnd(26);
  const rooms = all(games.flatMap(({ rooms }) => rooms));
  const brains = all(games.flatMap(({ brains }) => brains));
  const [{ rooms: usual, defaultBrain }] = games;
  return `Bots: headless players on real connections.

  npm run bots -- [options]

  --url URL        address of the server             http://localhost:2567
  --room NAME      one of: ${rooms}${usual[0]}
  --count N        bots, 1…2000 a process            10
  --seconds N      time to play after the last join  30
  --brain BRAIN    one of: ${brains}${defaultBrain}
                   or a brain of your own: ./FILE.ts (loaded again when it is saved), a package, "cmd: PROGRAM";
                   docs/bots.md says how to write one
  --new FILE       plays nothing: writes a brain for the game of --room, as a file to begin with
  --net NAME       one of: ${nets.padEnd(30)}clean
  --transport NAME one of: ${TRANSPORT_WISHES.join(", ")}  auto
  --seed N         same seed, same decisions         1
  --ramp N         joins a second                    10
  --token TOKEN    for a server that admits bots with a token only (ALLOW_BOTS=token)
  --json FILE      writes the report and all measurements to a file
  --shard I/N      plays only the I-th of N shards: N machines with the same options, each with its own I, make one swarm
  --merge FILE…    plays nothing: merges the --json files of all shards, and reports on the whole swarm
  --min-… --max-…  bounds; exit code 1 when one is broken:
                   joined, disconnects, errors, corrections (a bot and minute), patches (a second),
                   rtt (ms), join (ms), bytes-in (a second), late (ms, timers of this process)
${SCENARIO_HELP}`;
}

const text = { type: "string" } as const;

/** @throws BadOption */
export function readOptions(args: string[], games: BotGames): Options {
  const { values, merge } = parse(args);
  const number = (name: string, fallback: number, low: number, high: number, isWhole = true): number => {
    const given = values[name];
    if (given === undefined) return fallback;
    const value = given.trim() === "" ? Number.NaN : Number(given);
    if (value >= low && value <= high && (!isWhole || Number.isInteger(value))) return value;
    const kind = isWhole ? "a whole number" : "a number";
    throw new BadOption(`--${name} "${given}": expected ${kind} from ${low} to ${high}`);
  };
  const url = urlOf(values.url ?? "http://localhost:2567");
  const shard = shardOf(values.shard);
  const room = values.room ?? games[0].rooms[0]!;
  return {
    help: values.help !== undefined,
    url,
    net: netOf(values.net ?? "clean", url),
    transport: transportOf(values.transport ?? "auto"),
    room,
    count: number("count", Math.max(10, shard.of), shard.of, MOST * shard.of),
    shard,
    seconds: number("seconds", 30, 1, 86_400, false),
    brain: brainOf(values.brain, gameOf(games, room)),
    seed: number("seed", 1, 0, 0xffffffff),
    ramp: number("ramp", 10, 0.1, 1000, false),
    json: values.json,
    token: values.token,
    starter: values.new,
    bounds: BOUND_OPTIONS.filter((name) => values[name] !== undefined).map((name) => ({
      side: name.slice(0, 3) as Bound["side"],
      figure: name.slice(4) as Figure,
      value: number(name, 0, 0, 1e12, false),
    })),
    merge,
  };
}

function parse(args: string[]) {
  const names = [
    "url",
    "room",
    "count",
    "shard",
    "seconds",
    "brain",
    "net",
    "transport",
    "seed",
    "ramp",
    "json",
    "token",
    "new",
  ];
  const options = Object.fromEntries([...names, ...BOUND_OPTIONS].map((name) => [name, text]));
  const flag = { type: "boolean" } as const;
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { ...options, merge: flag, help: { ...flag, short: "h" } },
      allowPositionals: args.includes("--merge"),
    });
    const given: { [name: string]: string | undefined } = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, String(value)]),
    );
    return { values: given, merge: given.merge === undefined ? undefined : positionals };
  } catch (error) {
    throw new BadOption(`${(error as Error).message.split(". ")[0]}; --help lists all options`);
  }
}

function shardOf(given: string | undefined): Shard {
  const shard = given === undefined ? WHOLE : readShard(given);
  if (shard !== undefined) return shard;
  throw new BadOption(`--shard "${given}": expected a shard like 2/3, the second of three`);
}

/** @throws BadOption */
export function urlOf(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol))
    return url.origin + url.pathname.replace(/\/+$/, "");
  throw new BadOption(
    `--url "${given}": expected an address like http://localhost:2567 or https://play.example/skirmish`,
  );
}

/** @returns the name of a built-in brain, or the file, package or command of another one */
function brainOf(given: string | undefined, { brains, defaultBrain, authoring }: BotGames[number]): string {
  const brain = given ?? defaultBrain;
  if (brains.includes(brain) || (authoring !== undefined && !/^\w*$/.test(brain))) return brain;
  const own = authoring === undefined ? "" : ', ./FILE.ts, a package or "cmd: PROGRAM"';
  throw new BadOption(`--brain "${brain}": expected one of ${brains.join(", ")}${own}`);
}

function transportOf(given: string): TransportWish {
  const wish = TRANSPORT_WISHES.find((one) => one === given);
  if (wish !== undefined) return wish;
  throw new BadOption(`--transport "${given}": expected one of ${TRANSPORT_WISHES.join(", ")}`);
}

function netOf(given: string, url: string): NetName {
  if (!Object.hasOwn(PROFILES, given)) throw new BadOption(`--net "${given}": expected one of ${nets}`);
  if (given !== "clean" && !url.startsWith("http:"))
    throw new BadOption(`--net ${given} works with http:// only, not with ${url}`);
  return given as NetName;
}
