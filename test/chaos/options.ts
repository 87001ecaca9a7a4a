/** The command line of `npm run chaos`. */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { FAULTS, type FaultName } from "../support/breaking/faults.ts";

export interface ChaosOptions {
  /** Duration of the faults. */
  minutes: number;
  /** Ends after this number of faults, however long it takes. */
  kills: number | undefined;
  seed: number;
  /** Duration of a stop, s; absent: random. */
  stopSeconds: number | undefined;
  /** In place of faults: every process is replaced, as an operator does it. */
  roll: boolean;
  /** Number of real browsers that play too; with `roll` only. */
  browsers: number;
  processes: number;
  players: number;
  faults: FaultName[];
  /** File for the ledger; folder for the logs of processes. */
  json: string | undefined;
  logs: string | undefined;
}

export class BadOption extends Error {}

const names = Object.keys(FAULTS).join(", ");
/** An I/O thread needs a core besides that of the rooms' thread. */
const hasThreads = availableParallelism() > 1;

export const HELP = `Breaks a real cluster under load, again and again, and counts what players lost.

  npm run chaos -- [options]
  npm run chaos -- --roll [--players N] [--browsers N]

  --minutes M      duration of the faults                        5
  --kills N        N times kill -9 and no other fault, however long that takes
  --seed S         same seed, same faults in the same order      1
  --faults LIST    separated by commas                       all
                   ${names}
                   (thread: an I/O thread ends or hangs; all processes have one then;
                   match: a match of its own breaks its owners)
  --stop-seconds S how long a stopped process sleeps, 4…600         4…30 by chance
  --processes N    server processes, 2…8                         3
  --players N      bots, half in arenas and half in a swarm      40; 60 in a roll
  --roll           no faults: replaces all processes of a local cluster, as \`npm run ops -- roll\` does, while bots and
                   browsers play, and prints what each of them noticed
  --browsers N     pages in Chromium that play in a roll         2
  --json FILE      writes the ledger
  --logs FOLDER    writes what each process logged

Exit code 0 when every player came back to the same match each time, nobody lost a score, 99 of 100 came back within 2 s
of a kill or the end of an I/O thread, no kill took more than 2 ticks of play back, players got seats 2 s after Redis was back, no process that was
left alone refused a seat while Redis was well, some process gave a seat at least every 3 s, a match broke 4 processes at
most, and no room had two owners under one epoch. Of a roll: when nobody was lost and nobody heard nothing for 2 s.`;

const text = { type: "string" } as const;

/** @returns undefined for --help @throws BadOption */
export function readOptions(args: string[]): ChaosOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const number = (name: string, fallback: number, low: number, high: number, isWhole = true): number => {
    const given = values[name] as string | undefined;
    if (given === undefined) return fallback;
    const value = given.trim() === "" ? Number.NaN : Number(given);
    if (value >= low && value <= high && (!isWhole || Number.isInteger(value))) return value;
    const kind = isWhole ? "a whole number" : "a number";
    throw new BadOption(`--${name} "${given}": expected ${kind} from ${low} to ${high}`);
  };
  const kills = values.kills === undefined ? undefined : number("kills", 0, 1, 10_000);
  const roll = values.roll === true;
  return {
    minutes: number("minutes", 5, 0.1, 10_000, false),
    kills,
    seed: number("seed", 1, 0, 0xffffffff),
    stopSeconds: values["stop-seconds"] === undefined ? undefined : number("stop-seconds", 0, 4, 600),
    roll,
    browsers: number("browsers", 2, 0, 8),
    processes: number("processes", 3, 2, 8),
    players: number("players", roll ? 60 : 40, 1, 1000),
    faults: kills === undefined ? faultsOf((values.faults as string | undefined) ?? "") : ["kill"],
    json: values.json as string | undefined,
    logs: values.logs as string | undefined,
  };
}

function parse(args: string[]): { [name: string]: string | boolean | undefined } {
  const options = {
    ...{
      minutes: text,
      kills: text,
      seed: text,
      faults: text,
      processes: text,
      players: text,
      json: text,
      logs: text,
      "stop-seconds": text,
      browsers: text,
    },
    roll: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  } as const;
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new BadOption(`${(error as Error).message.split(". ")[0]}; --help lists all options`);
  }
}

function faultsOf(list: string): FaultName[] {
  if (list === "")
    return (Object.keys(FAULTS) as FaultName[]).filter((name) => hasThreads || name !== "thread");
  return list.split(",").map((name) => {
    if (name === "thread" && !hasThreads)
      throw new BadOption(`--faults "thread": I/O threads need a machine with two cores or more`);
    if (Object.hasOwn(FAULTS, name)) return name as FaultName;
    throw new BadOption(`--faults "${name}": expected some of ${names}`);
  });
}
