/**
 * The table of players' entities, as most games need it: with the rows of what the engine sets in each of
 * them.
 */
import { type Check, type CheckTypes, type EntityTable, entity, type None, type Rows } from "./entity.ts";
import type { Fields } from "./field.ts";
import { boolean, string } from "./kinds.ts";

/** The part of a player's entity that the engine sets; see server/players.ts. */
interface EngineFields {
  x: number;
  y: number;
  key: string;
  name: string;
  away: boolean;
  bot: boolean;
  inputs: unknown[];
  inputCount: number;
}

const ENGINE_ROWS = {
  bot: boolean({ added: false, doc: "the player says that it is a bot" }).once(),
  name: string().once(),
};
const STORED = { away: boolean() };
const UNSTORED = ["key", "inputs", "inputCount"] as const;
const DRAW = { x: "lerp", y: "lerp", score: "latest" } as const;

type Unstored<U> = readonly (
  | (U extends readonly (infer Name)[] ? Name : never)
  | (typeof UNSTORED)[number]
)[];

/**
 * Like `entity`, for the players' entities: besides the given rows it has `name`, `bot` and `away`; the place
 * is `x` and `y`, drawn on a line between two patches; a `score` is drawn as the newest patch says.
 * @param name of the schema class
 */
export function players<
  World,
  Source extends EngineFields,
  const F extends Fields<Source, World>,
  const O extends Fields<Source, World> = None,
  const St extends Fields<Source, World> = None,
  const U extends readonly (keyof Source)[] = readonly [],
>(
  name: string,
  map: (world: World) => Map<string, Source>,
  rows: Omit<
    Rows<
      World,
      Source,
      F & Check<Source, F & typeof ENGINE_ROWS, O, St & typeof STORED, Unstored<U>>,
      O & CheckTypes<Source, O>,
      St & CheckTypes<Source, St>,
      U
    >,
    "players" | "position"
  >,
): EntityTable<World, Source, F & typeof ENGINE_ROWS, O, St & typeof STORED> {
  return entity(name, map, {
    ...rows,
    ...{ players: true, position: ["x", "y"] },
    fields: { ...rows.fields, ...ENGINE_ROWS },
    stored: { ...STORED, ...rows.stored },
    unstored: [...UNSTORED, ...(rows.unstored ?? [])],
    draw: { ...DRAW, ...rows.draw },
    // The types above have checked the whole table; `entity` need not do it again.
  } as never);
}
