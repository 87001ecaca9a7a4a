/**
 * The table of one kind of entity, with a row for each field. The schema class of the framework (schema.ts),
 * change detection and encoder (server/replication), checkpoint columns (server/cluster), drawing (draw.ts)
 * and documentation (docs.ts) are derived from it.
 *
 *   fields   sent to every client that sees the entity
 *   own      exact values for prediction, sent only to the player whose entity it is
 *   stored   sent to no client, but stored in checkpoints
 *
 * Each property of the simulation's entity is in one of the three under its own name, or named in `unstored`;
 * otherwise the table does not compile, so no property can be forgotten and lost in a takeover.
 */
import type { Fields, PropertiesIn, ValueOf } from "./field.ts";

export interface Point {
  x: number;
  y: number;
}

/**
 * How a client draws a field between two patches: interpolated linearly (`lerp`) or along the shorter arc
 * (`turn`), with the value of the earlier patch (`step`), or with the value of the newest patch (`latest`).
 */
export type Draw = "lerp" | "turn" | "step" | "latest";

export interface EntityTable<
  World = unknown,
  Source = unknown,
  F extends Fields = Fields,
  O extends Fields = Fields,
  St extends Fields = Fields,
> {
  /** Name of the schema class. */
  readonly name: string;
  /** Raise it when a value changes its meaning and keeps its name: older checkpoints are then refused. */
  readonly version: number;
  map(world: World): Map<string, Source>;
  /** Names of the fields with the place of the entity; absent: `place` computes it. */
  readonly position: readonly [x: string, y: string] | undefined;
  /** Computes the place of an entity that moves without a change of its fields. */
  place?(source: Source, world: World, at: Point): void;
  readonly fields: F;
  readonly own: O;
  owned(source: Source, world: World): boolean;
  readonly stored: St;
  readonly draw: { readonly [field: string]: Draw };
  /**
   * There are thousands, and they never change: their wire ids come from a range of their own, so that other
   * entities keep the short ids.
   */
  readonly many: boolean;
  /**
   * Each player has one, under the session id: it is the viewpoint of the client, which alone receives `own`.
   */
  readonly players: boolean;
}

/** The definition of a table, as a game writes it. */
export interface Rows<World, Source, F, O, St, U> {
  readonly version?: number;
  /**
   * Names of the fields with the place; or a function that computes it, for entities that move without a
   * change of their fields.
   */
  readonly position:
    | readonly [x: keyof F & string, y: keyof F & string]
    | ((source: Source, world: World, at: Point) => void);
  readonly fields: F;
  readonly own?: O;
  /** Whether a client receives `own`: false for entities that no player steers. Default: true. */
  readonly owned?: (source: Source, world: World) => boolean;
  readonly stored?: St;
  readonly unstored?: U;
  /** Default: `step`; `latest` for fields that are set once. */
  readonly draw?: { readonly [K in keyof F]?: Draw };
  readonly many?: boolean;
  readonly players?: boolean;
}

export type Placed<F, O, St, U> =
  | PropertiesIn<F>
  | PropertiesIn<O>
  | keyof St
  | (U extends readonly (infer Name)[] ? Name : never);

/** Rows without a property of the simulation, or with one of another type. */
type Mistyped<Source, F> = {
  [K in PropertiesIn<F>]: K extends keyof Source ? (Source[K] extends ValueOf<F[K]> ? never : K) : K;
}[PropertiesIn<F>];

/** `unknown` for a valid table; otherwise a type that no table has, whose members name the faults. */
export type Check<Source, F, O, St, U> = ([Exclude<keyof Source, Placed<F, O, St, U>>] extends [never]
  ? unknown
  : {
      readonly [K in Exclude<
        keyof Source,
        Placed<F, O, St, U>
      >]: "is a property of the simulation: name it in fields, own, stored or unstored";
    }) &
  CheckTypes<Source, F>;

export type CheckTypes<Source, F> = [Mistyped<Source, F>] extends [never]
  ? unknown
  : { readonly [K in Mistyped<Source, F>]: "the simulation has no such property of this type" };

/**
 * Names that the client adds to a drawn player's entity (`DrawnEntity` in client/game.ts), besides its
 * velocity.
 */
const BESIDE = ["key", "mine", "fade"];

/** No rows. */
export type None = Record<never, never>;

/**
 * @param name of the schema class
 * @throws when a field has a name that the engine needs
 * @param map returns the entities of a world by key. (A separate argument, so that the compiler knows the
 * type of an entity before it checks the rows.)
 */
export function entity<
  World,
  Source,
  const F extends Fields<Source, World>,
  const O extends Fields<Source, World> = None,
  const St extends Fields<Source, World> = None,
  const U extends readonly (keyof Source)[] = readonly [],
>(
  name: string,
  map: (world: World) => Map<string, Source>,
  rows: Rows<
    World,
    Source,
    F & Check<Source, F, O, St, U>,
    O & CheckTypes<Source, O>,
    St & CheckTypes<Source, St>,
    U
  >,
): EntityTable<World, Source, F, O, St> {
  const { position, fields } = rows;
  const taken = rows.players ? BESIDE.find((field) => field in fields) : undefined;
  if (taken !== undefined)
    throw new Error(
      `the table ${name} has a field "${taken}", which the engine adds to every drawn entity: choose another name`,
    );
  return {
    name,
    version: rows.version ?? 1,
    map,
    ...(typeof position === "function" ? { position: undefined, place: position } : { position }),
    fields,
    own: rows.own ?? ({} as O),
    owned: rows.owned ?? (() => true),
    stored: rows.stored ?? ({} as St),
    draw: drawn(fields, rows.draw ?? {}),
    many: rows.many ?? false,
    players: rows.players ?? false,
  };
}

function drawn(
  fields: Fields,
  given: { readonly [field: string]: Draw | undefined },
): { [field: string]: Draw } {
  const draw: { [field: string]: Draw } = {};
  for (const [name, { isOnce }] of Object.entries(fields))
    draw[name] = given[name] ?? (isOnce ? "latest" : "step");
  return draw;
}
