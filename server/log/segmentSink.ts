/** Where the segments of a match's log go. */
import type { SegmentType } from "../../shared/log/format.ts";

/** A segment as the recorder made it: not compressed. See `SegmentHead`. */
export interface RawSegment {
  readonly type: SegmentType;
  readonly from: number;
  readonly to: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** `open`: takes what comes. `lost`: something was lost, and a checkpoint must come next. `full`: takes nothing now. */
export const SINK = { open: "open", lost: "lost", full: "full" } as const;

export interface SegmentSink {
  readonly state: (typeof SINK)[keyof typeof SINK];
  /** Never waits, and throws nothing. */
  put(segment: RawSegment): void;
  /** A player has a seat, for those who look for its matches. Never waits, and throws nothing. */
  joined(player: { readonly key: string; readonly name: string }): void;
}
