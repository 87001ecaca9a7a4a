import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { writerOf } from "../../../server/framework/socketWriter.ts";
import { until } from "../../support/until.ts";

const open: { destroy(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.destroy();
});

/** Both ends of a connection; the reader is paused. */
async function pair(): Promise<{ writer: Socket; reader: Socket }> {
  const server = createServer({ pauseOnConnect: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const writer = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [[reader]] = (await Promise.all([once(server, "connection"), once(writer, "connect")])) as [
    [Socket],
    unknown,
  ];
  open.push(writer, reader, { destroy: () => server.close() });
  return { writer, reader };
}

const numbered = (number: number): Buffer => {
  const bytes = Buffer.alloc(8 * 1024, number % 251);
  bytes.writeUInt32LE(number);
  return bytes;
};

it("writes without the stream, and keeps no buffer that the system took", async () => {
  const { writer, reader } = await pair();
  let throughStream = 0;
  writer.write = () => {
    throughStream++;
    return true;
  };
  const bytes = numbered(1);
  expect(writerOf(writer).write(bytes), "kept").toBe(false);
  bytes.fill(0);
  reader.resume();
  const [chunk] = (await once(reader, "data")) as [Buffer];
  expect(chunk.readUInt32LE()).toBe(1);
  expect(throughStream, "writes through the stream").toBe(0);
});

it("keeps the order of its own and the stream's writes, however much has to wait", async () => {
  const { writer, reader } = await pair();
  const sent: Buffer[] = [];
  let kept = 0;
  for (let number = 0; number < 2000; number++) {
    const bytes = numbered(number);
    sent.push(bytes);
    // Like the socket writer of the server, with a message of the framework now and then.
    if (number % 7 === 0) writer.write(bytes);
    else if (writerOf(writer).write(bytes)) kept++;
  }
  expect(writerOf(writer).waiting, "16 MB are more than the system takes").toBeGreaterThan(0);
  expect(kept, "and the waiting data is kept").toBeGreaterThan(0);
  const got: Buffer[] = [];
  reader.on("data", (chunk: Buffer) => got.push(chunk));
  reader.resume();
  await until(() => writerOf(writer).waiting === 0, "all data to be taken");
  writer.end();
  await once(reader, "end");
  expect(Buffer.concat(got).equals(Buffer.concat(sent))).toBe(true);
});

it("closes its socket when the other side is gone, and throws nothing", async () => {
  const { writer, reader } = await pair();
  reader.resetAndDestroy();
  // The first write may happen before the reset.
  writer.on("error", () => {});
  await until(() => {
    writerOf(writer).write(numbered(1));
    return writer.destroyed;
  }, "the writer to notice the reset");
  expect(writerOf(writer).write(numbered(2)), "kept").toBe(false);
});
