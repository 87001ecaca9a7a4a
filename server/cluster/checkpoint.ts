/**
 * A checkpoint: a match as bytes, so that another process can continue it. Node's own structured serializer
 * writes it: it is exact for every value that the simulation uses, fast for tables of numbers, and needs no
 * package.
 */
import { deserialize, serialize } from "node:v8";
import type { ReplayedTicks } from "../../shared/log/ticks.ts";
import type { MovedReason, ServerMessages } from "../../shared/protocol.ts";
import type { Figures } from "../../shared/records.ts";
import type { GameServer, GameWorld, Standing } from "../game.ts";
import type { WireIds } from "../replication/wireIds.ts";
import { BadCheckpoint, UnreadableCheckpoint } from "./badCheckpoint.ts";

/** Raised when an older process could not read what a newer one writes. */
const CHECKPOINT_VERSION = 5;

/**
 * Types of messages that must arrive, if late: texts of players and of the server. All other messages concern
 * one moment only.
 */
export type NumberedType = "chat" | "notice";

export interface NumberedMessage<K extends NumberedType = NumberedType> {
  /** Grows from message to message of a room. No number is used twice, not even by another owner. */
  n: number;
  type: K;
  message: ServerMessages[K];
  /** When the message was sent. */
  tick: number;
}

/** The latest messages to a seat. */
export interface BacklogSnapshot {
  kept: readonly NumberedMessage[];
  /** Number of the newest message that is no longer kept; 0: all are kept. */
  dropped: number;
}

/** A player's claim to a place in the match. */
export interface SeatSnapshot {
  sessionId: string;
  /** The player's reconnection tokens: see server/rooms/reconnectionTokens.ts. */
  token: string;
  next: string;
  previous?: string;
  /** The player's identity, as given at the join. */
  auth?: unknown;
  /** The latest messages to the player; absent: none. */
  backlog?: BacklogSnapshot;
  /** Number of the newest message that the player has certainly read. */
  read?: number;
  /** Inputs that the player has flown. */
  flown: number;
  /** An operator has muted the player until then, ms since 1970. */
  mutedUntil?: number;
  /** The match has moved, and the player has not followed it yet. */
  migrating?: true;
  /** The player is absent, and its client network had as many seats kept as it may: see LI10. */
  isExtra?: true;
}

/** Players that have left a round before it was recorded. */
export interface LeftPlayers {
  /** The round that `people` have left. */
  readonly round: number | undefined;
  /** Ids of people that had played. */
  readonly people: readonly string[];
  /** Results that are recorded with those of the round, because they change ratings. */
  readonly results: readonly { readonly round: number; readonly entry: LeftResult }[];
}

/** As in server/records/recordWriter.ts. */
interface LeftResult {
  readonly key: string;
  readonly player: string;
  readonly name: string;
  readonly figures: Figures;
  readonly stood?: Standing | undefined;
}

/** What a room adds to its world. */
export interface RoomSnapshot {
  seats: SeatSnapshot[];
  /** Number of the newest message to its players. */
  newestMessage: number;
  /** Spectators: session id, and key of the entity that is watched. */
  views: [key: string, other: string][];
  wireIds: WireIds;
  /** Age of the room, ms: the clock that its players receive. */
  elapsed: number;
  /** When it was written, ms since 1970. */
  at: number;
  /** Why the match moved, if another process continues from this checkpoint. */
  moved: MovedReason;
  /** Format of the tail that may follow: see `tailFormat`. */
  tail?: string;
  /** Absent: none, or an older process has written it. */
  left?: LeftPlayers;
}

type Stored = [version: number, game: string, gameVersion: number, world: unknown, room: RoomSnapshot];

export function encodeCheckpoint(
  { game, storage }: GameServer,
  world: GameWorld,
  room: RoomSnapshot,
): Buffer {
  return serialize([CHECKPOINT_VERSION, game.name, game.version, storage.save(world), room] satisfies Stored);
}

/** The part of a restored match that is logged. */
export interface RestorableMatch {
  readonly world: { readonly tick: number };
  readonly room: { readonly seats: { readonly length: number } };
  /** Steps that were made again after the checkpoint. */
  readonly replayed?: { readonly ticks: number };
}

export interface RestoredMatch extends RestorableMatch {
  game: GameServer;
  world: GameWorld;
  room: RoomSnapshot;
  /** Keys of the players that have a seat, or have joined too late for one, in their order. */
  seated: readonly string[];
  /** What was made again after the checkpoint; absent: nothing. See server/rooms/recovery.ts. */
  replayed?: ReplayedTicks & { readonly ticks: number };
  /** Why the tail, or its end, could not be used. */
  tailFault?: Error;
}

/** @param games that this process plays @throws BadCheckpoint */
export function decodeCheckpoint(games: readonly GameServer[], bytes: Buffer): RestoredMatch {
  const { game, world, room } = open(games, bytes);
  const seated = room.seats.map(({ sessionId }) => sessionId);
  return { game, world: game.storage.restore(world), room, seated };
}

/** @returns the world of a checkpoint as it is stored @throws BadCheckpoint */
export const storedWorld = (games: readonly GameServer[], bytes: Buffer): unknown => open(games, bytes).world;

/**
 * Checks that this version can read a checkpoint. It runs no code of a game, because a fault there could end
 * the process.
 * @throws UnreadableCheckpoint; nothing when the checkpoint is damaged, which no process can read
 */
export function checkCheckpoint(games: readonly GameServer[], bytes: Buffer): void {
  try {
    const { game, world } = open(games, bytes);
    game.storage.check?.(world);
  } catch (error) {
    if (error instanceof UnreadableCheckpoint) throw error;
  }
}

function open(
  games: readonly GameServer[],
  bytes: Buffer,
): { game: GameServer; world: unknown; room: RoomSnapshot } {
  const [version, name, gameVersion, world, room] = read(bytes);
  if (version !== CHECKPOINT_VERSION)
    throw new UnreadableCheckpoint(
      `a checkpoint of version ${version}; this process reads version ${CHECKPOINT_VERSION}`,
    );
  const game = games.find((one) => one.game.name === name);
  if (game === undefined)
    throw new UnreadableCheckpoint(`a match of ${name}, a game that this process does not have`);
  if (game.game.version !== gameVersion)
    throw new UnreadableCheckpoint(
      `a match of ${name}, version ${gameVersion}; this process plays version ${game.game.version}`,
    );
  return { game, world, room };
}

/**
 * The second byte is the version of `node:v8`'s format. Read when needed: a browser that checks the rules
 * loads this file, too.
 */
const v8Format = (): number => serialize(0)[1]!;

function read(bytes: Buffer): Stored {
  if (bytes[0] === 0xff && bytes[1]! > v8Format())
    throw new UnreadableCheckpoint("a checkpoint that a process on a newer version of Node has written");
  let stored: unknown;
  try {
    stored = deserialize(bytes);
  } catch (cause) {
    throw new BadCheckpoint("a damaged checkpoint", { cause });
  }
  if (!Array.isArray(stored)) throw new BadCheckpoint("a damaged checkpoint");
  return stored as Stored;
}
