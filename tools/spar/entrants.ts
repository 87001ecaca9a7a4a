/** The parts of a round: a game with its rules for matches without a server, and brains by name. */
import type { BrainSource } from "../../client/bots/brain/contract.ts";
import { type BrainGame, openBrain } from "../../client/bots/brain/source.ts";
import type { BotGame } from "../../client/bots/game.ts";
import type { GameTypes } from "../../client/game.ts";
import { arenas } from "../../games/arenas.ts";
import { botGames } from "../../games/bots.ts";
import { games } from "../../games/index.ts";
import type { GameServer } from "../../server/game.ts";
import type { Arena } from "../../shared/arena.ts";
import type { GameWorld } from "../../shared/rules.ts";
import { usageError } from "../commandLine.ts";

export interface ArenaGame {
  readonly arena: Arena<GameWorld>;
  readonly server: GameServer;
  readonly bots: BotGame<GameTypes>;
  readonly brains: BrainGame;
}

/** One place in a round. */
export interface Entrant {
  /** Unique among the entrants. */
  readonly name: string;
  readonly source: BrainSource;
}

/** Names of the games that can be played without a server, the default one first. */
export const arenaNames: readonly string[] = arenas.map(({ game }) => game);

/** Exits when there is no such game. @param name absent: the first */
export function arenaGame(name = arenas[0]!.game): ArenaGame {
  const arena = arenas.find(({ game }) => game === name) as Arena<GameWorld> | undefined;
  if (arena === undefined) usageError(`--game "${name}": expected one of ${arenaNames.join(", ")}`);
  const server = games.find(({ game }) => game.name === name)!;
  const bots = botGames.find(({ rooms }) => rooms.includes(arena.room))!;
  return { arena, server, bots, brains: bots.authoring! };
}

/**
 * @param given as on the command line
 * @returns unique names: files without their folders if that makes them unique; equal names are numbered
 */
export function namesOf(given: readonly string[]): string[] {
  const short = given.map((one) => one.replace(/(?<=^|\s)[./][^\s]*\/|(?<=\s)[\w-][^\s]*\/(?=\S)/g, ""));
  const isClear = new Set(short).size === new Set(given).size;
  const names = isClear ? short : given;
  return names.map((one, i) => {
    const before = names.slice(0, i).filter((other) => other === one).length;
    const isRepeated = names.filter((other) => other === one).length > 1;
    return isRepeated ? `${one} ${before + 1}` : one;
  });
}

/** @throws BrainFault */
export async function openEntrants(
  given: readonly string[],
  { brains }: ArenaGame,
  cwd: string,
): Promise<Entrant[]> {
  const names = namesOf(given);
  return Promise.all(
    given.map(async (one, i) => ({ name: names[i]!, source: await openBrain(one, brains, { cwd }) })),
  );
}
