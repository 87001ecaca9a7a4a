/** What happens to written match logs: they are found, uploaded and deleted. */
import type { Telemetry } from "../ops/telemetry.ts";
import { Bucket, type BucketAccess } from "./bucket.ts";
import { Replays } from "./replays.ts";
import { Retention, type RetentionLimits } from "./retention.ts";
import { StoredLogs } from "./storedLogs.ts";
import { Uploads } from "./uploads.ts";

export interface KeepingRules extends RetentionLimits {
  /** See WATCH_DELAY in env.ts, s. */
  readonly delay: number;
  /** See REPLAY_S3 in env.ts. */
  readonly bucket: BucketAccess | undefined;
}

export interface KeepingSources {
  /** See `Replays`. */
  openRooms(): Promise<Iterable<string>>;
  /** See `Retention`. */
  reportedMatches(): Promise<ReadonlySet<string>>;
}

export class LogKeeping {
  readonly replays: Replays;
  readonly #retention: Retention;
  /** Undefined: there is no bucket. */
  readonly #uploads: Uploads | undefined;

  /** @param folder of the logs */
  constructor(
    { bucket, delay, ...limits }: KeepingRules,
    folder: string,
    { openRooms, reportedMatches }: KeepingSources,
    telemetry: Pick<Telemetry, "log" | "metrics">,
  ) {
    const stored = bucket && new StoredLogs(new Bucket(bucket));
    this.replays = new Replays(folder, delay, openRooms, stored);
    this.#retention = new Retention(this.replays, limits, telemetry, reportedMatches);
    this.#uploads = stored && new Uploads(this.replays, stored, telemetry);
  }

  start(): void {
    this.#retention.start();
    this.#uploads?.start();
  }

  /** All logs are written. @param limit for uploads, ms */
  async end(limit: number): Promise<void> {
    this.#retention.stop();
    await this.#uploads?.end(limit);
  }
}
