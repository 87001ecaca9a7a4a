/** A worker process of a league: plays rounds, each brain in a process of its own. */
import { join } from "node:path";
import { programSource } from "../../client/bots/brain/program.ts";
import { isCommand, openBrain } from "../../client/bots/brain/source.ts";
import { arenaGame, type Entrant } from "../spar/entrants.ts";
import { playRound, type Round, type RoundOptions } from "../spar/round.ts";

export interface Entry {
  /** Unique in the league. */
  readonly name: string;
  /** As on the command line. */
  readonly given: string;
}

export interface Job {
  readonly id: number;
  readonly entries: readonly Entry[];
  readonly options: RoundOptions;
  readonly game: string;
  readonly cwd: string;
  /** Memory limit of each brain, MB. */
  readonly memory: number;
}

export type JobResult =
  | { readonly id: number; readonly round: Round }
  | { readonly id: number; readonly error: string };

const HOST = join(import.meta.dirname, "host.ts");
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

process.on("message", async (job: Job) => {
  const { id } = job;
  try {
    process.send!({ id, round: await play(job) } satisfies JobResult);
  } catch (error) {
    process.send!({ id, error: (error as Error).message } satisfies JobResult);
  }
});
// The process of the league has ended.
process.on("disconnect", () => process.exit());

async function play({ entries, options, game: name, cwd, memory }: Job): Promise<Round> {
  const game = arenaGame(name);
  const { contract } = game.brains;
  const entrants = await Promise.all(
    entries.map(async ({ name: label, given }): Promise<Entrant> => {
      if (isCommand(given))
        return { name: label, source: await openBrain(given, game.brains, { cwd, memory }) };
      const command = [process.execPath, HOST, given, name].map(quoted).join(" ");
      return { name: label, source: programSource(command, contract, { cwd, memory }, label) };
    }),
  );
  try {
    return await playRound(game, entrants, options);
  } finally {
    await Promise.all(entrants.map(({ source }) => source.close()));
  }
}
