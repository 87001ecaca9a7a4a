/**
 * Reads the reports of several machines, and checks that they are the shards of one swarm: all of them, each
 * once.
 */
import { readFileSync } from "node:fs";
import type { Account } from "./account.ts";
import type { Options } from "./options.ts";

/** A file is no report, or belongs to another swarm. The message is for the user. */
export class BadFile extends Error {}

export interface Run {
  options: Options;
  account: Account;
}

/**
 * Options that all shards of a swarm share. Addresses may differ: machines may reach the server under
 * different names.
 */
const SAME = ["room", "count", "seconds", "brain", "seed", "ramp", "net"] as const;

/** @throws BadFile */
export function readAll(files: readonly string[]): Run[] {
  if (files.length === 0) throw new BadFile("--merge: expected the report files of all shards");
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
        `${file}: a shard of ${shard.of}, but ${files[0]} is one of ${options.shard.of}: not the same swarm`,
      );
    const other = seen.get(shard.index);
    if (other !== undefined)
      throw new BadFile(`${file}: shard ${shard.index}/${shard.of} is already given by ${other}`);
    seen.set(shard.index, file);
  });
  for (let index = 1; index <= options.shard.of; index++)
    if (!seen.has(index)) throw new BadFile(`shard ${index}/${options.shard.of} is missing`);
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
    throw new BadFile(`${file}: not a report that npm run bots -- --json has written`);
  return run as Run;
}
