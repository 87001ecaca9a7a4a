/**
 * The tail of a checkpoint: what has changed in the room since then, one part for each step. A takeover
 * restores the checkpoint and repeats these steps.
 *
 *   part:  [length 4] [CRC-32 of what follows 4] [tick 4] [age of the room, ms 8] [length, operations] [messages and seats, if any]
 *
 * The operations are those of a match log (shared/log/ticks.ts), the rest is as in a checkpoint. If a tail is
 * cut off or damaged, the parts before that place are used.
 */
import { deserialize, serialize } from "node:v8";
import { ByteReader, ByteWriter } from "../../shared/log/bytes.ts";
import { crc32 } from "../../shared/log/crc32.ts";
import { ENGINE_VERSION } from "../../shared/log/format.ts";
import type { InputFields } from "../../shared/log/inputFields.ts";
import { textHash } from "../../shared/log/worldHash.ts";
import type { NumberedMessage, SeatSnapshot } from "./checkpoint.ts";

/** A numbered message, and its recipients. */
export interface SentMessage {
  readonly said: NumberedMessage;
  /** Session ids; undefined: all that have a seat. */
  readonly to: readonly string[] | undefined;
}

export interface TailPart {
  /** Of the world after these operations. */
  readonly tick: number;
  /** The room's age, ms: see `RoomSnapshot`. */
  readonly elapsed: number;
  readonly operations: Uint8Array;
  readonly messages: readonly SentMessage[];
  /** Seats that are new or have other tokens. Those that are gone follow from the operations. */
  readonly seats: readonly SeatRecord[];
}

/** A seat without its messages. */
export type SeatRecord = Omit<SeatSnapshot, "backlog" | "read">;

const HEAD = 8;

/**
 * Names what reads a tail: the same operations make the same steps only by the same engine and the same
 * fields of inputs.
 */
export const tailFormat = ({ listed }: InputFields): string =>
  textHash(`${ENGINE_VERSION} ${JSON.stringify(listed)}`);

export function encodePart({ tick, elapsed, operations, messages, seats }: TailPart): Buffer {
  const out = new ByteWriter(HEAD + 24 + operations.length);
  out.skip(HEAD);
  out.u32(tick);
  out.f64(elapsed);
  out.varint(operations.length);
  out.raw(operations);
  if (messages.length + seats.length > 0) out.raw(serialize([messages, seats]));
  const part = Buffer.from(out.take().buffer);
  part.writeUInt32LE(part.length - HEAD, 0);
  part.writeUInt32LE(crc32(part.subarray(HEAD)), 4);
  return part;
}

/** @returns the parts of a tail, up to where it is cut off or damaged, and whether it is */
export function partsOf(tail: Buffer): { parts: TailPart[]; isWhole: boolean } {
  const parts: TailPart[] = [];
  for (let at = 0; at < tail.length; ) {
    if (tail.length - at < HEAD) return { parts, isWhole: false };
    const end = at + HEAD + tail.readUInt32LE(at);
    const body = tail.subarray(at + HEAD, end);
    if (end > tail.length || crc32(body) !== tail.readUInt32LE(at + 4)) return { parts, isWhole: false };
    parts.push(read(body));
    at = end;
  }
  return { parts, isWhole: true };
}

function read(body: Buffer): TailPart {
  const from = new ByteReader(body);
  const [tick, elapsed] = [from.u32(), from.f64()];
  const operations = from.raw(from.varint());
  const [messages, seats] = (from.left > 0 ? deserialize(from.raw(from.left)) : [[], []]) as [
    SentMessage[],
    SeatRecord[],
  ];
  return { tick, elapsed, operations, messages, seats };
}
