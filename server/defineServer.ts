/**
 * Makes a game's server side from its rules. Tables say how its state is replicated and stored and which entities players have;
 * the rest of the contract (game.ts) has defaults. A member that the rules say replaces its default.
 */
import type { EntityTable } from "../shared/fields/entity.ts";
import type { Fields, Values } from "../shared/fields/field.ts";
import type { InputTable } from "../shared/fields/input.ts";
import type { Restorer } from "../shared/fields/restorer.ts";
import type { Entities, RootTable, Tables } from "../shared/fields/root.ts";
import { classesOf } from "../shared/fields/schema.ts";
import type { Game } from "../shared/game.ts";
import { storeBy } from "./cluster/worldStorage.ts";
import type { GameServer, GameWorld, Place, Storage } from "./game.ts";
import { inputCodec } from "./net/inputCodec.ts";
import { type QueuedPlayer, queueInput } from "./players.ts";
import { replicate } from "./replication/interest.ts";

type Needed = "create" | "step";
type Server<World extends GameWorld, E, F extends Fields, Settings> = GameServer<
  World,
  PlayerIn<E>,
  Values<F>,
  Settings
>;

type Rules<World extends GameWorld, E, F extends Fields, Settings> = Stored<World, E> &
  Pick<Server<World, E, F, Settings>, Needed> &
  Partial<Omit<Server<World, E, F, Settings>, Needed | "game">> & {
    readonly game: Game<Settings> & {
      readonly state: { readonly entities: E };
      readonly input: InputTable<F>;
    };
  };

/** How entities are made anew for a checkpoint to fill in; or how the whole world is stored and restored. */
type Stored<World, E> =
  | {
      /** Makes an entity as new, by the name of its map in the state. */
      readonly fresh: { readonly [K in keyof E]: (key: string) => SourceOf<E[K]> };
    }
  | { readonly storage: Storage<World>; join(world: World, key: string, name: string): PlayerIn<E> };

type SourceOf<T> = T extends { map(world: never): Map<string, infer S> } ? S : never;
/** The entities that players have. */
type PlayerIn<E> = Extract<SourceOf<E[keyof E]>, QueuedPlayer & Place>;

/** Fields of the root that the engine's client reads. */
const ROOT_FIELDS = ["tick", "crowd"];

/** To be called once for a game. @throws when its tables lack what the engine reads */
export function defineServer<
  World extends GameWorld & { readonly settings: Settings },
  const E extends Entities,
  F extends Fields,
  Settings,
>(rules: Rules<World, E, F, Settings>): Server<World, E, F, Settings> {
  const tables: Tables = rules.game.state;
  for (const name of ROOT_FIELDS)
    if (!(name in tables.root.fields))
      throw new Error(`the root table of ${rules.game.name} has no field "${name}", which clients read`);
  const inputs = inputCodec<Values<F>>(rules.game.input);
  const neutral = inputs.neutral();
  const [map, table] = Object.entries<EntityTable>(tables.entities).find(([, { players }]) => players)!;
  const players = table.map as (world: World) => Map<string, PlayerIn<E>>;
  const queue = (player: PlayerIn<E>, input: Values<F>): void =>
    queueInput<Values<F>>(player as QueuedPlayer<Values<F>>, input, inputs.copy);
  const fresh = ("fresh" in rules ? rules.fresh : {}) as { [map: string]: (key: string) => PlayerIn<E> };
  const away = (is: boolean) => (_world: World, player: PlayerIn<E>) => {
    player.away = is;
  };
  return {
    inputs,
    replication: replicate(classesOf(tables)),
    storage: "fresh" in rules ? storageOf(tables, rules) : rules.storage,
    players,
    join(world, key, name) {
      const player = fresh[map]!(key);
      player.name = name;
      players(world).set(key, player);
      return player;
    },
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
