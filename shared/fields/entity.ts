/**
 * The table of one sort of entity: a row a field. From it are derived the framework's schema class, what is sent of a
 * change (server/replication), the columns of a checkpoint (server/cluster), how clients draw it (draw.ts) and the
 * documentation of the state (docs.ts).
 *
 *   fields   what every client that sees the entity receives: numbers that change first, then what is set once
 *   own      exact values that only the player whose entity it is receives, to predict from
 *   stored   what no client receives, and a checkpoint must hold
 *
 * A property of the simulation is in one of the three under its own name, or named in `unstored`. Anything else does not
 * compile: no property can be forgotten and lost in a takeover.
 */
import type { Fields, PropertiesIn, ValueOf } from "./field.ts";

export interface Point {
  x: number;
  y: number;
}

/**
 * How a client draws a field between two patches: along the line (`lerp`), the short way round (`turn`), as it was at the
 * earlier one (`step`), or as the newest patch says (`latest`).
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
  /** Raised when a value changes its meaning under its old name: older checkpoints are refused then. */
  readonly version: number;
  map(world: World): Map<string, Source>;
  /** Names of the fields that say where it is; else `place` does. */
  readonly position: readonly [x: string, y: string] | undefined;
  /** Works out where an entity is that moves without a change of its fields. */
  place?(source: Source, world: World, at: Point): void;
  readonly fields: F;
  readonly own: O;
  owned(source: Source, world: World): boolean;
  readonly stored: St;
  readonly draw: { readonly [field: string]: Draw };
  /** They come by the thousand and never change: numbered where they take no short numbers from others. */
  readonly many: boolean;
  /** Each player has one, under the session id: clients look from theirs, and `own` is for that client. */
  readonly players: boolean;
}

/** What a game writes down. */
interface Rows<World, Source, F, O, St, U> {
  readonly version?: number;
  /** Names of the fields that say where it is; or works that out, of what flies without a change. */
  readonly position:
    | readonly [x: keyof F & string, y: keyof F & string]
    | ((source: Source, world: World, at: Point) => void);
  readonly fields: F;
  readonly own?: O;
  /** Whether anybody receives `own`: not of what no player steers. All by default. */
  readonly owned?: (source: Source, world: World) => boolean;
  readonly stored?: St;
  readonly unstored?: U;
  /** Of fields that change; `step` by default, `latest` for those that are set once. */
  readonly draw?: { readonly [K in keyof F]?: Draw };
  readonly many?: boolean;
  readonly players?: boolean;
}

export type Placed<F, O, St, U> =
  | PropertiesIn<F>
  | PropertiesIn<O>
  | keyof St
  | (U extends readonly (infer Name)[] ? Name : never);

/** Rows whose value the simulation does not have, or not of that type. */
type Mistyped<Source, F> = {
  [K in PropertiesIn<F>]: K extends keyof Source ? (Source[K] extends ValueOf<F[K]> ? never : K) : K;
}[PropertiesIn<F>];

/** `unknown` when all is in its place; else an object that no table is, whose members say what is wrong. */
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

/** What the client adds to the fields of a player's entity that it draws (`DrawnEntity` in client/game.ts), besides its velocity. */
const BESIDE = ["key", "mine", "fade"];

/** None of a sort. */
export type None = Record<never, never>;

/**
 * @param name of the schema class
 * @throws when a field has a name that the engine needs
 * @param map where the simulation keeps them, by their keys. (An argument of its own, so that the compiler knows the type
 * of an entity when it comes to the rows.)
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
  said: { readonly [field: string]: Draw | undefined },
): { [field: string]: Draw } {
  const draw: { [field: string]: Draw } = {};
  for (const [name, { isOnce }] of Object.entries(fields))
    draw[name] = said[name] ?? (isOnce ? "latest" : "step");
  return draw;
}
