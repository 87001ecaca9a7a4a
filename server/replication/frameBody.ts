/** The parts of a frame that differ from client to client; see frames.ts for where they stand in it. */
import { $refId } from "@colyseus/schema";
import type { Chunks } from "./chunks.ts";
import type { Columns, Entities, Kind, Row } from "./entities.ts";
import type { FrameWriter } from "./frames.ts";
import type { Looked, Sight } from "./sight.ts";

/** Appends the changes of what the client saw before and still sees. Chunks that lie side by side go in one copy. */
export function writeChanges(
  frame: FrameWriter,
  chunks: Chunks,
  { from, to }: Columns,
  sight: Sight,
  { kept }: Looked,
): void {
  const { slots } = sight.seen;
  let begin = 0;
  let end = 0;
  for (let i = 0; i < kept; i++) {
    const slot = slots[i]!;
    if (from[slot] === to[slot]) continue;
    if (from[slot] !== end) {
      frame.copy(chunks.bytes, begin, end);
      begin = from[slot]!;
    }
    end = to[slot]!;
  }
  frame.copy(chunks.bytes, begin, end);
}

/** Appends what left and what entered: the edits of each map, then all fields of what entered. */
export function writeEdits(
  frame: FrameWriter,
  chunks: Chunks,
  { kinds, bySlot }: Entities,
  { entered, left }: Looked,
): void {
  if (left.count === 0 && entered.count === 0) return;
  let open: Kind | undefined;
  for (const kind of kinds) {
    // Leaves first: an index may pass from one that leaves to one that enters.
    for (let i = 0; i < left.count; i++) {
      const row = bySlot[left.slots[i]!]!;
      if (row.kind !== kind) continue;
      if (open !== kind) frame.switchTo(kind.map[$refId]!);
      open = kind;
      frame.remove(row.index);
    }
    for (let i = 0; i < entered.count; i++) {
      const row = bySlot[entered.slots[i]!]!;
      if (row.kind !== kind) continue;
      if (open !== kind) frame.switchTo(kind.map[$refId]!);
      open = kind;
      chunks.everything(row);
      frame.copy(chunks.bytes, row.entry, row.body);
    }
  }
  for (let i = 0; i < entered.count; i++) {
    const row = bySlot[entered.slots[i]!]!;
    frame.copy(chunks.bytes, row.body, row.end);
  }
}

/** Appends what only the owner of a ship may see. @param full all of it instead of what changed */
export function writeOwn(frame: FrameWriter, chunks: Chunks, own: Row, full: boolean): void {
  const from = chunks.ownerOnly(own, full);
  frame.copy(chunks.bytes, from, chunks.end);
}
