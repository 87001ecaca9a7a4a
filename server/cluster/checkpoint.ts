/**
 * Everything a match is, in bytes, so that it can go on in another process. Written with Node's own structured
 * serializer: exact for every value the simulation knows, quick for tables of numbers, and no package to depend on.
 *
 *   checkpoint   [version u8][structured clone of `Checkpoint`]
 */
import { deserialize, serialize } from "node:v8";
import type { MovedReason, ServerMessages } from "../../shared/protocol.ts";
import type { Numbers } from "../replication/numbers.ts";
import type { World } from "../sim/world.ts";
import { imageOf, type WorldImage, worldOf } from "./worldImage.ts";

/** Raised when an older process could not read what a newer one writes. */
const VERSION = 1;

/** A player's claim to a place in the match. */
export interface SeatImage {
  sessionId: string;
  /** What the player shows to come back. */
  token: string;
  /** Who the player is, as the room was told at the join. */
  auth?: unknown;
  /** Tick since which the player is away; absent while it plays. */
  awaySince?: number;
}

export interface Said {
  tick: number;
  message: ServerMessages["chat"];
}

/** What a room adds to its world. */
export interface RoomImage {
  seats: SeatImage[];
  /** The latest of what was said to all. */
  chat: Said[];
  numbers: Numbers;
  /** The room's age, ms: the clock its players are told. */
  elapsed: number;
  /** When it was written, ms since 1970. */
  at: number;
  /** What happened when the match goes on from here in another process. */
  moved: MovedReason;
}

/** A checkpoint that cannot be read: of another version, or damaged. */
export class BadCheckpoint extends Error {}

export function encodeCheckpoint(world: World, room: RoomImage): Buffer {
  const body = serialize({ world: imageOf(world), room });
  const bytes = Buffer.allocUnsafe(1 + body.length);
  bytes[0] = VERSION;
  body.copy(bytes, 1);
  return bytes;
}

/** @throws BadCheckpoint */
export function decodeCheckpoint(bytes: Buffer): { world: World; room: RoomImage } {
  if (bytes[0] !== VERSION)
    throw new BadCheckpoint(`a checkpoint of version ${bytes[0]}; this process reads version ${VERSION}`);
  try {
    const { world, room } = deserialize(bytes.subarray(1)) as { world: WorldImage; room: RoomImage };
    return { world: worldOf(world), room };
  } catch (cause) {
    throw new BadCheckpoint("a damaged checkpoint", { cause });
  }
}
