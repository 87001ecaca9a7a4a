/** The command line of `npm run bench`. */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { DESIGNS, type Design } from "./figures.ts";

export interface BenchOptions {
  designs: Design[];
  players: number[];
  /** Duration of one measurement, s. */
  seconds: number;
  /** Measurements of each design at each number of players; the median counts. */
  repeat: number;
  /** Measures the cost of this number of joins to a room in which others play, instead. */
  joins: number | undefined;
  /** Measures what this number of watchers of one match costs, instead. */
  watchers: number | undefined;
  /** Measures how the page loads on a phone's line, instead. */
  page: boolean;
  /** Measures what the page's frames cost with many ships in sight, instead. */
  frames: boolean;
  /** Measures how fast brains play and learn without a server, instead. */
  brains: boolean;
  /** Files for the figures and for the chart. */
  json: string;
  chart: string | undefined;
  /** Folder for CPU profiles of the servers. */
  profiles: string | undefined;
  /** Our server records its matches. */
  log: boolean;
}

/** Players of the largest swarm. */
const MOST = 4000;

export class BadOption extends Error {}

export const HELP = `Measures what a player costs the server, against the stock framework and against bare sockets.

  npm run bench -- [options]

  --players LIST   numbers of players, 1…4000                     100,200,400,800,1000
  --designs LIST   of: floor (bare ws), stock (everything to      all
                   everyone), views (stock StateViews), ours,
                   threads (ours with an I/O thread; IO_THREADS
                   says how many)
  --seconds N      length of one measurement                      20
  --repeat N       measurements of each; the middle one counts    1
  --joins N        instead: N players join a room as fast as      400 join 400
                   they get in, while --players play there, on a
                   fresh server and after 2,000 joins; designs
                   are then floor,stock,ours
  --watchers N     instead: a match of --players is measured in    64 players,
                   turns without and with N who watch it live      5 turns of 10 s
  --page           instead: loads the page over a phone's line     1.6 Mbit/s, 150 ms,
                   in Chromium, and plays; the middle of 5         5 times
  --frames         instead: what a frame costs the page with       4 × slower,
                   150 ships in sight, and with 15                 10 s each
  --brains         instead: how fast brains play and learn         10 rounds, 3 s
                   without a server, six ships on one core
  --log            ours and threads write match logs, and their     off
                   rows say so: nothing else records matches
  --quick          400 players, 8 s each: ends in 2 minutes
  --json FILE      figures                                        bench-results.json
  --chart FILE     draws them (SVG)
  --profiles DIR   a CPU profile of the rooms' thread for each     none
                   measurement, and its longest functions; the
                   profiler costs CPU itself`;

const text = { type: "string" } as const;

/** @returns undefined for --help @throws BadOption */
export function readOptions(args: string[]): BenchOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const quick = values.quick === true;
  const joins = values.joins === undefined ? undefined : whole("joins", values.joins as string, 1, MOST);
  const { watchers: given } = values;
  const watchers = given === undefined ? undefined : whole("watchers", given as string, 1, 5000);
  const isShort = quick || joins !== undefined;
  const list =
    (values.players as string | undefined) ?? (watchers ? "64" : isShort ? "400" : "100,200,400,800,1000");
  // An I/O thread needs a core.
  const all = DESIGNS.filter((design) => design !== "threads" || availableParallelism() > 1);
  const designs = joins === undefined ? all.join() : "floor,stock,ours";
  return {
    designs: designsOf((values.designs as string | undefined) ?? designs),
    players: playersOf(list, joins ?? 0),
    seconds: whole(
      "seconds",
      (values.seconds as string | undefined) ?? (quick ? "8" : watchers ? "10" : "20"),
      1,
      3600,
    ),
    joins,
    watchers,
    page: values.page === true,
    frames: values.frames === true,
    brains: values.brains === true,
    repeat: whole("repeat", (values.repeat as string | undefined) ?? (watchers ? "5" : "1"), 1, 99),
    json: (values.json as string | undefined) ?? "bench-results.json",
    chart: values.chart as string | undefined,
    profiles: values.profiles as string | undefined,
    log: values.log === true,
  };
}

function parse(args: string[]): { [name: string]: string | boolean | undefined } {
  const flag = { type: "boolean" } as const;
  const options = {
    players: text,
    designs: text,
    seconds: text,
    repeat: text,
    joins: text,
    watchers: text,
    json: text,
    chart: text,
    profiles: text,
  };
  try {
    return parseArgs({
      args,
      options: {
        ...options,
        quick: flag,
        page: flag,
        frames: flag,
        brains: flag,
        log: flag,
        help: { ...flag, short: "h" },
      },
    }).values;
  } catch (error) {
    throw new BadOption(`${(error as Error).message.split(". ")[0]}; --help lists all options`);
  }
}

function whole(name: string, given: string, low: number, high: number): number {
  const value = given.trim() === "" ? Number.NaN : Number(given);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new BadOption(`--${name} "${given}": expected whole numbers from ${low} to ${high}`);
}

function playersOf(given: string, joins: number): number[] {
  const players = given.split(",").map((one) => whole("players", one, 1, MOST));
  const most = Math.max(...players) + joins;
  if (most > MOST)
    throw new BadOption(`--players and --joins: ${most} players in a room, where ${MOST} have a place`);
  return players;
}

function designsOf(given: string): Design[] {
  const wanted = given.split(",");
  const unknown = wanted.find((design) => !(DESIGNS as readonly string[]).includes(design));
  if (unknown !== undefined)
    throw new BadOption(`--designs "${unknown}": expected some of ${DESIGNS.join(", ")}`);
  return DESIGNS.filter((design) => wanted.includes(design));
}
