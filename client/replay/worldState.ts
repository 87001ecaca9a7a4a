/**
 * The replicated state of a world, without a server: plain objects with the same members as the framework's
 * state, filled according to the tables of the game. It contains all entities, with their exact values.
 */
import { blank } from "../../shared/fields/draw.ts";
import type { EntityTable } from "../../shared/fields/entity.ts";
import type { Field, Fields } from "../../shared/fields/field.ts";
import type { List, Tables } from "../../shared/fields/root.ts";
import { toRadians } from "../../shared/maths/angle.ts";

type Values = { [name: string]: unknown };
type Fill = (shown: Values, source: object, world: object) => void;

/** @returns a function that sets all fields of an object to the values that clients read */
function filler(fields: Fields): Fill {
  const all = Object.entries<Field>(fields);
  return (shown, source, world) => {
    for (const [name, { kind, read }] of all) {
      const value = read === undefined ? (source as Values)[name] : read(source, world);
      shown[name] = kind.pack === "turn" ? toRadians(value as number) : value;
    }
  };
}

/** A map of the replicated state. */
class ShownMap {
  readonly shown = new Map<string, Values>();
  readonly #table: EntityTable;
  readonly #fill: Fill;
  readonly #fillOwn: Fill;

  constructor(table: EntityTable) {
    this.#table = table;
    this.#fill = filler(table.fields);
    this.#fillOwn = filler(table.own);
  }

  update(world: object): void {
    const sources = this.#table.map(world) as Map<string, object>;
    for (const [key, source] of sources) {
      const shown = this.#shownOf(key);
      this.#fill(shown, source, world);
      this.#fillOwn(shown.own as Values, source, world);
    }
    if (this.shown.size === sources.size) return;
    for (const key of this.shown.keys()) if (!sources.has(key)) this.shown.delete(key);
  }

  #shownOf(key: string): Values {
    let shown = this.shown.get(key);
    if (shown === undefined) {
      shown = { own: {} };
      this.shown.set(key, shown);
    }
    return shown;
  }
}

export class WorldState {
  /** Updated in place. */
  readonly state: Values = {};
  readonly #fillRoot: Fill;
  readonly #maps: readonly ShownMap[];
  readonly #lists: readonly [name: string, list: List][];

  constructor({ root, entities }: Tables) {
    this.#fillRoot = filler(root.fields);
    this.#lists = Object.entries<List>(root.lists);
    Object.assign(this.state, blank(root));
    for (const [name] of this.#lists) this.state[name] = [];
    this.#maps = Object.entries<EntityTable>(entities).map(([name, table]) => {
      const map = new ShownMap(table);
      this.state[name] = map.shown;
      return map;
    });
  }

  /** Updates the state to the world. */
  update(world: object): void {
    this.#fillRoot(this.state, world, world);
    for (const map of this.#maps) map.update(world);
    for (const [name, { read }] of this.#lists) {
      const wanted = read(world, this.state[name] as unknown[]);
      if (wanted !== undefined) this.state[name] = [...wanted];
    }
  }
}
