/**
 * The cases of the Autobahn test suite that apply to a server, as a table. They use the socket with which the
 * SDK measures latency: it echoes every message.
 */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frame, OP, RawPlayer } from "../support/rawSocket.ts";
import { bothWays, type RunningServer } from "../support/server.ts";

/** Without an I/O thread, and with one. */
let servers: RunningServer[];
beforeAll(async () => {
  servers = await bothWays();
});
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const FIN = 0x80;
const [RSV1, RSV2, RSV3] = [0x40, 0x20, 0x10];
const text = (words: string | Uint8Array): Buffer => frame(FIN | OP.text, bytesOf(words));
const part = (op: number, words: string | Uint8Array, last = false): Buffer =>
  frame((last ? FIN : 0) | op, bytesOf(words));
const bytesOf = (words: string | Uint8Array): Uint8Array =>
  typeof words === "string" ? Buffer.from(words) : words;
const control = (op: number, ...bytes: number[]): Buffer => frame(FIN | op, Uint8Array.from(bytes));
const close = (code: number, reason: string | Uint8Array = ""): Buffer =>
  frame(FIN | OP.close, Buffer.concat([Buffer.from([code >> 8, code & 255]), bytesOf(reason)]));
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
/** The first bytes of a frame with an 8-byte length. */
const announced = (length: bigint): Buffer => {
  const head = Buffer.alloc(14);
  head[0] = FIN | OP.binary;
  head[1] = 0xff;
  head.writeBigUInt64BE(length, 2);
  return head;
};

type Outcome = { answers: number; pongs?: number } | { code: number };
type Case = [what: string, sent: Buffer[], outcome: Outcome];
const ANSWERED = { answers: 1 } as const;
const protocolError = { code: 1002 } as const;
const notUtf8 = { code: 1007 } as const;
const tooBig = { code: 1009 } as const;

