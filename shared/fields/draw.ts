/**
 * How clients draw an entity between two patches, derived from its table. Plain code: nothing is generated here, since a
 * browser's content security policy forbids that.
 */
import type { Draw, EntityTable } from "./entity.ts";
import type { Fields, Values } from "./field.ts";

const TAU = 2 * Math.PI;

/** The short way from one angle to another, radians. */
export function shortWay(from: number, to: number): number {
  const way = (to - from) % TAU;
  return way > Math.PI ? way - TAU : way < -Math.PI ? way + TAU : way;
}

type Value = number | boolean | string;
/** Fields of an entity as its table names them; `own` is no part of it. */
export interface Drawn {
  [field: string]: Value;
}

/** The fields of a table by how they are drawn. */
export interface DrawRules {
  readonly lerp: readonly string[];
  readonly turn: readonly string[];
  readonly step: readonly string[];
  readonly latest: readonly string[];
}

export function drawRules({ draw }: Pick<EntityTable, "draw">): DrawRules {
  const fields = Object.keys(draw);
  const by = (how: Draw): string[] => fields.filter((field) => draw[field] === how);
  return { lerp: by("lerp"), turn: by("turn"), step: by("step"), latest: by("latest") };
}

/** @returns values of every field before anything is known: zero, false, "" */
export function blank<F extends Fields>({ fields }: { readonly fields: F }): Values<F> {
  const values: Drawn = {};
  for (const [name, { kind }] of Object.entries(fields))
    values[name] = kind.wire === "string" ? "" : kind.wire === "boolean" ? false : 0;
  return values as Values<F>;
}

/** Takes what a patch says of an entity down as a sample: all that is drawn at a moment of its own. */
export function sample(rules: DrawRules, from: Readonly<Drawn>, into: Drawn): void {
  for (const name of rules.lerp) into[name] = from[name]!;
  for (const name of rules.turn) into[name] = from[name]!;
  for (const name of rules.step) into[name] = from[name]!;
}

/** Takes over what is drawn as the newest patch says. */
export function newest(rules: DrawRules, from: Readonly<Drawn>, into: Drawn): void {
  for (const name of rules.latest) into[name] = from[name]!;
}

/**
 * Works out what to draw between two samples.
 * @param part how far from the first to the second, 0…1; beyond 1 it goes on as it went
 */
export function between(
  rules: DrawRules,
  a: Readonly<Drawn>,
  b: Readonly<Drawn>,
  part: number,
  into: Drawn,
): void {
  for (const name of rules.step) into[name] = a[name]!;
  for (const name of rules.lerp) {
    const from = a[name] as number;
    into[name] = from + ((b[name] as number) - from) * part;
  }
  for (const name of rules.turn) {
    const from = a[name] as number;
    into[name] = from + shortWay(from, b[name] as number) * part;
  }
}
