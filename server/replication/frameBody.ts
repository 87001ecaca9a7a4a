/** The parts of a frame that differ from client to client; see frames.ts for where they stand in it. */
import { $refId } from "@colyseus/schema";
import type { Chunks } from "./chunks.ts";
import type { Entities, EntityKind, Row } from "./entities.ts";
import type { FrameWriter } from "./frames.ts";
import type { InterestChanges } from "./interestSet.ts";

/** Appends the changes of what the client saw before and still sees. */
export function writeChanges(frame: FrameWriter, chunks: Chunks, { changes }: InterestChanges): void {
  const { ends, count } = changes;
  for (let i = 0; i < count; i += 2) frame.copy(chunks.bytes, ends[i]!, ends[i + 1]!);
}

/** Appends what left and what entered: the edits of each map, then all fields of what entered. */
export function writeEdits(
  frame: FrameWriter,
  chunks: Chunks,
  { kinds, bySlot }: Entities,
  { entered, left }: InterestChanges,
): void {
  if (left.count === 0 && entered.count === 0) return;
  let open: EntityKind | undefined;
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
      if (row.wire !== undefined && row.lasting === undefined) row.wire.show(row);
      chunks.everything(row);
      frame.copy(chunks.bytes, row.entry, row.body);
    }
  }
  for (let i = 0; i < entered.count; i++) {
    const row = bySlot[entered.slots[i]!]!;
    frame.copy(chunks.bytes, row.body, row.end);
  }
}

/** Appends what only the owner may see. @param full all of it instead of what changed */
export function writeOwn(frame: FrameWriter, chunks: Chunks, own: Row, full: boolean): void {
  const from = chunks.end;
  if (own.wire !== undefined) own.wire.writeOwn(own, chunks, full);
  else chunks.ownerOnly(own, full);
  frame.copy(chunks.bytes, from, chunks.end);
}
