/** Private members of a Colyseus room (src/Room.ts, src/input/RoomInput.ts of core) that the server needs. */
import { type Client, type IRoomCache, Room } from "@colyseus/core";
import { schema, t } from "@colyseus/schema";
import { type InputBuffer, setInputBuffer } from "./client.ts";
import type { MatchMaker } from "./framework.ts";
import type { Inside } from "./members.ts";

type OnFrame = (client: Client, frame: Buffer, isBinary: boolean) => void;

interface Parts {
  /** The room's listing; each change is sent to the driver. */
  _listing: IRoomCache;
  /** While it is set, the framework starts no timer for its clock. */
  _simulationInterval: unknown;
  /** Bound to each client's socket when the client joins. */
  _onMessage: OnFrame;
  /** Called when a client's connection closes: calls `onDrop` or `onLeave`, then releases the seat. */
  _onLeave(client: Client, code: number): Promise<void>;
  /** Exists after `defineInput` was called. */
  _inputController: { allocate(client: Client): void };
}

const partsOf = (room: Room): Parts => room as unknown as Parts;

export const listingOf = (room: Room): IRoomCache => partsOf(room)._listing;

/** Adds the owner's epoch to the room's listing. Must be called before the room is listed. */
export function listUnder(room: Room, epoch: () => number): void {
  Object.defineProperty(listingOf(room), "epoch", { enumerable: true, get: epoch });
}

/**
 * The room migrates: from now on this process no longer updates the listing with its id.
 * @returns a function that undoes that
 */
export function unlist(room: Room): () => void {
  const listing: { roomId: string | undefined } = listingOf(room);
  listing.roomId = undefined;
  return () => {
    listing.roomId = room.roomId;
  };
}

/**
 * The room has its own loop for steps and patches. Without this the framework starts a timer of 16 ms as soon
 * as its patch timer is switched off, which takes time from the steps.
 */
export function useOwnLoop(room: Room, loop: object): void {
  // First, because the setter of `patchRate` checks for it.
  partsOf(room)._simulationInterval = loop;
  room.patchRate = null;
}

/**
 * Inserts a handler between the sockets of a room's clients and the framework's handling of their frames.
 * Once per room.
 */
export function interceptFrames(room: Room, between: (stock: OnFrame) => OnFrame): void {
  const parts = partsOf(room);
  parts._onMessage = between(parts._onMessage.bind(room));
}

/**
 * Replaces the decoder and the buffer for the inputs of each client. Must be called after `defineInput`.
 * @param make called for each client that joins or returns
 */
export function replaceInputs(room: Room, make: (client: Client) => InputBuffer): void {
  partsOf(room)._inputController.allocate = (client) => setInputBuffer(client, make(client));
}

/**
 * Adds clients to a room whose connections have just closed, so that reconnection, expiry and counting work
 * as after any drop. `onDrop` is called for each.
 */
export function addAbsentClients(
  { stats }: MatchMaker,
  room: Room,
  clients: readonly Client[],
  code: number,
): void {
  const parts = partsOf(room);
  for (const client of clients) {
    room.clients.push(client);
    void parts._onLeave(client, code);
  }
  parts._listing.clients = clients.length;
  // Locks the room. Called only for a full room, because a room that admits nobody for a moment would stay
  // locked.
  if (clients.length >= room.maxClients) void room.setMatchmaking({ maxClients: room.maxClients });
  stats.local.ccu += clients.length;
}

class Probe extends Room {
  override inputs = this.defineInput(schema({ any: t.uint8() }));
}

export function roomInsides(): Inside[] {
  const probe = new Probe();
  const at = { package: "@colyseus/core", adapter: "room.ts" } as const;
  return [
    {
      ...{ ...at, object: "Room", value: probe },
      members: {
        _onMessage: "function",
        _onLeave: "function",
        _inputController: "object",
        // Overridden by rooms: under another name the framework would call its own.
        setSerializer: "function",
        hasReservedSeat: "function",
        hasReachedMaxClients: "function",
      },
    },
    {
      ...{ ...at, object: "class Room", value: Room },
      members: { _listing: "named", _simulationInterval: "named" },
    },
    {
      ...{ ...at, object: "RoomInput", value: partsOf(probe)._inputController },
      members: { allocate: "function" },
    },
  ];
}
