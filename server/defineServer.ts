/**
 * Creates a game's server side from its rules. Its tables determine how its state is replicated and stored
 * and which entities belong to players; the rest of the contract (game.ts) has defaults. A member of the
 * rules replaces its default.
 */
import type { Fields, Values } from "../shared/fields/field.ts";
import type { Entities, Tables } from "../shared/fields/root.ts";
import { classesOf } from "../shared/fields/schema.ts";
import type { Rounds } from "../shared/rounds.ts";
import { defineRules, type PlayerIn, type RuleDefinition } from "./defineRules.ts";
import type { GameServer, GameWorld } from "./game.ts";
import { inputCodec } from "./net/inputCodec.ts";
import { replicate } from "./replication/interest.ts";

type Server<World extends GameWorld, E, F extends Fields, Settings> = GameServer<
  World,
  PlayerIn<E>,
  Values<F>,
  Settings
>;

type ServerOnly =
  | "inputs"
  | "replication"
  | "mayWatch"
  | "broadcastRadius"
  | "capacity"
  | "waits"
  | "progress"
  | "observe"
  | "records";

type Definition<World extends GameWorld, E, F extends Fields, Settings> = RuleDefinition<
  World,
  E,
  F,
  Settings
> &
  Partial<Pick<Server<World, E, F, Settings>, ServerOnly>>;

/** Must be called once per game. @throws when nothing answers its questions */
export function defineServer<
  World extends GameWorld & { readonly settings: Settings },
  const E extends Entities,
  F extends Fields,
  Settings,
>(rules: Definition<World, E, F, Settings>): Server<World, E, F, Settings> {
  const tables: Tables = rules.game.state;
  if (rules.game.questions !== undefined && rules.observe === undefined)
    throw new Error(`${rules.game.name} has questions, but no observe() that answers them`);
  const inputs = inputCodec<Values<F>>(rules.game.input);
  return {
    inputs,
    replication: replicate(classesOf(tables)),
    mayWatch: () => false,
    broadcastRadius: () => Number.POSITIVE_INFINITY,
    progress: ({ round = 1, phase = "play" }: GameWorld & Partial<Rounds>) => ({ round, phase }),
    ...rules,
    ...defineRules<World, E, F, Settings>(rules, inputs),
  };
}
