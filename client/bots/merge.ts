/** Reads the reports of several machines, and makes sure that they are the shares of one swarm: all of them, each once. */
import { readFileSync } from "node:fs";
import type { Account } from "./account.ts";
import type { Options } from "./options.ts";

/** A file that is no report, or not one of this swarm; in words for who named it. */
export class BadFile extends Error {}

export interface Run {
  options: Options;
  account: Account;
}

/** What the shares of a swarm have in common. Addresses may differ: machines need not come by the same name. */
const SAME = ["room", "count", "seconds", "brain", "seed", "ramp", "net"] as const;

/** @throws BadFile */
export function readAll(files: readonly string[]): Run[] {
  if (files.length === 0) throw new BadFile("--merge: the files of all shards are wanted");
  const runs = files.map(read);
  const [{ options }] = runs as [Run];
  const seen = new Map<number, string>();
  runs.forEach((run, i) => {
    const file = files[i]!;
    const { shard } = run.options;
    for (const name of SAME)
      if (run.options[name] !== options[name])
        throw new BadFile(
          `${file}: --${name} ${run.options[name]}, but ${files[0]} has ${options[name]}: not the same swarm`,
        );
    if (shard.of !== options.shard.of)
      throw new BadFile(
        `${file}: a share of ${shard.of}, but ${files[0]} is one of ${options.shard.of}: not the same swarm`,
      );
    const other = seen.get(shard.index);
    if (other !== undefined)
      throw new BadFile(`${file}: share ${shard.index}/${shard.of} is already there, from ${other}`);
    seen.set(shard.index, file);
  });
  for (let index = 1; index <= options.shard.of; index++)
    if (!seen.has(index)) throw new BadFile(`share ${index}/${options.shard.of} is missing`);
  return runs;
}

function read(file: string): Run {
  let run: Partial<Run>;
  try {
    run = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new BadFile(`${file}: ${code === "ENOENT" ? "no such file" : message}`);
  }
  if (run?.options?.shard === undefined || run.account?.samples === undefined)
    throw new BadFile(`${file}: not a report of npm run bots -- --json`);
  return run as Run;
}
