/** Where a round is played: by the rules alone, or with real clients behind emulated links. Both on a virtual clock. */
import type { BrainInput, View } from "../../client/bots/brain/contract.ts";
import { type NetName, PROFILES } from "../../client/bots/link/profiles.ts";
import type { GameTypes } from "../../client/game.ts";
import type { Session } from "../../client/session/session.ts";
import { Match } from "../../shared/log/match.ts";
import type { GameWorld, Player } from "../../shared/rules.ts";
import { TICK_MS } from "../../shared/tick.ts";
import { VirtualRoom } from "../virtual/virtualRoom.ts";
import type { ArenaGame } from "./entrants.ts";

export interface Field {
  readonly match: Match;
  join(key: string, name: string): void;
  leave(key: string): void;
  /** To be called once a tick. @returns what a player sees; undefined: nothing yet */
  views(): (key: string) => View | undefined;
  /** The input of a player for the coming step. */
  give(key: string, input: Readonly<BrainInput>): void;
  step(): void;
}

/** @param lag absent: players see the world as it is, and their inputs are applied at once */
export const openField = (game: ArenaGame, players: number, seed: number, lag: NetName | undefined): Field =>
  lag === undefined ? bareField(game, players, seed) : laggingField(game, players, seed, lag);

function bareField({ arena, server }: ArenaGame, players: number, seed: number): Field {
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

function laggingField(
  { arena, server, bots }: ArenaGame,
  players: number,
  seed: number,
  lag: NetName,
): Field {
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
