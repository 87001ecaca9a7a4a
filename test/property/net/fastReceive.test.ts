/** For any frames, split anywhere: the fast-path receiver delivers what `ws` alone delivers. */
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { tcpOf } from "../../../server/framework/wsSocket.ts";
import { receiveFast } from "../../../server/net/fastReceive.ts";
import { OP, upgradeText } from "../../support/rawSocket.ts";
import { until } from "../../support/until.ts";

const FIN = 0x80;
const REFUSED = 13;
/** Length of the header of a frame's first part, bytes. */
const CUT = 6;

/** What one end of a connection received, in order. */
interface Receiver {
  received: string[];
  /** Number of frames that arrived without `ws`. */
  fast: number;
  isClosed: boolean;
}

let server: WebSocketServer;
let url: string;
beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1", maxPayload: 1024 });
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  for (const client of server.clients) client.terminate();
  server.close();
});

/** Opens a connection. @param isQuick with the fast-path receiver in front of `ws` */
async function open(isFast: boolean): Promise<{ socket: Socket; ws: WebSocket; receiver: Receiver }> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.setNoDelay(true).on("error", () => {});
  socket.write(upgradeText(url, "/"));
  const [[ws]] = (await Promise.all([once(server, "connection"), once(socket, "data")])) as [
    [WebSocket],
    unknown,
  ];
  const receiver: Receiver = { received: [], fast: 0, isClosed: false };
  const hear = (what: string, bytes: Uint8Array) =>
    receiver.received.push(`${what} ${Buffer.from(bytes).toString("hex")}`);
  ws.on("message", (bytes: Buffer, isBinary) => hear(isBinary ? "binary" : "text", bytes));
  for (const event of ["ping", "pong"] as const) ws.on(event, (bytes) => hear(event, bytes));
  ws.on("error", ({ message }) => receiver.received.push(message));
  ws.on("close", (code) => {
    receiver.received.push(`close ${code}`);
    receiver.isClosed = true;
  });
  if (isFast)
    receiveFast(ws, {
      message(bytes, from, to) {
        if (bytes[from] === REFUSED) return false;
        receiver.fast++;
        hear("binary", bytes.subarray(from, to));
        return true;
      },
      pong(bytes, from, to) {
        receiver.fast++;
        ws.emit("pong", Buffer.from(bytes.subarray(from, to)));
        return true;
      },
    });
  return { socket, ws, receiver };
}

interface Frame {
  head: number;
  payload: Uint8Array;
  bytes: Uint8Array;
}

/**
 * @param ends of the reads in which they arrive
 * @returns the number of usual frames that arrive whole in one read, after usual frames only
 */
function takenFast(frames: readonly Frame[], ends: readonly number[]): number {
  let [taken, at, read, isOpen, isFast] = [0, 0, 0, false, true];
  for (const { head, payload, bytes } of frames) {
    // This frame is the first of a read.
    while (ends[read]! <= at) {
      read++;
      isFast = ends[read - 1] === at && !isOpen;
    }
    const end = at + bytes.length;
    const isPong = head === (FIN | OP.pong);
    const isUsual = (isPong || head === (FIN | OP.binary)) && payload.length < 126;
    isFast &&= isUsual && end <= ends[read]! && (isPong || payload[0] !== REFUSED);
    if (isFast) taken++;
    else if (!(head & 8)) {
      // A frame that violates the order of fragments ends the connection.
      if (isOpen !== ((head & 15) === OP.continuation)) break;
      isOpen = !(head & FIN);
    }
    at = end;
  }
  return taken;
}

/** Bytes that the server has read from a connection. */
const bytesRead = (ws: WebSocket): number => tcpOf(ws)?.bytesRead ?? 0;

/** A masked frame. */
function frame(head: number, payload: Uint8Array, mask = [7, 0, 255, 129]): Buffer {
  const { length } = payload;
  const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 255];
  return Buffer.from([head, ...size, ...mask, ...payload.map((byte, i) => byte ^ mask[i & 3]!)]);
}
const input = (...bytes: number[]): Buffer => frame(FIN | OP.binary, Uint8Array.from(bytes));

