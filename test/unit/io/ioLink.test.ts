/**
 * What an I/O thread and the server's thread owe each other when a ring is full, a slot is used again, or a
 * client reads nothing.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Worker } from "node:worker_threads";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writerOf } from "../../../server/framework/socketWriter.ts";
import { tcpOf } from "../../../server/framework/wsSocket.ts";
import { RING } from "../../../server/io/protocol.ts";
import { type SocketPairs, sendRaw, socketPairs } from "../../support/socketPairs.ts";
import { until } from "../../support/until.ts";

let pairs: SocketPairs;
/** The I/O threads that were started. */
const workers: Worker[] = [];
const noteWorker = (worker: Worker): void => void workers.push(worker);
beforeEach(async () => {
  process.on("worker", noteWorker);
  pairs = await socketPairs(1);
});
afterEach(() => {
  process.off("worker", noteWorker);
  pairs.close();
});

const figures = () => pairs.threads!.figures[0]!;
/** Bytes of a patch. */
const LONG = 200_000;
/** Patches that no ring has room for. */
const MANY = Math.ceil((2.5 * RING.out) / LONG);
const free = () => until(() => figures().sockets === 0, "the slots to be free");

it("[IO1][IO2] bytes that do not fit into the ring count as load, and follow complete and in order", async () => {
  const { server, client } = await pairs.open();
  const long = Array.from({ length: MANY }, (_, i) => Buffer.alloc(LONG, i));
  // In one go: the thread is not woken in between.
  for (const bytes of long) sendRaw(server.ws, bytes);
  sendRaw(server.ws, Buffer.from("end"));
  expect(figures().backlog, "bytes that wait").toBeGreaterThan(MANY * LONG);
  await until(() => client.received.length > MANY, "all to arrive");
  expect(client.received).toEqual([
    ...long.map((_, i) => `data ${LONG} ${i} true`),
    `data 3 ${"e".charCodeAt(0)} true`,
  ]);
  await until(() => figures().backlog === 0 && figures().delay === 0, "nothing to wait");
  client.ws.terminate();
  await free();
});

it("[IO1] the next connection in a slot has nothing of the one before, which read nothing when it ended", async () => {
  const first = await pairs.open();
  const before = writerOf(tcpOf(first.server.ws)!);
  first.client.ws.pause();
  await until(() => {
    sendRaw(first.server.ws, Buffer.alloc(LONG, 7));
    return before.isBlocked;
  }, "the client to read no more");
  expect(before.waiting).toBeGreaterThan(0);
  first.server.ws.terminate();
  await free();
  // It is the only one that was used.
  const known: unknown[] = [];
  pairs.wss.once("connection", (ws) => {
    const { isBlocked, waiting } = writerOf(tcpOf(ws)!);
    // The answer to its upgrade waits at most.
    known.push(isBlocked, waiting >= 0 && waiting < 500);
  });
  const second = await pairs.open();
  expect(known, "as soon as it is there: blocked, and bytes that wait are its own").toEqual([false, true]);
  const writer = writerOf(tcpOf(second.server.ws)!);
  sendRaw(second.server.ws, Buffer.from("mine"));
  await until(() => second.client.received.length > 0, "its first message");
  await until(() => writer.waiting === 0, "all to be taken");
  expect(writer.isBlocked).toBe(false);
  second.client.ws.send("ours");
  await until(() => second.server.received.length > 0, "its answer");
  expect([second.client.received, second.server.received]).toEqual([
    ["data 4 109 true"],
    ["data 4 111 true"],
  ]);
  expect(pairs.faults).toEqual([]);
  first.client.ws.terminate();
  second.client.ws.terminate();
  await free();
});

it("[IO3] connections that are on their way to a thread when it ends are closed, and the next ones wait for another", async () => {
  const first = await pairs.open();
  const { cpu } = figures();
  // One that ends right after its start is not started again at once.
  await until(() => figures().cpu > cpu, "the thread to have turned");
  pairs.wss.once("connection", () => void workers.at(-1)!.terminate());
  // Whether its client has read the answer to its upgrade is a matter of luck.
  const second = await pairs.open().catch(() => undefined);
  const opened = second === undefined ? [first] : [first, second];
  await until(() => opened.every(({ client }) => client.received.length > 0), "the clients to see it");
  await until(() => pairs.wss.clients.size === 0, "the server to see it");
  for (const { client } of opened) expect(client.received).toEqual(["close 1006"]);
  expect(pairs.faults.length, "threads that have ended").toBe(1);
  await until(() => pairs.threads!.isReady, "another thread to be ready");
  const third = await pairs.open();
  expect("isRemote" in tcpOf(third.server.ws)!, "the new thread has it").toBe(true);
  third.server.ws.send("hello");
  await until(() => third.client.received.length > 0, "a message");
  third.client.ws.terminate();
  await free();
});

it("[IO3] a crowd that comes at once waits until the thread has room for more: all of it gets there", async () => {
  const crowd = 300;
  const threads = pairs.threads!;
  const accepted: Socket[] = [];
  const server = createServer((socket) => accepted.push(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const clients = Array.from({ length: crowd }, () => connect(port, "127.0.0.1"));
  await until(() => accepted.length === crowd, "all to be accepted");
  // As the transport does.
  const taken = accepted.map(async (socket) => {
    if (!threads.isReady) await threads.settled();
    return threads.take(socket, Buffer.alloc(0)).socket;
  });
  expect(threads.isReady, "while many are on their way").toBe(false);
  const sockets = await Promise.all(taken);
  expect(sockets.filter((socket) => "isRemote" in socket)).toHaveLength(crowd);
  expect(figures().sockets).toBe(crowd);
  for (const socket of sockets) socket.destroy();
  for (const client of clients) client.destroy();
  server.close();
  await free();
});
