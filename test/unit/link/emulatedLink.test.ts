import { once } from "node:events";
import { type AddressInfo, connect, createServer, Socket } from "node:net";
import { expect, it, vi } from "vitest";
import { EmulatedLink } from "../../../client/bots/link/emulatedLink.ts";
import { until } from "../../support/until.ts";

/** A server that keeps its connections. */
async function keepingServer() {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    sockets.push(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

async function connectTo(url: string): Promise<Socket> {
  const socket = connect({ port: Number(new URL(url).port), host: "127.0.0.1" });
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

it("after a change of network the client connects from another address, and its old connection is dead without notice", async () => {
  const server = await keepingServer();
  const link = await EmulatedLink.to(server.url);
  const old = await connectTo(link.url);
  // The first connection is the probe with which the link checks that the server listens.
  await until(() => server.sockets.length === 2, "the old connection");
  link.roam("127.0.0.2");
  const fresh = await connectTo(link.url);
  await until(() => server.sockets.length === 3, "the new connection");
  const received = server.sockets.map(() => 0);
  for (const [i, socket] of server.sockets.entries())
    socket.on("data", (bytes) => {
      received[i]! += bytes.length;
    });
  old.write("lost");
  fresh.write("hello");
  await until(() => received[2] === 5, "data over the new connection");
  expect(received[1], "bytes over the old connection").toBe(0);
  expect(server.sockets[1]!.destroyed, "the server has not noticed").toBe(false);
  expect(server.sockets.slice(1).map(({ remoteAddress }) => remoteAddress)).toEqual([
    "127.0.0.1",
    "127.0.0.2",
  ]);
  old.destroy();
  fresh.destroy();
  await link.close();
  await server.close();
});

it("can be closed while a connection is in its closing handshake, which Node cannot reset", async () => {
  const server = await keepingServer();
  const link = await EmulatedLink.to(server.url);
  const client = await connectTo(link.url);
  await until(() => server.sockets.length === 2, "the connection");
  const { end } = Socket.prototype;
  let closed: Promise<void> | undefined;
  const passedOn = vi.spyOn(Socket.prototype, "end").mockImplementation(function (this: Socket, ...args) {
    const socket = end.apply(this, args as Parameters<typeof end>);
    // In the same turn in which the link forwards the client's FIN.
    if (this !== client) closed ??= link.close();
    return socket;
  });
  client.end();
  await until(() => closed !== undefined, "the FIN to be forwarded");
  passedOn.mockRestore();
  await closed;
  await server.close();
});
