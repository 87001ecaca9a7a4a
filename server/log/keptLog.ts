/** The log of one owner of a match, in REPLAY_DIR (logIndex.ts) or in the bucket (storedLogs.ts). */
import { z } from "zod";

/** Facts from the segment heads of a log. */
export const logFacts = z.object({
  /** Of the header. */
  header: z.object({
    game: z.string(),
    gameVersion: z.number(),
    engine: z.number(),
    mode: z.string(),
    tickRate: z.number().positive(),
    match: z.string(),
    epoch: z.number(),
    started: z.number(),
    /** Whether the match started in this file. */
    isStart: z.boolean(),
  }),
  from: z.number(),
  to: z.number(),
  /** Bytes that are whole segments. */
  whole: z.number(),
  holes: z.array(z.object({ from: z.number(), to: z.number() })),
  end: z.enum(["over", "moved"]).optional(),
  damaged: z.string().optional(),
});
export type LogFacts = z.infer<typeof logFacts>;

export interface KeptLog {
  /** As in MATCH.EPOCH.mlog. */
  readonly name: string;
  /** Undefined until its header was read. */
  readonly found: LogFacts | undefined;
  /** Why the header could not be read. */
  readonly fault: string | undefined;
  readonly size: number;
  /** Size of the file in REPLAY_DIR, bytes. */
  readonly here: number;
  /** When it was last written, ms since 1970. */
  readonly modified: number;
  /** Whether the log will not grow any more. */
  readonly isSettled: boolean;
  /** @returns the size of the whole segments that end at that tick or before, bytes */
  upTo(tick: number): number;
  /**
   * @returns the bytes from `start` to `end` @throws when they cannot be read, before the first byte or later
   */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
}
