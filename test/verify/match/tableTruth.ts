/** The expected state of clients, computed from the tables alone in the simple and slow way. */
import type { EntityTable } from "../../../shared/fields/entity.ts";
import type { Field, Fields, Quantized } from "../../../shared/fields/field.ts";
import type { Item, List, Tables } from "../../../shared/fields/root.ts";

export type Plain = { [name: string]: unknown };
type Entity = object;

const TURN = 2 * Math.PI;

/** @returns the fault of a decoded value; undefined: none. A quantized value may be off by half a step. */
export function misread({ kind }: Field, value: unknown, decoded: unknown): string | undefined {
  const { quantized, pack } = kind;
  const should =
    pack === "float32" ? Math.fround(value as number) : pack === "boolean" ? Boolean(value) : value;
  const isRight =
    quantized === undefined ? Object.is(decoded, plainZero(should)) : isNear(quantized, value, decoded);
  return isRight
    ? undefined
    : `is ${String(decoded)} at a client, should be ${String(should)} (${kind.name})`;
}

/** The sign of zero does not matter for whole numbers. */
const plainZero = (value: unknown): unknown => (value === 0 ? 0 : value);

function isNear({ min, max, bits, mode }: Quantized, value: unknown, decoded: unknown): boolean {
  if (typeof value !== "number" || typeof decoded !== "number") return false;
  const half = ((max - min) / 2 ** bits / 2) * 1.01;
  if (mode === "clamp") return Math.abs(decoded - Math.min(Math.max(value, min), max)) <= half;
  // An angle of 1/65536 turns, which clients read in radians.
  const off = Math.abs(decoded - (value / 65536) * TURN) % TURN;
  return Math.min(off, TURN - off) <= half;
}

/** Follows a world from tick to tick, and remembers the first value of constant fields. */
export class TableTruth {
  readonly #tables: Tables;
  readonly #born = new Map<Entity, Plain>();
  readonly lists: { [name: string]: unknown[] } = {};
  /** Constant fields that have changed: their names, and the change. */
  readonly changed = new Map<string, string>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /**
   * Call it whenever the world, or a player's entity, was published. @param whole the world, lists included
   */
  note(world: unknown, whole: boolean): void {
    for (const [map, table] of Object.entries<EntityTable>(this.#tables.entities))
      for (const source of table.map(world).values()) this.#noteBirth(map, table, source as Entity, world);
    if (!whole) return;
    for (const [name, { of, read }] of Object.entries<List>(this.#tables.root.lists)) {
      const shown = this.lists[name] ?? [];
      const wanted = read(world as never, shown);
      if (wanted !== undefined)
        this.lists[name] = "kind" in of ? [...wanted] : wanted.map((one) => copied(of, one));
      else this.lists[name] = shown;
    }
  }

  #noteBirth(map: string, { fields }: EntityTable, source: Entity, world: unknown): void {
    const once = Object.entries<Field>(fields).filter(([, { isOnce }]) => isOnce);
    const now = Object.fromEntries(
      once.map(([name, field]) => [name, valueOfField(name, field, source, world)]),
    );
    const born = this.#born.get(source);
    if (born === undefined) this.#born.set(source, now);
    else
      for (const name in born)
        if (!Object.is(born[name], now[name]))
          this.changed.set(
            `${map}.${name}`,
            `${map}.${name} is said to be set once, and was changed from ${born[name]} to ${now[name]}`,
          );
  }

  /** @returns the faults of an entity as a client has it. @param isOwn whether it is that client's player */
  wrongs(map: string, source: Entity, world: unknown, decoded: Plain, isOwn: boolean): string[] {
    const table = this.#tables.entities[map]! as EntityTable;
    const born = this.#born.get(source) ?? {};
    const found = Object.entries<Field>(table.fields).map(([name, field]) => {
      const value = field.isOnce ? born[name] : valueOfField(name, field, source, world);
      return named(`${map}.${name}`, misread(field, value, decoded[name]));
    });
    const own = decoded.own as Plain | undefined;
    if (Object.keys(table.own).length === 0) return defined(found);
    if (!isOwn && own !== undefined) found.push(`${map}.own is shown to a client that it is not for`);
    if (!isOwn || !table.owned(source, world)) return defined(found);
    if (own === undefined) found.push(`${map}.own is missing at the client that it is for`);
    else found.push(...fieldsWrong(`${map}.own`, table.own, source, world, own));
    return defined(found);
  }

  /** @returns the faults of the state that all clients share */
  rootWrongs(world: unknown, state: Plain): string[] {
    const { root } = this.#tables;
    const found = fieldsWrong("state", root.fields, world, world, state);
    for (const [name, { of }] of Object.entries<List>(root.lists)) {
      const decoded = [...(state[name] as Iterable<unknown>)];
      const wanted = this.lists[name]!;
      if (decoded.length !== wanted.length)
        found.push(`state.${name} has ${decoded.length} entries at a client, should have ${wanted.length}`);
      else
        for (const [i, one] of wanted.entries()) {
          if ("kind" in of) found.push(named(`state.${name}[${i}]`, misread(of, one, decoded[i])));
          else found.push(...fieldsWrong(`state.${name}[${i}]`, of.fields, one, world, decoded[i] as Plain));
        }
    }
    return defined(found);
  }
}

const copied = ({ fields }: Item, one: unknown): Plain =>
  Object.fromEntries(Object.keys(fields).map((name) => [name, (one as Plain)[name]]));

const valueOfField = (name: string, { read }: Field, source: unknown, world: unknown): unknown =>
  read === undefined ? (source as Plain)[name] : read(source, world);

const fieldsWrong = (what: string, fields: Fields, source: unknown, world: unknown, decoded: Plain) =>
  Object.entries<Field>(fields).map(([name, field]) =>
    named(`${what}.${name}`, misread(field, valueOfField(name, field, source, world), decoded[name])),
  );

const named = (what: string, wrong: string | undefined): string | undefined => wrong && `${what} ${wrong}`;
const defined = (found: readonly (string | undefined)[]): string[] =>
  found.filter((one) => one !== undefined);
