/** The command line of `npm run feel`. */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { type NetName, PROFILES } from "../../client/bots/link/profiles.ts";
import type { Plan } from "./measure.ts";

export interface FeelOptions extends Plan {
  nets: NetName[];
  /** Numbers of I/O threads of the server, in turns. */
  threads: number[];
  /** See `Margin` in rows.ts. */
  margin: number;
  /** Rows of these networks must meet their targets; others are only shown. */
  gated: readonly NetName[];
  /** File for the figures. */
  json: string;
}

export class BadOption extends Error {}

export const HELP = `Plays scripted clients over emulated networks against a real server, and compares what their screens
showed with what was true on the server.

  npm run feel -- [options]

  --nets LIST     of: ${Object.keys(PROFILES).join(", ").padEnd(38)}clean,lossy,mobile
  --seconds N     length of the recorded fight                  60
  --players N     scripted clients, 1…16                        8
  --threads LIST  numbers of I/O threads of the server: each    0
                  network is played with each of them in turn
  --margin N      how much worse than its aim a figure may be   1
  --short         4 clients, 12 s, clean and lossy, margin 10: for a busy machine
  --json FILE     figures                                       feel-results.json

Ends with 1 when a figure of clean or lossy misses its aim.`;

const text = { type: "string" } as const;

/** @returns undefined for --help @throws BadOption */
export function readOptions(args: string[]): FeelOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const short = values.short === true;
  const number = (name: "seconds" | "players" | "margin", usual: number, low: number, high: number) => {
    const given = values[name] as string | undefined;
    if (given === undefined) return usual;
    const value = given.trim() === "" ? Number.NaN : Number(given);
    if (value >= low && value <= high) return value;
    throw new BadOption(`--${name} "${given}": expected a number from ${low} to ${high}`);
  };
  return {
    nets: netsOf((values.nets as string | undefined) ?? (short ? "clean,lossy" : "clean,lossy,mobile")),
    threads: threadsOf((values.threads as string | undefined) ?? "0"),
    seconds: number("seconds", short ? 12 : 60, 1, 240),
    players: Math.round(number("players", short ? 4 : 8, 1, 16)),
    margin: number("margin", short ? 10 : 1, 0.1, 100),
    gated: ["clean", "lossy"],
    // Of these about thirty are in the interest set of each player once they fight.
    ships: 60,
    stalls: short ? 1 : 2,
    cuts: short ? 1 : 2,
    json: (values.json as string | undefined) ?? "feel-results.json",
  };
}

function parse(args: string[]): { [name: string]: string | boolean | undefined } {
  const flag = { type: "boolean" } as const;
  const options = { nets: text, threads: text, seconds: text, players: text, margin: text, json: text };
  try {
    return parseArgs({ args, options: { ...options, short: flag, help: { ...flag, short: "h" } } }).values;
  } catch (error) {
    throw new BadOption(`${(error as Error).message.split(". ")[0]}; --help lists all options`);
  }
}

function netsOf(given: string): NetName[] {
  const wanted = given.split(",");
  const unknown = wanted.find((name) => !Object.hasOwn(PROFILES, name));
  if (unknown === undefined) return wanted as NetName[];
  throw new BadOption(`--nets "${unknown}": expected some of ${Object.keys(PROFILES).join(", ")}`);
}

/** As IO_THREADS: an I/O thread gains only where it has a core besides that of the rooms. */
function threadsOf(given: string): number[] {
  const most = Math.max(1, availableParallelism() - 1);
  return given.split(",").map((one) => {
    const count = one.trim() === "" ? Number.NaN : Number(one);
    if (Number.isInteger(count) && count >= 0 && count <= most) return count;
    throw new BadOption(`--threads "${given}": expected whole numbers from 0 to ${most}, on this machine`);
  });
}
