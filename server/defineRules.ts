/**
 * Creates the rules of a game (shared/rules.ts) from its definition, without replication: no code is
 * generated and nothing of Node is needed, so a browser can replay a match with the same rules.
 */
import type { EntityTable } from "../shared/fields/entity.ts";
import type { Fields, Values } from "../shared/fields/field.ts";
import { type InputTable, neutralOf } from "../shared/fields/input.ts";
import type { Restorer } from "../shared/fields/restorer.ts";
import type { Entities, RootTable, Tables } from "../shared/fields/root.ts";
import type { Game } from "../shared/game.ts";
import type { GameWorld, Place, Rules, Storage } from "../shared/rules.ts";
import { storeBy } from "./cluster/worldStorage.ts";
import { type QueuedPlayer, queueBy, queueInput } from "./players.ts";

/** The definition of a game's rules; omitted members have defaults. */
export type RuleDefinition<World extends GameWorld, E, F extends Fields, Settings> = Stored<World, E> &
  Pick<Made<World, E, F, Settings>, "create" | "step"> &
  Partial<Omit<Made<World, E, F, Settings>, "create" | "step" | "game">> & {
    readonly game: Game<Settings> & {
      readonly state: { readonly entities: E };
      readonly input: InputTable<F>;
    };
  };

type Made<World extends GameWorld, E, F extends Fields, Settings> = Rules<
  World,
  PlayerIn<E>,
  Values<F>,
  Settings
>;

/**
 * How a world is stored: row by row, into entities that `fresh` creates; or as a whole, by the game's own
 * `storage`.
 */
export type Stored<World, E> =
  | {
      /** Creates a new entity, by the name of its map in the state. */
      readonly fresh: { readonly [K in keyof E]: (key: string) => SourceOf<E[K]> };
    }
  | {
      readonly storage: Storage<World>;
      join(world: World, key: string, name: string, bot?: boolean, skill?: number): PlayerIn<E>;
    };

type SourceOf<T> = T extends { map(world: never): Map<string, infer S> } ? S : never;
/** The entity types that belong to players. */
export type PlayerIn<E> = Extract<SourceOf<E[keyof E]>, QueuedPlayer & Place>;

/** The part of an `InputCodec` that rules need. */
interface InputMaker<Input> {
  neutral(): Input;
  copy?(from: Readonly<Input>, to: Input): void;
}

interface Replayable<R> {
  /** @returns a `GameReplay`, for the page of a replay */
  forReplay(): { readonly rules: R };
}

/**
 * @returns the definition, checked by the compiler: for a file that both the server and the page of a replay
 * import
 */
export const gameRules = <
  World extends GameWorld & { readonly settings: Settings },
  const E extends Entities,
  F extends Fields,
  Settings,
  const D extends RuleDefinition<World, E, F, Settings> = RuleDefinition<World, E, F, Settings>,
>(
  definition: D & RuleDefinition<World, E, F, Settings>,
): D & Replayable<Made<World, E, F, Settings>> => ({
  ...definition,
  forReplay: () => ({ rules: defineRules<World, E, F, Settings>(definition) }),
});

/**
 * Must be called once per game. A member of the definition replaces its default.
 * @param codec creates and copies inputs; a server passes the generated one
 */
export function defineRules<
  World extends GameWorld & { readonly settings: Settings },
  const E extends Entities,
  F extends Fields,
  Settings,
>(
  definition: RuleDefinition<World, E, F, Settings>,
  codec: InputMaker<Values<F>> = { neutral: neutralOf(definition.game.input) as () => Values<F> },
): Rules<World, PlayerIn<E>, Values<F>, Settings> {
  const tables: Tables = definition.game.state;
  const [map, table] = Object.entries<EntityTable>(tables.entities).find(([, { players }]) => players)!;
  const players = table.map as (world: World) => Map<string, PlayerIn<E>>;
  const neutral = codec.neutral();
  const queue = (codec.copy === undefined ? queueInput : queueBy(codec.copy)) as (
    player: PlayerIn<E>,
    input: Values<F>,
  ) => void;
  const fresh = ("fresh" in definition ? definition.fresh : {}) as {
    [map: string]: (key: string) => PlayerIn<E>;
  };
  const away = (is: boolean) => (_world: World, player: PlayerIn<E>) => {
    player.away = is;
  };
  return {
    storage: "fresh" in definition ? storageOf(tables, definition) : definition.storage,
    players,
    join(world, key, name, bot = false) {
      const player = fresh[map]!(key);
      player.name = name;
      player.bot = bot;
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
    ...definition,
  };
}

/** In a restored world, values of the root that are not stored are those that `create` sets. */
function storageOf<World, Settings>(
  tables: Tables,
  {
    create,
    fresh,
  }: {
    create(settings: Settings, seed: number): World;
    fresh: { [map: string]: (key: string) => unknown };
  },
): Storage<World> {
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