const TABLE: { [chapter: string]: Case[] } = {
  "1: framing": [
    ["an empty text", [text("")], ANSWERED],
    ["a text of 125 bytes", [text("a".repeat(125))], ANSWERED],
    ["a text of 126 bytes", [text("a".repeat(126))], ANSWERED],
    ["a binary message of 2048 bytes, the maximum", [frame(FIN | OP.binary, new Uint8Array(2048))], ANSWERED],
    ["a binary message of 2049 bytes", [frame(FIN | OP.binary, new Uint8Array(2049))], tooBig],
    ["65,536 bytes announced", [announced(65_536n)], tooBig],
    ["4 GB announced", [announced(4n * 1024n ** 3n)], tooBig],
    ["a length above 2^53", [announced(2n ** 63n)], tooBig],
    ["a frame without a mask", [frame(FIN | OP.text, bytesOf("a"), { masked: false })], protocolError],
  ],
  "2: pings and pongs": [
    ["a ping without payload", [control(OP.ping)], { answers: 0, pongs: 1 }],
    ["a ping of 125 bytes", [frame(FIN | OP.ping, new Uint8Array(125))], { answers: 0, pongs: 1 }],
    ["a ping of 126 bytes", [frame(FIN | OP.ping, new Uint8Array(126))], protocolError],
    ["an unsolicited pong, then a text", [control(OP.pong, 1, 2), text("a")], ANSWERED],
    ["ten pings", Array.from({ length: 10 }, () => control(OP.ping, 7)), { answers: 0, pongs: 10 }],
  ],
  "3: reserved bits": [
    ["the first", [frame(FIN | RSV1 | OP.text, bytesOf("a"))], protocolError],
    ["the second", [frame(FIN | RSV2 | OP.text, bytesOf("a"))], protocolError],
    ["the third, on a ping", [frame(FIN | RSV3 | OP.ping, bytes())], protocolError],
    ["all, on a close", [frame(FIN | RSV1 | RSV2 | RSV3 | OP.close, bytes())], protocolError],
  ],
  "4: opcodes": [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(
    (op): Case => [`reserved opcode ${op}`, [text("a"), control(op)], protocolError],
  ),
  "5: fragments": [
    ["a text in two fragments", [part(OP.text, "a"), part(OP.continuation, "b", true)], ANSWERED],
    [
      "a text in two fragments, a ping between them",
      [part(OP.text, "a"), control(OP.ping), part(OP.continuation, "b", true)],
      { answers: 1, pongs: 1 },
    ],
    ["a ping in two fragments", [part(OP.ping, "a"), part(OP.continuation, "b", true)], protocolError],
    ["a continuation without a first fragment", [part(OP.continuation, "a", true)], protocolError],
    ["a text within another", [part(OP.text, "a"), text("b")], protocolError],
    [
      "two ends",
      [part(OP.text, "a"), part(OP.continuation, "b", true), part(OP.continuation, "c", true)],
      protocolError,
    ],
    [
      "a thousand empty fragments",
      [part(OP.text, ""), ...Array.from({ length: 1000 }, () => part(OP.continuation, ""))],
      { code: 1008 },
    ],
    [
      "more in fragments than allowed in one frame",
      [part(OP.binary, new Uint8Array(1200)), part(OP.continuation, new Uint8Array(1200), true)],
      tooBig,
    ],
  ],
  "6: UTF-8": [
    ["characters of two to four bytes", [text("κόσμε €😀")], ANSWERED],
    [
      "a character cut by a fragment",
      [part(OP.text, bytes(0xce)), part(OP.continuation, bytes(0xba), true)],
      ANSWERED,
    ],
    ["a lone continuation byte", [text(bytes(0x80))], notUtf8],
    ["an overlong encoding of a slash", [text(bytes(0xc0, 0xaf))], notUtf8],
    ["half a pair", [text(bytes(0xed, 0xa0, 0x80))], notUtf8],
    ["beyond the last code point", [text(bytes(0xf4, 0x90, 0x80, 0x80))], notUtf8],
    ["an incomplete character", [text(bytes(0xe2, 0x82))], notUtf8],
    ["0xff", [text(bytes(0xff))], notUtf8],
  ],
  "7: closing": [
    ["without a code", [control(OP.close)], { code: 1005 }],
    ["with 1000 and a reason", [close(1000, "bye")], { code: 1000 }],
    ["with a reason of 123 bytes", [close(1000, "a".repeat(123))], { code: 1000 }],
    ["with a reason of 124 bytes", [close(1000, "a".repeat(124))], protocolError],
    ["with half a code", [control(OP.close, 3)], protocolError],
    ["with a reason that is not UTF-8", [close(1000, bytes(0xff))], notUtf8],
    ["followed by a text", [close(1000), text("a")], { code: 1000 }],
    ...[1001, 1011, 3000, 4999].map((code): Case => [`with ${code}`, [close(code)], { code }]),
    ...[0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535].map(
      (code): Case => [`with ${code}, which must not be sent`, [close(code)], protocolError],
    ),
  ],
};

for (const [chapter, cases] of Object.entries(TABLE))
  describe(`RFC 6455, ${chapter}`, () => {
    it.concurrent.each(cases)("%s", async (_, sent, outcome) => {
      await Promise.all(servers.map((server) => check(server, sent, outcome)));
    });
  });

async function check(server: RunningServer, sent: Buffer[], outcome: Outcome): Promise<void> {
  // Sent with the request, so that it arrives before the latency socket is closed, however slow a machine is.
  const client = await RawPlayer.open(server.url, "/", [], Buffer.concat(sent));
  const code = await client.ended();
  if ("code" in outcome) expect(code, "close code").toBe(outcome.code);
  else {
    // Without a fault the latency socket is closed after a second anyway.
    expect(code, "close code").toBe(1000);
    expect([client.received.echoes, client.received.pongs]).toEqual([outcome.answers, outcome.pongs ?? 0]);
  }
  client.leave();
}

it("frames that arrive byte by byte are read like whole ones", async () => {
  for (const { url } of servers) {
    const [first, ...rest] = Buffer.concat([text("hé"), control(OP.ping, 1)]);
    const client = await RawPlayer.open(url, "/", [], Buffer.of(first!));
    for (const byte of rest) {
      client.send(Buffer.from([byte]));
      await wait(1);
    }
    await client.ended();
    expect(client.received).toMatchObject({ echoes: 1, pongs: 1 });
  }
});
