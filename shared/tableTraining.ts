/**
 * Observations derived from the tables of a game: the fields of a `TableView` (tableView.ts) as numbers of
 * the order of 1.
 *
 *   state fields │ own entity │ the nearest others, nearest first │ the nearest of each other map
 *
 * A place, or a field whose `doc` begins with "units", counts in `length`; a velocity, or "units a second",
 * in `speed`. An angle becomes the x and y of its direction, a boolean 0 or 1. Any other quantized number
 * becomes (n − min) ÷ (max − min) of its kind, and any further one ±ln(1 + |n|) divided by that of the
 * largest number of its kind. Texts are left out.
 */
import type { Reward, Training } from "./arena.ts";
import type { EntityTable } from "./fields/entity.ts";
import type { Field, Fields, Kind } from "./fields/field.ts";
import type { Game } from "./game.ts";
import { cos, sin } from "./maths/angle.ts";
import { Nearest } from "./nearest.ts";
import { playersOf } from "./tableView.ts";

/** Options of a game for its learners. */
export interface LearnerRules<World> {
  /**
   * Distance that counts as 1, units. Default: half the side of the interest area, or 1000 if that is
   * unlimited.
   */
  readonly length?: number;
  /** Velocity that counts as 1, units a second. Default: half of `length`. */
  readonly speed?: number;
  /**
   * Number of nearest entities in an observation, by map (names as in `TableView`). Default: 5 `others`, 3 of
   * any other map.
   */
  readonly nearest?: { readonly [map: string]: number };
  /** Default: the growth of `score` of the game's `follow`. */
  reward?(world: World): Reward;
}

const NEAREST = { others: 5, entities: 3 } as const;
/** The value of a float32 field that becomes 1: its kind has no usual range. */
const LARGE = 10_000;
/** Fields that are observed in another form (velocities), or not at all (time). */
const ELSEWHERE: ReadonlySet<string> = new Set(["vx", "vy", "tick", "tickRate"]);

interface Column {
  readonly name: string;
  of(source: unknown, world: unknown): number;
}

/** @param reward of the game @returns an observer with lists of its own */
export function tableTraining<World>(
  { state }: Pick<Game, "state">,
  reward: (world: World) => Reward,
  { length: given, speed: fast, nearest = {} }: LearnerRules<World>,
): Training<World> {
  const { half } = state.view;
  const length = given ?? (Number.isFinite(half) ? half : 1000);
  const speed = fast ?? length / 2;
  const [ownMap, players] = playersOf(state);
  const scale = { length, speed };
  const root = columnsOf(state.root.fields, [], scale);
  const self = columnsOf({ ...players.fields, ...players.own }, players.position ?? [], scale);
  const maps = Object.entries<EntityTable>(state.entities).map(([map, table]) => {
    const name = map === ownMap ? "others" : map;
    const most = nearest[name] ?? (map === ownMap ? NEAREST.others : NEAREST.entities);
    const columns = columnsOf(table.fields, table.position ?? [], scale);
    return { name, most, table, columns, near: new Nearest<unknown>(most), width: 5 + columns.length };
  });
  const at = { x: 0, y: 0 };
  const place = (table: EntityTable, source: unknown, world: unknown): void => {
    const { position } = table;
    if (position === undefined) table.place!(source, world, at);
    else {
      at.x = (source as Numbers)[position[0]]!;
      at.y = (source as Numbers)[position[1]]!;
    }
  };
  const named = ({ name, most, columns }: (typeof maps)[number]): string[] =>
    Array.from({ length: most }, (_, i) =>
      ["seen", "dx", "dy", "dvx", "dvy", ...columns.map((one) => one.name)].map(
        (part) => `${name} ${i + 1} ${part}`,
      ),
    ).flat();
  return {
    observation: [
      ...root.map(({ name }) => `state ${name}`),
      ...["x", "y", "vx", "vy", ...self.map(({ name }) => name)].map((name) => `self ${name}`),
      ...maps.flatMap(named),
    ],
    observe(world, key, into, start) {
      let to = start;
      const own = players.map(world as never).get(key) as Numbers;
      place(players, own, world);
      const { x, y } = at;
      const { vx = 0, vy = 0 } = own;
      for (const { of } of root) into[to++] = of(world, world);
      into[to++] = x / length;
      into[to++] = y / length;
      into[to++] = vx / speed;
      into[to++] = vy / speed;
      for (const { of } of self) into[to++] = of(own, world);
      for (const { table, near, most, width, columns } of maps) {
        near.count = 0;
        for (const source of table.map(world as never).values()) {
          if (source === own) continue;
          place(table, source, world);
          const [dx, dy] = [at.x - x, at.y - y];
          if (Math.abs(dx) <= half && Math.abs(dy) <= half) near.see(source, dx, dy);
        }
        const end = to + most * width;
        for (let i = 0; i < near.count; i++) {
          const source = near.found[i] as Numbers;
          into[to++] = 1;
          into[to++] = near.dx[i]! / length;
          into[to++] = near.dy[i]! / length;
          into[to++] = ((source.vx ?? 0) - vx) / speed;
          into[to++] = ((source.vy ?? 0) - vy) / speed;
          for (const { of } of columns) into[to++] = of(source, world);
        }
        into.fill(0, to, end);
        to = end;
      }
    },
    reward,
  };
}

type Numbers = { [field: string]: number | undefined };

/** @param position names of the fields that say where an entity is */
const columnsOf = (fields: Fields, position: readonly string[], scales: Scales): Column[] =>
  Object.entries<Field>(fields).flatMap(([name, { kind, read, options }]) => {
    if (ELSEWHERE.has(name) || position.includes(name)) return [];
    const value = (source: unknown, world: unknown): number =>
      Number(read === undefined ? (source as Numbers)[name] : read(source, world));
    if (kind.name === "turn8" || kind.name === "turn16")
      return [
        { name: `${name} x`, of: (source: unknown, world: unknown) => cos(value(source, world)) },
        { name: `${name} y`, of: (source: unknown, world: unknown) => sin(value(source, world)) },
      ];
    const scale = scaleOf(kind, options.doc, scales);
    return scale === undefined
      ? []
      : [{ name, of: (source: unknown, world: unknown) => scale(value(source, world)) }];
  });

interface Scales {
  readonly length: number;
  readonly speed: number;
}

/** @param doc of the field @returns undefined for a field that is no number */
function scaleOf(
  { column, clean, quantized }: Kind,
  doc = "",
  { length, speed }: Scales,
): ((value: number) => number) | undefined {
  if (column === "boolean") return (value) => value;
  if (column !== "number") return undefined;
  if (/^units a second\b/.test(doc)) return (value) => value / speed;
  if (/^units\b/.test(doc)) return (value) => value / length;
  if (quantized !== undefined) return (value) => (value - quantized.min) / (quantized.max - quantized.min);
  const isWhole = clean !== undefined && clean.how !== "finite";
  const unit = Math.log1p(isWhole ? Math.max(-clean.min, clean.max) : LARGE);
  return (value) => (Math.sign(value) * Math.log1p(Math.abs(value))) / unit;
}
