/** The tables of a game, compiled once for all its rooms. */
import { createHash } from "node:crypto";
import { $changes, $values, Encoder, Reflection, type Schema } from "@colyseus/schema";
import type { EntityTable } from "../../shared/fields/entity.ts";
import type { Entities, RootTable } from "../../shared/fields/root.ts";
import { type AnyClasses, inOrder } from "../../shared/fields/schema.ts";
import { toRadians } from "../../shared/maths/angle.ts";
import {
  createCode,
  fillCode,
  ownOf,
  type Reads,
  rootCode,
  stringsCode,
  trackedOf,
  wireCode,
} from "./tableCode.ts";
import { TableWire, type Ticking } from "./tableWire.ts";

/** Sets fields of an instance. */
export type Fill = (shown: Schema, source: unknown, world: unknown) => void;

/** The generated code of a table of entities. */
export interface TableCode {
  /** Reads the changes of an entity; absent: its fields never change. */
  readonly wire: (new (world: Ticking, table: EntityTable) => TableWire) | undefined;
  /** Sets all fields of a new instance. */
  readonly create: Fill;
  /** Sets the fields that may change, through their setters. */
  readonly fill: Fill;
  /** Updates strings that may change; absent: there are none. */
  readonly strings: Fill | undefined;
}

export interface CompiledTables {
  readonly classes: AnyClasses;
  /** Keyed by the name of the map in the state. */
  readonly entities: ReadonlyMap<string, TableCode>;
  readonly fillRoot: Fill;
  /** Differs between states whose decoders do not understand each other. */
  readonly schema: string;
  /** Side of the world, units, if its tables define it. */
  readonly size: number;
  /** Classes whose instances come by the thousand. */
  readonly many: ReadonlySet<unknown>;
}

/** Side of a world whose tables do not define it, units. */
const SIZE = 16384;

/** Must be called once per game. */
export function compile(classes: AnyClasses): CompiledTables {
  const { root, entities } = classes.tables;
  const compiled = new Map<string, TableCode>();
  for (const [name, table] of Object.entries<EntityTable>(entities)) {
    expectOrder(new classes.entities[name]!(), table);
    compiled.set(name, compileTable(table));
  }
  const handshake = Reflection.encode(new Encoder(new classes.State()));
  const schema = createHash("sha256").update(handshake).digest("base64url").slice(0, 12);
  const many = new Set<unknown>();
  for (const [name, table] of Object.entries<EntityTable>(entities))
    if (table.many) many.add(classes.entities[name]);
  return { classes, entities: compiled, fillRoot: compileRoot(root), schema, size: sizeOf(entities), many };
}

// Generated from the game's own rows only: no external value gets into the code.
const evaluate = (code: string, reads: Reads): unknown => {
  const given = { ...reads, TableWire, bitsOf, toRadians, $values };
  return new Function(...Object.keys(given), `"use strict"; return (${code});`)(...Object.values(given));
};

function compileTable(table: EntityTable): TableCode {
  const reads: Reads = { owned: table.owned };
  const isFixed = trackedOf(table).length + ownOf(table).length === 0;
  const wire = isFixed ? "undefined" : wireCode(table, reads);
  const [create, fill] = [createCode(table, reads), fillCode(table, reads)];
  const code = `{ wire: ${wire}, create: ${create}, fill: ${fill}, strings: ${stringsCode(table, reads)} }`;
  return evaluate(code, reads) as TableCode;
}

function compileRoot({ fields }: RootTable): Fill {
  const reads: Reads = {};
  return evaluate(rootCode(fields, reads), reads) as Fill;
}

const float = new Float32Array(1);
const floatBits = new Int32Array(float.buffer);
/** @returns the bits of a number as float32 */
function bitsOf(number: number): number {
  float[0] = number;
  return floatBits[0]!;
}

/** The generated code addresses fields by number, so the framework must number them in the same order. */
function expectOrder(instance: Schema, { name, fields, own }: EntityTable): void {
  const wanted = inOrder(fields).map(([field]) => field);
  if (Object.keys(own).length > 0) wanted.push("own");
  const found = instance[$changes]!.encDescriptor.names;
  if (wanted.join() !== found.join())
    throw new Error(`the framework numbers the fields of ${name} ${found.join()}, not ${wanted.join()}`);
}

function sizeOf(entities: Entities): number {
  const sizes = Object.values<EntityTable>(entities).flatMap(({ position, fields }) =>
    (position ?? []).map((name) => fields[name]!.kind.quantized?.max ?? 0),
  );
  return Math.max(...sizes) || SIZE;
}
