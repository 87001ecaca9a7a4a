/**
 * The internals of @colyseus/schema (src/encoder, src/types) that server/replication uses. All are exported
 * and typed, but undocumented: the wire format is public, the change trees behind it are not. Replication
 * alone imports the package's symbols (`$changes`, `$refId`, `$values`, `$getByIndex`) directly, in its
 * innermost loops.
 */
import {
  $changes,
  $getByIndex,
  $refId,
  $values,
  Encoder,
  Root,
  type Schema,
  schema,
  TypeContext,
  t,
} from "@colyseus/schema";
import type { Inside } from "./members.ts";

/** A state with one of each kind of value that replication uses: a field, a map, an entry of it. */
function probe() {
  const Entry = schema({ x: t.uint8() }, "ProbeEntry");
  const State = schema({ x: t.uint8(), entries: t.map(Entry) }, "ProbeState");
  const state = new State();
  const root = new Root(TypeContext.cache(State as unknown as typeof Schema));
  const encoder = new Encoder(state, root);
  state.entries.set("a", new Entry());
  return { state, encoder, root, map: state.entries };
}

export function schemaInsides(): Inside[] {
  const { state, encoder, root, map } = probe();
  const at = { package: "@colyseus/schema", adapter: "schema.ts" } as const;
  const symbols = { $changes: state[$changes], $values: state[$values], $refId: state[$refId] };
  return [
    {
      ...{ ...at, object: "an instance of a schema", value: symbols },
      members: { $changes: "object", $values: "object", $refId: "number" },
    },
    {
      ...{ ...at, object: "MapSchema", value: { $getByIndex: map[$getByIndex], $indexes: map.$indexes } },
      members: { $getByIndex: "function", $indexes: "object" },
    },
    {
      ...{ ...at, object: "Encoder", value: encoder },
      members: {
        root: "object",
        state: "object",
        hasChanges: "boolean",
        encode: "function",
        discardChanges: "function",
      },
    },
    {
      ...{ ...at, object: "Root", value: root },
      // `add` and `remove` are overridden by `RoomRoot`.
      members: {
        add: "function",
        remove: "function",
        removeFromQueue: "function",
        nextUniqueId: "number",
        refCount: "object",
        changes: "object",
        pendingFilterRefresh: "object",
      },
    },
    {
      ...{ ...at, object: "ChangeTree", value: state[$changes] },
      members: {
        ref: "object",
        parent: "present",
        dirtyLow: "number",
        dirtyHigh: "number",
        encDescriptor: "object",
        needsRestage: "boolean",
        has: "function",
        endEncode: "function",
        forEachChild: "function",
        forEachLiveWithCtx: "function",
        forEachWithCtx: "function",
      },
    },
    {
      ...{ ...at, object: "ChangeTree of a map", value: map[$changes] },
      members: { collDirty: "object", collPureOps: "present" },
    },
    {
      ...{ ...at, object: "EncodeDescriptor", value: state[$changes]!.encDescriptor },
      members: {
        encoder: "function",
        names: "object",
        types: "object",
        tags: "object",
        hasAnyView: "boolean",
      },
    },
  ];
}

/** The fields of an instance whose class was generated from a table, by name. */
export const fieldsOf = (instance: Schema): { [field: string]: unknown } =>
  instance as unknown as { [field: string]: unknown };
