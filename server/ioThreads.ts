/** Starts the I/O threads of a server, and reports them to operators. */
import { availableParallelism } from "node:os";
import { Protocol } from "@colyseus/core";
import { IoThreads } from "./io/ioThreads.ts";
import { ioMetrics } from "./ops/ioMetrics.ts";
import type { Telemetry } from "./ops/telemetry.ts";

/** @param count IO_THREADS @returns undefined for 0 @throws NoIoThreads */
export async function startIoThreads(
  count: number,
  { log, metrics, ioLoad }: Pick<Telemetry, "log" | "metrics" | "ioLoad">,
): Promise<IoThreads | undefined> {
  if (count === 0) return undefined;
  if (availableParallelism() === 1)
    log.warn({ threads: count }, "I/O threads gain nothing here: they share one core with the rooms");
  const threads = new IoThreads({
    count,
    patient: Protocol.ROOM_INPUT_RELIABLE,
    events: {
      wrote: (thread, ms) => observe(thread, ms),
      ended: (thread, err, sockets) => {
        log.error(
          { thread, err, sockets },
          "an I/O thread has ended: its clients come back through another one",
        );
        restarted(thread);
      },
      standbyLost: (err, pause) => {
        log.warn(
          { err },
          `the standby I/O thread has ended: until the next is started in ${pause / 1000} s, an I/O thread that ends is replaced later`,
        );
        standbyLost();
      },
      faulted: (fault) =>
        queueMicrotask(() => {
          throw fault;
        }),
    },
  });
  const { observe, restarted, standbyLost } = ioMetrics(metrics.registry, count, () => threads.figures);
  ioLoad.read = () => threads.figures;
  await threads.ready();
  return threads;
}
