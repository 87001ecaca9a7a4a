/** The command line of `npm run cluster`. */
import { parseArgs } from "node:util";
import { bareHost, formatAddress, parseAddress } from "../../shared/address.ts";

export class BadOption extends Error {}

export interface Options {
  help: boolean;
  processes: number;
  /** Port of the first process; the others use the following ports. */
  port: number;
  /** Entry port, which all processes share. */
  entry: number;
  /** Name under which browsers reach this machine. */
  host: string;
}

export const HELP = `A local cluster: several server processes, one Redis, one address to play at.

  npm run cluster -- [options]

  --processes N   number of processes, 1…64               3
  --port PORT     port of the first; the others follow    2567 (or PORT)
  --entry PORT    the port to play at, served by all      2560
  --host NAME     host name or address for browsers       localhost

REDIS_URL names the Redis to use; without it a private redis-server is started, and ends with the cluster.
A process that ends is replaced; one that cannot start ends the cluster. Ctrl-C drains the cluster.`;

/** @throws BadOption */
export function readOptions(args: string[], env: { [name: string]: string | undefined }): Options {
  const values = parse(args);
  const number = (
    name: "processes" | "port" | "entry",
    fallback: number,
    low: number,
    high: number,
  ): number => {
    const value = Number(values[name] ?? fallback);
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    throw new BadOption(`--${name} "${values[name]}": expected a whole number from ${low} to ${high}`);
  };
  const processes = number("processes", 3, 1, 64);
  const port = number("port", Number(env.PORT || 2567), 1, 65536 - processes);
  const entry = number("entry", 2560, 1, 65535);
  if (entry >= port && entry < port + processes)
    throw new BadOption(
      `--entry ${entry}: a process uses this port; choose one outside ${port}…${port + processes - 1}`,
    );
  const host = bareHost(values.host ?? "localhost");
  const parts = parseAddress(formatAddress(host));
  if (parts === undefined || parts.port !== undefined || parts.path !== "")
    throw new BadOption(`--host "${values.host}": expected a host name or an IP address`);
  return { help: values.help === true, processes, port, entry, host };
}

function parse(args: string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args,
      options: {
        processes: text,
        port: text,
        entry: text,
        host: text,
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new BadOption(`${(error as Error).message.split(". ")[0]}; --help lists all options`);
  }
}
