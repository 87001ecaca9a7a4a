/**
 * Objects of one kind as columns: the numbers of all objects in one table, every other field in a list of its
 * own. That is small, exact (64 bits hold every number of the simulation), and much faster than to serialize
 * each object. A layout names the columns, so that data of another version is never misread:
 *
 *   same layout            read as it stands
 *   a column is missing    its row names a value for older objects (`added`); else it is refused
 *   anything else          refused: a column that is unknown here, of another type, another version of the table
 */
import type { Field, Fields, Kind } from "../../shared/fields/field.ts";
import { textHash } from "../../shared/log/worldHash.ts";

/** Stored objects of one kind. */
export interface Rows {
  /** Hash of the columns below and of the version of their table. */
  layout: string;
  version: number;
  /** Name and type of each, numbers first. */
  columns: string[];
  count: number;
  /** One row for each object: numbers, and booleans as 1 and 0. */
  numbers: Float64Array;
  /** Columns of other types, in the order of `columns`. */
  others: Other[];
}
type Other = Float32Array | unknown[];

interface Column {
  readonly name: string;
  readonly type: Kind["column"];
  readonly added: unknown;
}

/** The parts of a table that define what is stored. */
export interface Stored {
  readonly name: string;
  readonly version: number;
  readonly fields: Fields;
  readonly own?: Fields;
  readonly stored: Fields;
}

type Named = { [name: string]: unknown };
/** What is generated for the numbers of a table. */
interface NumbersCode {
  write(objects: Iterable<object>, into: Float64Array): void;
  read(from: Float64Array, row: number, into: object): void;
}

export class Columns {
  readonly #name: string;
  readonly #version: number;
  readonly #numbers: Column[];
  readonly #others: Column[];
  readonly #columns: string[];
  readonly #layout: string;
  readonly #code: NumbersCode;

  /** @param table whose properties are stored: those that a row names without a `read` */
  constructor({ name, version, fields, own = {}, stored }: Stored) {
    const all = new Map<string, Column>();
    for (const rows of [fields, own, stored])
      for (const [name, { kind, options, read }] of Object.entries<Field>(rows))
        if (read === undefined && !all.has(name))
          all.set(name, { name, type: kind.column, added: options.added });
    const isNumber = ({ type }: Column) => type === "number" || type === "boolean";
    this.#name = name;
    this.#version = version;
    this.#numbers = [...all.values()].filter(isNumber);
    this.#others = [...all.values()].filter((column) => !isNumber(column));
    this.#columns = [...this.#numbers, ...this.#others].map(({ name, type }) => `${name} ${type}`);
    this.#layout = textHash(`${version} ${this.#columns}`);
    this.#code = MAY_GENERATE ? generate(this.#numbers) : looped(this.#numbers);
  }

