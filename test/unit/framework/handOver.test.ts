/** Connections that cannot be handed to another thread. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { Giver } from "../../../server/framework/handOver.ts";

const folder = mkdtempSync(join(tmpdir(), "hand-over-"));
const ends: (() => void)[] = [() => rmSync(folder, { recursive: true })];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

it("[IO1] a connection that cannot be handed over stays as it was, with all bytes in both directions", async () => {
  const path = join(folder, "socket");
  const { connected } = Giver.listen(path);
  const taker = connect(path);
  ends.push(() => taker.destroy());
  const giver = await connected;
  giver.close();
  const server = createServer().listen(0, "127.0.0.1");
  ends.push(() => server.close());
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [socket] = (await once(server, "connection")) as [Socket];
  ends.push(() => {
    client.destroy();
    socket.destroy();
  });
  client.write("before ");
  await once(socket, "readable");
  expect(
    giver.give(socket, 1, () => {}),
    "a pipe that is closed takes nothing",
  ).toBeUndefined();
  expect(giver.waiting).toBe(0);
  let received = "";
  socket.on("data", (bytes) => {
    received += bytes;
    if (received === "before and after") socket.end("all of it");
  });
  client.write("and after");
  const [answer] = await once(client, "data");
  expect(String(answer)).toBe("all of it");
});
