/**
 * Makes a game's server side from its rules. Tables say how its state is replicated and stored and which entities players have;
 * the rest of the contract (game.ts) has defaults. A member that the rules say replaces its default.
 */
import type { EntityTable } from "../shared/fields/entity.ts";
import type { Restorer } from "../shared/fields/restorer.ts";
import type { Entities, RootTable, Tables } from "../shared/fields/root.ts";
import { classesOf } from "../shared/fields/schema.ts";
import type { Game } from "../shared/game.ts";
import { storeBy } from "./cluster/worldStorage.ts";
import type { GameServer, GameWorld, Place, Storage } from "./game.ts";
import { inputCodec } from "./net/inputCodec.ts";
import type { QueuedPlayer } from "./players.ts";
import { replicate } from "./replication/interest.ts";

type Needed = "create" | "join" | "step";

type Rules<World extends GameWorld, P extends QueuedPlayer<Input> & Place, Input, Settings, E> = Pick<
  GameServer<World, P, Input, Settings>,
  Needed
> &
  Partial<Omit<GameServer<World, P, Input, Settings>, Needed | "game">> &
  Stored<World, E> & {
    readonly game: Game<Settings> & { readonly state: { readonly entities: E } };
  };

/** How entities are made anew for a checkpoint to fill in; or how the whole world is stored and restored. */
type Stored<World, E> =
  | {
      /** Makes an entity as new, by the name of its map in the state. */
      readonly fresh: {
        readonly [K in keyof E]: (
          key: string,
        ) => E[K] extends { map(world: never): Map<string, infer S> } ? S : never;
      };
    }
  | { readonly storage: Storage<World> };

/** Fields of the root that the engine's client reads. */
const ROOT_FIELDS = ["tick", "crowd"];

/** To be called once for a game. @throws when its tables lack what the engine reads */
export function defineServer<
  World extends GameWorld & { readonly settings: Settings },
  P extends QueuedPlayer<Input> & Place,
  Input extends object,
  Settings,
  const E extends Entities,
>(rules: Rules<World, P, Input, Settings, E>): GameServer<World, P, Input, Settings> {
  const tables: Tables = rules.game.state;
  for (const name of ROOT_FIELDS)
    if (!(name in tables.root.fields))
      throw new Error(`the root table of ${rules.game.name} has no field "${name}", which clients read`);
  const inputs = inputCodec<Input>(rules.game.input);
  const neutral = inputs.neutral();
  const table = Object.values<EntityTable>(tables.entities).find(({ players }) => players)!;
  const players = table.map as (world: World) => Map<string, P>;
  const queue = (player: P, input: Input): void => {
    const slot = player.inputs[player.inputCount];
    if (slot === undefined) return;
    inputs.copy(input, slot);
    player.inputCount++;
  };
  const away = (is: boolean) => (_world: World, player: P) => {
    player.away = is;
  };
  return {
    inputs,
    replication: replicate(classesOf(tables)),
    storage: "fresh" in rules ? storageOf(tables, rules) : rules.storage,
    players,
    leave: (world, key) => void players(world).delete(key),
    drop: away(true),
    migrate: away(true),
    back: away(false),
    give: queue,
    idle: (player) => queue(player, neutral),
    receive() {},
    tell() {},
    mayWatch: () => false,
    broadcastRadius: () => Number.POSITIVE_INFINITY,
    progress: () => ({ round: 1, phase: "play" }),
    ...rules,
  };
}

/** What the root does not store is as `create` makes it. */
function storageOf<World, Settings>(
  tables: Tables,
  {
    game,
    create,
    fresh,
  }: {
    game: Game<Settings>;
    create(settings: Settings, seed: number): World;
    fresh: { [map: string]: (key: string) => unknown };
  },
): Storage<World> {
  if (!("settings" in tables.root.stored))
    throw new Error(`the root table of ${game.name} must store "settings": a world is restored by them`);
  const restorer: Restorer<RootTable, Entities> = {
    world(stored) {
      const world = create((stored as { settings: Settings }).settings, 0);
      for (const { map } of Object.values<EntityTable>(tables.entities)) map(world).clear();
      return Object.assign(world as object, stored) as never;
    },
    entities: Object.fromEntries(
      Object.entries(fresh).map(([map, make]) => [map, { create: make as never }]),
    ),
  };
  return storeBy(tables as Tables<RootTable, Entities>, restorer) as Storage<World>;
}
