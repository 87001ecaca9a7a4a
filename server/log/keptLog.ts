/** The log of one owner of a match, wherever it is kept: in REPLAY_DIR (logIndex.ts) or in the bucket (storedLogs.ts). */
import { z } from "zod";

/** What the heads of a log say. */
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
    /** The match began in this file. */
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
  /** Why there is no header. */
  readonly fault: string | undefined;
  readonly size: number;
  /** Bytes of it in REPLAY_DIR. */
  readonly here: number;
  /** When it was last written, ms since 1970. */
  readonly modified: number;
  /** Whether nothing more is expected of it. */
  readonly isSettled: boolean;
  /** @returns bytes of the whole segments that end at that tick or before */
  upTo(tick: number): number;
  /** @returns its bytes from there to there @throws when they cannot be read, before the first or later */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
}
