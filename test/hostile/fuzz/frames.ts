/** Valid frames of a player, and nearly valid ones. */
import { Protocol } from "@colyseus/core";
import { type Random, whole } from "../../../shared/maths/random.ts";
import { frame, OP } from "../../support/rawSocket.ts";
import { bytesOf, chance, damage, pick } from "./bytes.ts";

const FIN = 0x80;
const NAMES = ["chat", "emote", "respawn", "spectate", "report", "__proto__", "constructor", ""] as const;

function input(from: Random): Buffer {
  const parts: Buffer[] = [Buffer.of(Protocol.ROOM_INPUT_RELIABLE)];
  for (const [field, size] of [1, 1, 2, 1, 4].entries())
    if (chance(from, 40)) parts.push(Buffer.of(0x80 | field), bytesOf(from, size));
  return Buffer.concat(parts);
}

/** A MessagePack message: its type, then a random value. */
function message(from: Random): Buffer {
  const name = Buffer.from(pick(from, NAMES));
  return Buffer.concat([Buffer.of(Protocol.ROOM_DATA, 0xa0 | name.length), name, value(from, 4)]);
}

function value(from: Random, depth: number): Buffer {
  const kind = whole(from, depth > 0 ? 9 : 5);
  switch (kind) {
    case 0:
      return Buffer.of(whole(from, 128));
    case 1:
      return Buffer.of(pick(from, [0xc0, 0xc2, 0xc3]));
    case 2:
      return Buffer.concat([Buffer.of(0xcb), bytesOf(from, 8)]);
    case 3: {
      const text = bytesOf(from, whole(from, 32)).map((byte) => byte & 0x7f);
      return Buffer.concat([Buffer.of(0xa0 | (text.length & 0x1f)), text.subarray(0, text.length & 0x1f)]);
    }
    case 4:
      return Buffer.concat([Buffer.of(0xce), bytesOf(from, 4)]);
    case 5: {
      const count = whole(from, 4);
      return Buffer.concat([
        Buffer.of(0x90 | count),
        ...Array.from({ length: count }, () => value(from, depth - 1)),
      ]);
    }
    case 6:
      return Buffer.concat([Buffer.of(0x81, 0xa4), Buffer.from("text"), value(from, depth - 1)]);
    case 7:
      return Buffer.concat([
        Buffer.of(0xd4, 0x72, 0x40, 0x91, 0xa2),
        Buffer.from("id"),
        value(from, depth - 1),
      ]);
    default:
      return bytesOf(from, whole(from, 12));
  }
}

/** A whole WebSocket frame: one that an honest client could send, or an invalid one. */
export function nextFrame(from: Random, isBad: boolean): Buffer {
  if (isBad && chance(from, 20)) return damage(from, good(from));
  if (isBad && chance(from, 25)) return frame(whole(from, 256), bytesOf(from, whole(from, 140)));
  // Half of the invalid ones are messages: their contents can be wrong in the most ways.
  const payload = chance(from, isBad ? 50 : 85)
    ? input(from)
    : chance(from, isBad ? 90 : 60)
      ? message(from)
      : Buffer.of(Protocol.PING);
  return frame(FIN | OP.binary, isBad ? damage(from, payload) : payload);
}

const good = (from: Random): Buffer => frame(FIN | pick(from, [OP.binary, OP.ping, OP.pong]), input(from));
