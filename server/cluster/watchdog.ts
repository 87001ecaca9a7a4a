/** Starts the thread that ends this process when a room blocks its event loop. */
import { url as debuggedAt } from "node:inspector";
import { Worker } from "node:worker_threads";
import type { Telemetry } from "../ops/telemetry.ts";
import type { RedisTls } from "./redis.ts";

export interface Watched {
  /** Id of this process. */
  process: string;
  /** Where processes share rooms. */
  redis?: { url: string; cluster: string; tls: RedisTls };
}

/** A debugger stops the event loop for any time. (Editors ask for one in NODE_OPTIONS, too.) */
export const isDebugged = (): boolean => debuggedAt() !== undefined;

export function startWatchdog(
  watched: Watched,
  { busyRoom, log }: Pick<Telemetry, "busyRoom" | "log">,
): void {
  if (isDebugged()) return;
  busyRoom.start();
  const workerData = { ...watched, memory: busyRoom.memory };
  const thread = new Worker(new URL("./watchdogThread.ts", import.meta.url), { workerData });
  thread.unref();
  thread.on("error", (err) =>
    log.error(
      { err },
      "the watchdog thread has failed: a room that blocks the event loop is no longer detected",
    ),
  );
}
