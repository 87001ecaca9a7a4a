/**
 * Generates the code for one table from its rows. Nearly every field of every entity is examined in every
 * tick, and a loop over names would take three times as long. Each table gets functions of its own, so that
 * each `read` has one call site, and is inlined there. For a ship the code amounts to this:
 *
 *   take(row, source)      now[at] = place of source.x; … which bits differ from `sent`
 *   writeFields            if (changed & 1) bytes: ADD|0, low, high; … for changes, and for all fields
 *   writeOwnFields         same for `own`, compared when it is written
 *   show                   values[0] = what clients decode of now[at]; …
 *   create(shown, source)  values[0] = what clients decode of source.x; … for a new instance
 */
import { OPERATION } from "@colyseus/schema";
import type { EntityTable } from "../../shared/fields/entity.ts";
import type { Field, Fields } from "../../shared/fields/field.ts";
import { inOrder, isTracked } from "../../shared/fields/schema.ts";

/** A field, its number in its class, and the index of its value in a slot. */
export interface Cell {
  readonly name: string;
  readonly field: Field;
  readonly index: number;
}

const cellsOf = (fields: [name: string, field: Field][]): Cell[] =>
  fields.map(([name, field], index) => ({ name, field, index }));

/** @returns the fields that are compared; they are the first ones of the class */
export const trackedOf = ({ fields }: EntityTable): Cell[] =>
  cellsOf(inOrder(fields).filter(([, field]) => isTracked(field)));
export const ownOf = ({ own }: EntityTable): Cell[] => cellsOf(Object.entries<Field>(own));

/** Functions of a table, by the names that the code uses. */
export type Reads = { [name: string]: (...args: never) => unknown };

/** Property access of a name that came from a table. */
const dot = (name: string): string => `[${JSON.stringify(name)}]`;
const readName = (part: string, name: string): string => `read_${part}_${name.replace(/\W/g, "_")}`;

/** The value in the simulation: a property, or the result of the row's `read`. */
function simulated(part: string, { name, field }: Cell, reads: Reads): string {
  if (field.read === undefined) return `source${dot(name)}`;
  reads[readName(part, name)] = field.read;
  return `${readName(part, name)}(source, world)`;
}

/** Quantized like in the framework; values outside the range are clamped. */
function packed(value: string, { kind }: Field): string {
  const { pack, quantized } = kind;
  if (pack === "float32") return `Math.fround(${value})`;
  if (pack === "boolean") return `${value} ? 1 : 0`;
  if (pack === "turn") return `((${value} + 128) >> 8) & 255`;
  if (pack !== "clamp") return value;
  const { max } = quantized!;
  return `Math.floor((Math.min(Math.max(${value}, 0), ${max}) / ${max}) * ${spanOf(kind)} + 0.5)`;
}

const spanOf = ({ quantized }: Field["kind"]): number =>
  2 ** quantized!.bits - (quantized!.mode === "wrap" ? 0 : 1);

/** The value that clients decode of a packed number. */
function unpacked(number: string, { kind }: Field): string {
  if (kind.pack === "boolean") return `${number} === 1`;
  if (kind.quantized === undefined) return number;
  return `(${number} / ${spanOf(kind)}) * ${kind.quantized.max}`;
}

/** Size of each wire type, bytes. */
const SIZES: { readonly [wire: string]: number } = {
  ...{ int8: 1, uint8: 1, boolean: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, float32: 4 },
};
const sizeOf = ({ kind }: Field): number => SIZES[kind.wire!]!;
/** Largest encoding of changes of these fields, with the switch to their instance, bytes. */
export const longest = (cells: readonly Cell[]): number =>
  cells.reduce((sum, { field }) => sum + 1 + sizeOf(field), 16);

/** Writes a changed field. */
function written(number: string, { field, index }: Cell): string {
  const bytes = field.kind.wire === "float32" ? `let bits = bitsOf(${number});` : `let bits = ${number} | 0;`;
  const lines = [`bytes[end++] = ${OPERATION.ADD | index}; ${bytes} bytes[end++] = bits;`];
  for (let i = 1; i < sizeOf(field); i++) lines.push("bits >>>= 8; bytes[end++] = bits;");
  return lines.join(" ");
}

const lines = (cells: readonly Cell[], line: (cell: Cell) => string): string =>
  cells.map((cell) => `    ${line(cell)}`).join("\n");

