/** The environment of a round on a virtual clock: the rules alone, or real clients behind emulated links. */
import type { BrainInput, View } from "../../client/bots/brain/contract.ts";
import { type NetName, PROFILES } from "../../client/bots/link/profiles.ts";
import type { GameTypes } from "../../client/game.ts";
import type { Session } from "../../client/session/session.ts";
import { Match } from "../../shared/log/match.ts";
import type { GameWorld, Player } from "../../shared/rules.ts";
import { TICK_MS } from "../../shared/tick.ts";
import { VirtualRoom } from "../virtual/virtualRoom.ts";
import type { ArenaGame } from "./entrants.ts";

export interface Environment {
  readonly match: Match;
  join(key: string, name: string): void;
  leave(key: string): void;
  /** Call it once a tick. @returns a function that returns what a player sees; undefined: nothing yet */
  views(): (key: string) => View | undefined;
  /** Sets the input of a player for the coming step. */
  give(key: string, input: Readonly<BrainInput>): void;
  step(): void;
}

/** @param lag absent: players see the present world, and their inputs are applied at once */
export const openEnvironment = (
  game: ArenaGame,
  players: number,
  seed: number,
  lag: NetName | undefined,
): Environment =>
  lag === undefined ? localEnvironment(game, players, seed) : networkEnvironment(game, players, seed, lag);

function localEnvironment({ arena, server }: ArenaGame, players: number, seed: number): Environment {
  const world = server.create(arena.settings(players), seed);
  arena.begin(world);
  const match = new Match(server, world);
  const whole = server.inputs.neutral() as object;
  return {
    match,
    join: (key, name) => match.apply({ type: "join", key, name }),
    leave: (key) => match.apply({ type: "leave", key }),
    views: () => arena.views(world),
    give: (key, input) => match.give(match.seated.get(key) as Player, Object.assign(whole, input)),
    step: () => match.step(),
  };
}

function networkEnvironment(
  { arena, server, bots }: ArenaGame,
  players: number,
  seed: number,
  lag: NetName,
): Environment {
  const room = new VirtualRoom<GameTypes, GameWorld>(server, bots.client, arena.settings(players), seed);
  arena.begin(room.world);
  const sessions = new Map<string, Session<GameTypes>>();
  const see = (key: string): View | undefined => {
    const session = sessions.get(key);
    return session && bots.authoring!.viewOf(session);
  };
  return {
    match: room.match,
    join(key, name) {
      sessions.set(key, room.enter(PROFILES[lag], seed + sessions.size, key, name));
    },
    leave(key) {
      room.leave(sessions.get(key)!);
      sessions.delete(key);
    },
    views: () => see,
    give: (key, input) => sessions.get(key)!.frame(room.now, input),
    step: () => room.run(TICK_MS / 1000),
  };
}