  /** @returns the rows; values that are no numbers are shared with the objects */
  write(objects: readonly object[]): Rows {
    const numbers = new Float64Array(objects.length * this.#numbers.length);
    this.#code.write(objects, numbers);
    return {
      ...{
        layout: this.#layout,
        version: this.#version,
        columns: this.#columns,
        count: objects.length,
        numbers,
      },
      others: this.#others.map(({ name, type }) => {
        const values = objects.map((object) => (object as Named)[name]);
        return type === "floats" ? joined(values as Float32Array[]) : values;
      }),
    };
  }

  /** @returns the same rows in the layout of this version @throws when they could be misread */
  fit(rows: Rows): Rows {
    const fitting = rows.layout === this.#layout ? rows : this.#map(rows);
    const { count, numbers, others } = fitting;
    const isWhole =
      numbers.length === count * this.#numbers.length &&
      others.length === this.#others.length &&
      others.every((values, i) => this.#others[i]!.type === "floats" || values.length === count);
    if (!isWhole) throw new Error(`the rows of ${this.#name} are not as long as their layout says`);
    return fitting;
  }

  /**
   * Puts a row into an object that has all its properties already.
   * @param rows that fit
   * @throws when a list is of another length
   */
  read(rows: Rows, row: number, into: object): void {
    this.#code.read(rows.numbers, row, into);
    this.#others.forEach(({ name, type }, i) => {
      const values = rows.others[i]!;
      if (type === "floats") this.#readFloats(name, values as Float32Array, rows.count, row, into);
      else if (values[row] !== undefined) (into as Named)[name] = values[row];
    });
  }

  #readFloats(name: string, values: Float32Array, count: number, row: number, into: object): void {
    const list = (into as Named)[name] as Float32Array;
    if (list.length * count !== values.length)
      throw new Error(
        `${this.#name}.${name} was stored with ${values.length / count} numbers; this version has ${list.length}`,
      );
    list.set(values.subarray(row * list.length, (row + 1) * list.length));
  }

  /** @throws when rows of that layout cannot be read by this version */
  check({ layout, version, columns }: Rows): void {
    if (layout === this.#layout) return;
    if (version !== this.#version)
      throw new Error(
        `${this.#name} was stored in version ${version} of its table; this process reads version ${this.#version}`,
      );
    for (const column of columns)
      if (!this.#columns.includes(column))
        throw new Error(
          `${this.#name} was stored with the column "${column}", which this process does not know`,
        );
    for (const column of [...this.#numbers, ...this.#others]) this.#find(column, columns);
  }

  #map(rows: Rows): Rows {
    this.check(rows);
    const from = (column: Column): number => this.#find(column, rows.columns);
    const width = rows.columns.length - rows.others.length;
    const numbers = new Float64Array(rows.count * this.#numbers.length);
    this.#numbers.forEach((column, to) => {
      const at = from(column);
      for (let row = 0; row < rows.count; row++)
        numbers[row * this.#numbers.length + to] =
          at < 0 ? Number(column.added) : rows.numbers[row * width + at]!;
    });
    const others = this.#others.map((column): Other => {
      const at = from(column);
      if (at >= 0) return rows.others[at - width]!;
      // A copy for each object, because a match may change it.
      return Array.from({ length: rows.count }, () => structuredClone(column.added));
    });
    return { ...rows, numbers, others };
  }

  /** @returns the place of a column; −1 when older rows lack it, and its row has a value for that */
  #find({ name, type, added }: Column, columns: string[]): number {
    const at = columns.indexOf(`${name} ${type}`);
    if (at >= 0 || (added !== undefined && type !== "floats")) return at;
    throw new Error(
      `${this.#name} was stored without "${name} ${type}", and its row names no value for older ones (added)`,
    );
  }
}

/** Lists of one length, one behind the other. */
function joined(lists: readonly Float32Array[]): Float32Array {
  const length = lists[0]?.length ?? 0;
  const all = new Float32Array(lists.length * length);
  lists.forEach((list, row) => {
    all.set(list, row * length);
  });
  return all;
}

/**
 * Pages forbid generated code (server/net/pageHeaders.ts); a replay in a browser stores a world once a
 * second.
 */
const MAY_GENERATE = typeof document === "undefined";

/** Does the same as `generate`, without generated code. */
const looped = (columns: readonly Column[]): NumbersCode => ({
  write(objects, into) {
    let at = 0;
    for (const one of objects) for (const { name } of columns) into[at++] = Number((one as Named)[name]);
  },
  read(from, row, into) {
    columns.forEach(({ name, type }, i) => {
      const value = from[row * columns.length + i]!;
      (into as Named)[name] = type === "boolean" ? value === 1 : value;
    });
  },
});

/**
 * Generated code takes a quarter of the time of a loop over names. It contains the names of the game's own
 * rows only.
 */
function generate(columns: readonly Column[]): NumbersCode {
  const dot = ({ name }: Column) => `[${JSON.stringify(name)}]`;
  const write = columns.map((column, i) =>
    column.type === "boolean"
      ? `into[at + ${i}] = one${dot(column)} ? 1 : 0;`
      : `into[at + ${i}] = one${dot(column)};`,
  );
  const read = columns.map((column, i) =>
    column.type === "boolean"
      ? `into${dot(column)} = from[at + ${i}] === 1;`
      : `into${dot(column)} = from[at + ${i}];`,
  );
  return new Function(`"use strict"; return {
    write(objects, into) { let at = 0; for (const one of objects) { ${write.join(" ")} at += ${columns.length}; } },
    read(from, row, into) { const at = row * ${columns.length}; ${read.join(" ")} },
  };`)() as NumbersCode;
}
