import { expect, it } from "vitest";
import type { Connection } from "../../../server/io/connection.ts";
import { Reading } from "../../../server/io/reading.ts";
import { RingReader, RingWriter, ringMemory } from "../../../server/io/ring.ts";

/** A connection that counts as read whatever is asked of it. */
function fakeConnection() {
  const connection = {
    ...{ slot: 3, burst: 0, since: 0, isPaused: false },
    pause() {
      connection.isPaused = true;
    },
    resume() {
      connection.isPaused = false;
    },
  };
  return connection;
}

it.each([false, true])(
  "[IO1] a connection that has sent much is read again once that is taken (at once: %s)",
  (isTakenAtOnce) => {
    const memory = ringMemory(256 * 1024);
    const [writer, reader] = [new RingWriter(memory), new RingReader(memory)];
    let length = 0;
    const takeAll = (): void => {
      reader.read((_kind, _slot, _stamp, _bytes, from, to) => {
        length += to - from;
      });
    };
    if (isTakenAtOnce) writer.wake = takeAll;
    const reading = new Reading(writer, () => 0, 1);
    const connection = fakeConnection();
    reading.take(connection as unknown as Connection, Buffer.alloc(60_000));
    expect(connection.isPaused).toBe(true);
    reading.resume();
    expect(connection.isPaused, "nothing was taken").toBe(!isTakenAtOnce);
    takeAll();
    reading.resume();
    expect(connection.isPaused).toBe(false);
    expect(length).toBe(60_000);
  },
);
