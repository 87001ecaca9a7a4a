/** Generates the documentation of a game's state from its tables, for authors of clients and bots. */
import type { EntityTable } from "./entity.ts";
import type { Field, Fields } from "./field.ts";
import type { InputTable } from "./input.ts";
import type { Item, List, Tables } from "./root.ts";
import { inOrder } from "./schema.ts";

const LEGEND =
  "`place a…b` is a number of that range in 16 bits, `turn8` an angle in 8 bits that clients read in radians, `turn16` one in 1/65536 turns, `flags8` bits of a byte. Drawn between two patches: `lerp` on a line, `turn` the short way round, `step` as at the earlier one, `latest` as the newest says.";

/** @returns Markdown, its headings from the third level on */
export function stateDocs({ root, entities, view }: Tables, input: InputTable): string {
  const parts = [
    `### \`state\`: what everybody in the room receives`,
    rowsOf(root.fields),
    Object.entries<List>(root.lists).map(listDocs).join("\n"),
    ...Object.entries<EntityTable>(entities).map(entityDocs),
    `### The input: what a client sends each tick`,
    "Fields that did not change are not sent. Values beyond a range count as at its end.",
    rowsOf(input.fields),
  ];
  const near = `within ${view.half} units of its own along each axis, and kept up to ${Math.round(view.half * (1 + view.margin))}`;
  if (view.half !== Number.POSITIVE_INFINITY)
    parts.unshift(`A client receives the entities ${near}; its own always.`);
  parts.unshift(LEGEND);
  return parts.filter((part) => part !== "").join("\n\n");
}

function entityDocs([map, table]: [string, EntityTable]): string {
  const { name, fields, own, players, many } = table;
  const key = players
    ? "session id of the player; other keys are entities that the server steers"
    : "of this room";
  const parts = [
    `### \`state.${map}\`: map of ${name}`,
    `Key: ${key}.${many ? " Sent once at birth and once at its end." : ""}`,
    rowsOf(Object.fromEntries(inOrder(fields)), table.draw),
  ];
  if (Object.keys(own).length > 0)
    parts.push(`\`${name}.own\`: exact values, which only the client of that player receives.`, rowsOf(own));
  return parts.join("\n\n");
}

function listDocs([name, { of, doc }]: [string, List]): string {
  const what = "kind" in of ? of.kind.name : itemDocs(of);
  return `- \`state.${name}\`: list of ${what}${doc === "" ? "" : `: ${doc}`}.`;
}

const itemDocs = ({ name, fields }: Item): string =>
  `${name} (${Object.entries<Field>(fields)
    .map(([field, { kind }]) => `\`${field}\` ${kind.name}`)
    .join(", ")})`;

function rowsOf(fields: Fields, draw?: { readonly [field: string]: string }): string {
  const head = draw === undefined ? ["field", "type", "what"] : ["field", "type", "changes", "drawn", "what"];
  const rows = Object.entries<Field>(fields).map(([name, { kind, options, isOnce }]) => {
    const what = options.doc ?? "";
    if (draw === undefined) return [`\`${name}\``, kind.name, what];
    return [`\`${name}\``, kind.name, isOnce ? "once" : "often", draw[name]!, what];
  });
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