/** @returns a class that extends `TableWire`, see tableWire.ts */
export function wireCode(table: EntityTable, reads: Reads): string {
  const [tracked, own] = [trackedOf(table), ownOf(table)];
  const OWN = tracked.length;
  const stride = OWN + own.length;
  const slot = `row.slot * ${stride}`;
  return `
class extends TableWire {
  take(row, source) {
    const { now, sent, world } = this;
    const at = ${slot};
${lines(tracked, (cell) => `const f${cell.index} = ${packed(simulated("field", cell, reads), cell.field)};`)}
${lines(tracked, ({ index }) => `now[at + ${index}] = f${index};`)}
    ${placing(table, tracked, reads)}
    // A full state may have had what is taken back since: what changed once stays so until it is sent.
    const changed = this.changed[row.slot]
${lines(tracked, ({ index }) => `| (f${index} !== sent[at + ${index}] ? ${1 << index} : 0)`)};
    this.changed[row.slot] = changed;
    ${own.length > 0 ? `if (owned(source, world)) this.takeOwn(at + ${OWN}, source);` : ""}
    return changed !== 0;
  }

  takeOwn(at, source) {
    const { now, world } = this;
${lines(own, (cell) => `now[at + ${cell.index}] = ${packed(simulated("own", cell, reads), cell.field)};`)}
  }

  writeFields(row, chunks, changed) {
    const { now } = this;
    const { bytes, it } = chunks;
    const at = ${slot};
    let end = it.offset;
${lines(tracked, (cell) => `if ((changed & ${1 << cell.index}) !== 0) { ${written(`now[at + ${cell.index}]`, cell)} }`)}
    it.offset = end;
  }

  writeOwnFields(row, chunks) {
    const { now, sent } = this;
    const at = ${slot} + ${OWN};
    if (${own.map(({ index }) => `now[at + ${index}] === sent[at + ${index}]`).join(" && ") || "true"}) return;
    chunks.switchTo(this.ownId(row));
    const { bytes, it } = chunks;
    let end = it.offset;
${lines(own, (cell) => `if (now[at + ${cell.index}] !== sent[at + ${cell.index}]) { ${written(`now[at + ${cell.index}]`, cell)} }`)}
    it.offset = end;
  }

  show(row) {
    const values = row.entity[$values];
    const { now } = this;
    const at = ${slot};
${lines(tracked, ({ index, field }) => `values[${index}] = ${unpacked(`now[at + ${index}]`, field)};`)}
  }

  showOwn(row) {
    ${own.length > 0 ? "const values = row.entity.own[$values];" : ""}
    const { now } = this;
    const at = ${slot} + ${OWN};
${lines(own, ({ index, field }) => `values[${index}] = ${unpacked(`now[at + ${index}]`, field)};`)}
  }
}`;
}

/** Position of the entity: as clients see it, or as the table computes it. */
function placing({ position, place }: EntityTable, tracked: readonly Cell[], reads: Reads): string {
  if (position === undefined) {
    reads.place = place!;
    return "place(source, world, row);";
  }
  return position
    .map((name, axis) => {
      const cell = tracked.find((cell) => cell.name === name);
      const value = cell === undefined ? `row.entity${dot(name)}` : unpacked(`f${cell.index}`, cell.field);
      return `row.${axis === 0 ? "x" : "y"} = ${value};`;
    })
    .join(" ");
}

/** Sets fields of `shown` through their setters. */
function assigned(
  part: string,
  shown: string,
  fields: Fields,
  reads: Reads,
  which: (field: Field) => boolean,
): string {
  return Object.entries<Field>(fields)
    .filter(([, field]) => which(field))
    .map(([name, field]) => {
      const value = simulated(part, { name, field, index: 0 }, reads);
      const set = field.kind.pack === "turn" ? `toRadians(${value})` : value;
      return `  ${shown}${dot(name)} = ${set};`;
    })
    .join("\n");
}

/** @returns a function that sets all fields through their setters */
export const rootCode = (fields: Fields, reads: Reads): string =>
  `(shown, source, world) => {\n${assigned("field", "shown", fields, reads, () => true)}\n}`;

/** @returns the same for an entity, without the fields that are set once */
export function fillCode({ fields, own }: EntityTable, reads: Reads): string {
  return `
(shown, source, world) => {
${assigned("field", "shown", fields, reads, ({ isOnce }) => !isOnce)}
${ownCode(own, reads)}
}`;
}

/**
 * @returns a function that sets all fields of a new entity. It does not call the setters, which note changes: a
 * client that sees the entity for the first time gets all its fields anyway.
 */
export function createCode({ fields, own }: EntityTable, reads: Reads): string {
  const cells = cellsOf(inOrder(fields));
  const shownAs = (cell: Cell): string => {
    const value = simulated("field", cell, reads);
    return cell.field.kind.quantized === undefined
      ? value
      : unpacked(`(${packed(value, cell.field)})`, cell.field);
  };
  return `
(shown, source, world) => {
  const values = shown[$values];
${lines(cells, (cell) => `values[${cell.index}] = ${shownAs(cell)};`)}
${ownCode(own, reads)}
}`;
}

function ownCode(own: Fields, reads: Reads): string {
  const set = assigned("own", "own", own, reads, () => true);
  return set === "" ? "" : `  if (owned(source, world)) { const { own } = shown;\n${set}\n  }`;
}

/** @returns a function that sets the strings that may change; they have no number to compare */
export function stringsCode({ fields }: Pick<EntityTable, "fields">, reads: Reads): string | undefined {
  const set = assigned("field", "shown", fields, reads, (field) => !field.isOnce && !isTracked(field));
  return set === "" ? undefined : `(shown, source, world) => {\n${set}\n}`;
}