it.each([
  ["inputs", [input(1), input(2, 2), input(), input(3, 3, 3)], 4],
  ["a pong between inputs", [input(1), frame(FIN | OP.pong, Buffer.of(9, 9)), input(2)], 3],
  ["an invalid frame, and all behind it", [input(1), input(REFUSED), input(2)], 1],
  ["a text, and all behind it", [input(1), frame(FIN | OP.text, Buffer.from("a")), input(2)], 1],
  ["a ping, and all behind it", [frame(FIN | OP.ping, Buffer.of(1)), input(2)], 0],
  ["the beginning of a frame", [input(1), input(2).subarray(0, CUT)], 1],
])("in one packet takes on the fast path: %s", async (_, frames, fast) => {
  const isCut = frames.at(-1)!.length === CUT;
  const received: string[][] = [];
  for (const isFast of [true, false]) {
    const { socket, receiver } = await open(isFast);
    socket.write(Buffer.concat(frames));
    await until(
      () => receiver.received.length === frames.length - (isCut ? 1 : 0),
      "all whole frames to arrive",
    );
    if (isCut) socket.write(input(2).subarray(CUT));
    await until(() => receiver.received.length === frames.length, "all frames to arrive");
    if (isFast) expect(receiver.fast).toBe(fast);
    received.push([...receiver.received]);
    socket.destroy();
  }
  expect(received[0]).toEqual(received[1]);
});

it("takes nothing more from a connection that was closed at the first frame", async () => {
  const { socket, ws, receiver } = await open(false);
  const received: number[] = [];
  receiveFast(ws, {
    message(bytes, from) {
      received.push(bytes[from]!);
      if (received.length === 2) ws.terminate();
      return received.length < 3;
    },
    pong: () => true,
  });
  socket.write(Buffer.concat([input(1), input(2), input(3), input(4)]));
  await until(() => receiver.isClosed, "the end");
  expect(receiver.received.filter((what) => what.startsWith("binary"))).toEqual([]);
  socket.destroy();
});

describe("any frames, split anywhere, arrive as without the fast path", () => {
  const bytes = fc.uint8Array({ maxLength: 125 });
  const frames = fc.oneof(
    { weight: 8, arbitrary: fc.tuple(fc.constant(FIN | OP.binary), fc.uint8Array({ maxLength: 12 })) },
    { weight: 3, arbitrary: fc.tuple(fc.constantFrom(FIN | OP.pong, FIN | OP.ping), bytes) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constant(FIN | OP.binary), fc.uint8Array({ minLength: 1, maxLength: 400 })),
    },
    // Fragments and texts: the frames behind them may be invalid, too.
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(OP.binary, OP.continuation, FIN | OP.continuation), bytes),
    },
    { weight: 1, arbitrary: fc.tuple(fc.constant(FIN | OP.text), fc.constant(Buffer.from("text"))) },
  );
  const masks = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 });
  const stream = fc.array(fc.tuple(frames, masks), { minLength: 1, maxLength: 40 }).map((all) =>
    all.map(([[head, payload], mask]) => {
      const bytes = frame(head, payload, mask);
      return { head, payload, bytes };
    }),
  );
  const cuts = fc.array(fc.nat(1000), { maxLength: 12 });

  it("in 150 streams", async () => {
    await fc.assert(
      fc.asyncProperty(stream, cuts, async (frames, at) => {
        const all = Buffer.concat(frames.map(({ bytes }) => bytes));
        const ends = [...at.map((per) => Math.floor((all.length * per) / 1000)), all.length].sort(
          (a, b) => a - b,
        );
        const both = [await open(true), await open(false)] as const;
        for (const { socket, ws } of both) {
          const before = bytesRead(ws);
          let from = 0;
          for (const to of ends) {
            socket.write(all.subarray(from, to));
            from = to;
            // Each part is a read of its own, however busy the machine is.
            while (ws.readyState === ws.OPEN && bytesRead(ws) < before + to) await turn();
          }
          socket.end(frame(FIN | OP.close, Buffer.of(3, 232)));
        }
        await until(() => both.every(({ receiver }) => receiver.isClosed), "both to be closed");
        expect(both[0].receiver.fast, "frames without ws").toBe(takenFast(frames, ends));
        expect(both[0].receiver.received).toEqual(both[1].receiver.received);
      }),
      { numRuns: 150 },
    );
  });
});
