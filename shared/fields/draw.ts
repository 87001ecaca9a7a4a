/**
 * Derives from a table how clients draw an entity between two patches. It generates no code, because the
 * content security policy of the page forbids that.
 */
import type { Draw, EntityTable } from "./entity.ts";
import type { Fields, Values } from "./field.ts";

const TAU = 2 * Math.PI;

/** The short way from one angle to another, radians. */
export function shortWay(from: number, to: number): number {
  const way = (to - from) % TAU;
  return way > Math.PI ? way - TAU : way < -Math.PI ? way + TAU : way;
}

/** The fields of a table, grouped by how they are drawn. */
export type DrawRules = { readonly [how in Draw]: readonly string[] };

export function drawRules({ draw }: Pick<EntityTable, "draw">): DrawRules {
  const fields = Object.keys(draw);
  const by = (how: Draw): string[] => fields.filter((field) => draw[field] === how);
  return { lerp: by("lerp"), turn: by("turn"), step: by("step"), latest: by("latest") };
}

/** @returns an initial value for every field: 0, false or "" */
export function blank<F extends Fields>({ fields }: { readonly fields: F }): Values<F> {
  const values: { [field: string]: number | boolean | string } = {};
  for (const [name, { kind }] of Object.entries(fields))
    values[name] = kind.wire === "string" ? "" : kind.wire === "boolean" ? false : 0;
  return values as Values<F>;
}
