/**
 * Readers of a live match that do not read, over real sockets: they are dropped, and delay no other reader.
 */
import { once } from "node:events";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { livePart } from "../../../server/log/liveChunk.ts";
import { LiveLog } from "../../../server/log/liveLog.ts";
import { Watchers } from "../../../server/log/watchers.ts";
import { type LogHeader, SEGMENT } from "../../../shared/log/format.ts";
import { until } from "../../support/until.ts";

/** Bytes of a chunk; random, so that they do not get smaller. */
const CHUNK = 2 ** 20;
const CHUNKS = 40;

it("[WA3] a watcher that does not read is dropped once 8 MB wait for it; the others get all of it", async () => {
  const log = new LiveLog(livePart({ epoch: 1 } as LogHeader), 0, { limit: 2 * CHUNK * CHUNKS, used: 0 });
  let slow = 0;
  let most = 0;
  const watchers = new Watchers(log, { onSent: () => {}, onSlow: () => slow++ });
  const answers: ServerResponse[] = [];
  const server = createServer((_, response) => {
    answers.push(response);
    watchers.add(response, 0, undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const ask = async () => {
    const request = get({ port, host: "127.0.0.1" });
    const [answer] = (await once(request, "response")) as [IncomingMessage];
    return answer;
  };
  try {
    put(log, 0);
    await watchers.send();
    const [asleep, awake] = await Promise.all([ask(), ask()]);
    asleep.pause();
    asleep.on("error", () => {});
    let read = 0;
    awake.on("data", (bytes: Buffer) => {
      read += bytes.length;
    });
    for (let n = 1; n < CHUNKS; n++) {
      put(log, n);
      // More than once, as the server's timer does: a call while another one still writes does nothing.
      const isRead = () => read > (n + 1) * CHUNK;
      await until(() => watchers.send().then(isRead), `chunk ${n} to be read`);
      most = Math.max(most, ...answers.map(({ writableLength }) => writableLength));
    }
    expect(slow, "watchers dropped").toBe(1);
    expect(most, "bytes that waited").toBeLessThan(10 * CHUNK);
    await until(() => watchers.size === 1, "one watcher to be left");
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

/** A second of the match, from a checkpoint on. */
function put(log: LiveLog, second: number): void {
  const body = new Uint8Array(CHUNK);
  for (let at = 0; at < CHUNK; at += 65_536) crypto.getRandomValues(body.subarray(at, at + 65_536));
  const [from, to] = [second * 30, second * 30 + 30];
  log.put({ type: SEGMENT.checkpoint, from, to: from, body: body.subarray(0, 8) });
  log.put({ type: SEGMENT.ticks, from, to, body });
}
