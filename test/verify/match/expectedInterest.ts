/**
 * The expected interest set of a client, from tick to tick: the entities near its own, by the view of the
 * game's tables.
 */
import type { EntityTable, Point } from "../../../shared/fields/entity.ts";
import type { Field } from "../../../shared/fields/field.ts";
import type { Tables } from "../../../shared/fields/root.ts";

/** Distance from the edge within which an entity may be in the set or not, units: positions are quantized. */
const EDGE = 1;

export class ExpectedInterest {
  readonly #tables: Tables;
  readonly #playersMap: string;
  readonly #key: string;
  /** Key of the player whose entity is the centre of the interest set. */
  centre: string;
  /** The interest set by map: entities by key. */
  #seen = new Map<string, unknown>();
  #at: Point | undefined;

  constructor(tables: Tables, key: string) {
    this.#tables = tables;
    this.#playersMap = Object.keys(tables.entities).find((name) => tables.entities[name]!.players)!;
    this.#key = this.centre = key;
  }

  /** Clears the set: a full state follows. */
  close(): void {
    this.#seen = new Map();
    this.#at = undefined;
  }

  /**
   * Updates the set to the present world.
   * @returns whether an entity must be in the set; undefined: either way is right, so report the client's
   * state by `decide`
   */
  update(world: unknown): (map: string, key: string) => boolean | undefined {
    const { view, entities } = this.#tables;
    const players = entities[this.#playersMap]! as EntityTable;
    const centre = players.map(world).get(this.centre);
    if (centre !== undefined) this.#at = placeOf(players, centre, world);
    const verdicts = new Map<string, boolean | undefined>();
    const seen = new Map<string, unknown>();
    for (const [map, table] of Object.entries<EntityTable>(entities))
      for (const [key, source] of table.map(world)) {
        const id = `${map} ${key}`;
        const always = table.players && (key === this.#key || key === this.centre);
        const reach = this.#seen.get(id) === source ? view.half * (1 + view.margin) : view.half;
        const verdict = always ? true : this.#isWithin(reach, placeOf(table, source, world));
        verdicts.set(id, verdict);
        if (verdict !== false) seen.set(id, source);
      }
    this.#seen = seen;
    return (map, key) => verdicts.get(`${map} ${key}`);
  }

  /** Records the client's state of an entity for which either way is right. */
  decide(map: string, key: string, isSeen: boolean): void {
    if (!isSeen) this.#seen.delete(`${map} ${key}`);
  }

  #isWithin(reach: number, { x, y }: Point): boolean | undefined {
    if (reach === Number.POSITIVE_INFINITY) return true;
    if (this.#at === undefined) return false;
    const distance = Math.max(Math.abs(x - this.#at.x), Math.abs(y - this.#at.y));
    return Math.abs(distance - reach) < EDGE ? undefined : distance < reach;
  }
}

function placeOf(table: EntityTable, source: unknown, world: unknown): Point {
  if (table.position === undefined) {
    const at = { x: 0, y: 0 };
    table.place!(source, world, at);
    return at;
  }
  const [x, y] = table.position.map((name) => {
    const { read, kind } = table.fields[name]! as Field;
    const value = read === undefined ? (source as { [name: string]: unknown })[name] : read(source, world);
    const { min, max } = kind.quantized ?? { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
    return Math.min(Math.max(value as number, min), max);
  });
  return { x: x!, y: y! };
}
