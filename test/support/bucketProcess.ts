/** One process's handling of match logs with a bucket, without its server. */
import { Bucket } from "../../server/log/bucket.ts";
import { Replays } from "../../server/log/replays.ts";
import { StoredLogs } from "../../server/log/storedLogs.ts";
import { Uploads } from "../../server/log/uploads.ts";
import { createTelemetry } from "../../server/ops/telemetry.ts";
import type { Storage } from "./s3.ts";

const QUICK = { every: 50, list: 100, pause: 50, longest: 100 };

/**
 * @param path folder of the process's logs @param prefix of its cluster in the bucket
 * @param access replaces parts of the access to the storage
 */
export function bucketProcess({ access: stock }: Storage, path: string, prefix: string, access: object) {
  const lines: string[] = [];
  const telemetry = createTelemetry(["arena"], "silent");
  const note = (...line: unknown[]) => lines.push(JSON.stringify(line));
  telemetry.log.warn = telemetry.log.info = note as never;
  const bucket = new Bucket({ ...stock, url: `${stock.url}/${prefix}`, ...access });
  const stored = new StoredLogs(bucket);
  const replays = new Replays(path, 10, async () => [], stored);
  const uploads = new Uploads(replays, stored, telemetry, QUICK);
  const count = async (result: string) => {
    const line = new RegExp(`^skirmish_match_logs_uploaded_total\\{result="${result}"\\} (\\d+)`, "m");
    return Number(line.exec(await telemetry.metrics.registry.metrics())![1]);
  };
  return { path, replays, stored, uploads, telemetry, lines, count };
}
