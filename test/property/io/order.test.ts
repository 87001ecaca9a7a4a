/** Patches, messages, pings and closes reach stock clients in order and whole, whichever thread writes them. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { writerOf } from "../../../server/framework/socketWriter.ts";
import { tcpOf } from "../../../server/framework/wsSocket.ts";
import { IoThreads } from "../../../server/io/ioThreads.ts";
import { HEADER_ROOM, headerSize, writeHeader } from "../../../server/net/rawFrames.ts";
import { until } from "../../support/until.ts";

/** What the server does to a client, and what a client does. */
type Act =
  | { do: "patch" | "message" | "ping"; length: number }
  | { do: "say"; length: number; isUsual: boolean }
  | { do: "stopReading" | "readAgain" | "rest"; length?: never };

const size = fc.oneof({ weight: 5, arbitrary: fc.nat(600) }, { weight: 1, arbitrary: fc.nat(200_000) });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("patch" as const), length: size }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("message" as const), length: size }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("ping" as const), length: fc.nat(125) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("say" as const), length: fc.nat(2000), isUsual: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("stopReading", "readAgain", "rest") }) },
) as fc.Arbitrary<Act>;
const plays = fc.record({
  acts: fc.array(fc.record({ client: fc.nat(3), act }), { maxLength: 120 }),
  /** How each connection ends. */
  ends: fc.array(fc.constantFrom("close", "leave", "cut"), { minLength: 4, maxLength: 4 }),
});

/** First byte of messages for which the server's thread is not woken. */
const PATIENT = 1;

interface End {
  ws: WebSocket;
  received: string[];
}

const bytesOf = (number: number, length: number): Buffer =>
  Buffer.alloc(length + 4, number % 251).fill(number % 256, 0, 4);
const note = ({ received }: Pick<End, "received">, what: string, bytes: Buffer): void => {
  received.push(
    `${what} ${bytes.length} ${bytes[0]} ${bytes.every((byte, i) => i < 4 || byte === bytes[4])}`,
  );
};

describe.each([0, 1, 2])("[IO1] with %i I/O threads", (count) => {
  let threads: IoThreads | undefined;
  let http: Server;
  let wss: WebSocketServer;
  let url: string;
  const faults: unknown[] = [];

  beforeAll(async () => {
    const events = {
      wrote() {},
      ended: (_: number, why: unknown) => faults.push(why),
      faulted: (why: unknown) => faults.push(why),
    };
    threads = count === 0 ? undefined : new IoThreads({ count, patient: PATIENT, events });
    await threads?.ready();
    wss = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    http = createServer().on("upgrade", (request, socket, head) => {
      const got = threads?.take(socket as Socket, head) ?? { socket, head };
      wss.handleUpgrade(request, got.socket, got.head, (ws) => wss.emit("connection", ws, request));
    });
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    threads?.end();
    http.close();
    for (const client of wss.clients) client.terminate();
  });

  async function open(): Promise<{ server: End; client: End }> {
    const client: End = { ws: new WebSocket(url, { perMessageDeflate: false }), received: [] };
    client.ws.on("message", (bytes: Buffer) => note(client, "data", bytes));
    client.ws.on("ping", (bytes) => note(client, "ping", bytes));
    client.ws.on("close", (code) => client.received.push(`close ${code}`));
    client.ws.on("error", () => {});
    const [[ws]] = (await Promise.all([once(wss, "connection"), once(client.ws, "open")])) as [
      [WebSocket],
      unknown,
    ];
    const server: End = { ws, received: [] };
    ws.on("message", (bytes: Buffer) => note(server, "data", bytes));
    expect("isRemote" in tcpOf(ws)!, "an I/O thread has the connection").toBe(count > 0);
    ws.on("close", (code) => server.received.push(`close ${code}`));
    ws.on("error", () => {});
    return { server, client };
  }

  /** As patches are sent: a whole frame, past the stream, from a buffer that is used again unless it is kept. */
  function sendRaw(ws: WebSocket, bytes: Buffer): void {
    const buffer = Buffer.alloc(HEADER_ROOM + bytes.length);
    bytes.copy(buffer, HEADER_ROOM);
    writeHeader(buffer, HEADER_ROOM, bytes.length);
    const isKept = writerOf(tcpOf(ws)!).writeShared(buffer.subarray(HEADER_ROOM - headerSize(bytes.length)));
    if (!isKept) buffer.fill(0);
  }

  function carryOut(
    number: number,
    act: Act,
    server: End,
    client: End,
    told: string[],
    said: string[],
  ): void {
    if (act.do === "stopReading") client.ws.pause();
    else if (act.do === "readAgain") client.ws.resume();
    else if (act.length !== undefined) {
      const length = act.do === "ping" ? Math.min(act.length, 121) : act.length;
      const bytes = bytesOf(act.do === "say" && act.isUsual ? PATIENT : number, length);
      note({ received: act.do === "say" ? said : told }, act.do === "ping" ? "ping" : "data", bytes);
      if (act.do === "patch") sendRaw(server.ws, bytes);
      else if (act.do === "message") server.ws.send(bytes);
      else if (act.do === "ping") server.ws.ping(bytes);
      else client.ws.send(bytes);
    }
  }

  it("delivers any play of patches, messages, pings, closes and slow readers in order and whole", async () => {
    await fc.assert(
      fc.asyncProperty(plays, async ({ acts, ends }) => {
        const pairs = [await open(), await open(), await open(), await open()];
        const told = pairs.map((): string[] => []);
        const said = pairs.map((): string[] => []);
        for (const [number, { client: index, act }] of acts.entries()) {
          const { server, client } = pairs[index]!;
          carryOut(number, act, server, client, told[index]!, said[index]!);
          if (act.do === "rest") await wait(1);
        }
        for (const [index, how] of ends.entries()) {
          const { server, client } = pairs[index]!;
          client.ws.resume();
          // A cut loses what is on its way, and nothing before it.
          if (how === "cut")
            await until(() => server.received.length === said[index]!.length, "all to be read");
          if (how === "close") server.ws.close(4010, "come back");
          else if (how === "leave") client.ws.close(4000);
          else server.ws.terminate();
        }
        for (const [index, how] of ends.entries()) {
          const { server, client } = pairs[index]!;
          const over = ({ received }: End) => received.at(-1)?.startsWith("close") === true;
          await until(() => over(client) && over(server), `connection ${index} to end by ${how}`);
          const all = [...told[index]!, `close ${how === "close" ? 4010 : how === "leave" ? 4000 : 1006}`];
          if (how === "close") expect(client.received).toEqual(all);
          else {
            const until = client.received.length - 1;
            expect(client.received.slice(0, until)).toEqual(all.slice(0, until));
            expect(client.received.at(-1)).toBe(all.at(-1));
          }
          if (how === "close")
            expect(server.received.slice(0, said[index]!.length)).toEqual(
              said[index]!.slice(0, server.received.length - 1),
            );
          else expect(server.received.slice(0, -1)).toEqual(said[index]);
        }
        expect(faults).toEqual([]);
      }),
      { numRuns: 15 },
    );
    await until(
      () => threads === undefined || threads.figures.every(({ sockets }) => sockets === 0),
      "all slots to be free",
    );
  });
});
