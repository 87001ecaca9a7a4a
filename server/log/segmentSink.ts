/** Receivers of a match log's segments. */
import type { SegmentType } from "../../shared/log/format.ts";

/** A segment from the recorder, not compressed. See `SegmentHead`. */
export interface RawSegment {
  readonly type: SegmentType;
  readonly from: number;
  readonly to: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/**
 * `open`: accepts segments. `lost`: a segment was lost, and a checkpoint must come next. `full`: accepts none
 * at present.
 */
export const SINK = { open: "open", lost: "lost", full: "full" } as const;

export interface SegmentSink {
  readonly state: (typeof SINK)[keyof typeof SINK];
  /** Never waits and never throws. */
  put(segment: RawSegment): void;
  /** A player has taken a seat; for searches by player. Never waits and never throws. */
  joined(player: { readonly key: string; readonly name: string }): void;
}
