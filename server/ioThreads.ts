/** Starts the I/O threads of a server, and tells operators of them. */
import { Protocol } from "@colyseus/core";
import { IoThreads } from "./io/ioThreads.ts";
import type { Telemetry } from "./ops/telemetry.ts";

/** @param count IO_THREADS @returns undefined for 0 @throws NoIoThreads */
export async function startIoThreads(
  count: number,
  { log }: Pick<Telemetry, "log">,
): Promise<IoThreads | undefined> {
  if (count === 0) return undefined;
  const threads = new IoThreads({
    count,
    patient: Protocol.ROOM_INPUT_RELIABLE,
    events: {
      ended: (thread, err, sockets) =>
        log.error({ thread, err, sockets }, "an I/O thread has ended: its clients return to another one"),
      faulted: (fault) =>
        queueMicrotask(() => {
          throw fault;
        }),
    },
  });
  await threads.ready();
  return threads;
}
