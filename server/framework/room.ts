/** What the server needs of a Colyseus room (src/Room.ts, src/input/RoomInput.ts of core) beyond what it offers. */
import { type Client, type IRoomCache, Room } from "@colyseus/core";
import { schema, t } from "@colyseus/schema";
import { type InputBuffer, setInputBuffer } from "./client.ts";
import type { MatchMaker } from "./framework.ts";
import type { Inside } from "./members.ts";

type OnFrame = (client: Client, frame: Buffer, isBinary: boolean) => void;

interface Parts {
  /** The room as it is listed; the driver is told of each change. */
  _listing: IRoomCache;
  /** With a loop in it, the framework starts no timer for its clock. */
  _simulationInterval: unknown;
  /** Bound to each client's socket when it joins. */
  _onMessage: OnFrame;
  /** Called when a client's connection closes: `onDrop` or `onLeave`, then the seat. */
  _onLeave(client: Client, code: number): Promise<void>;
  /** There once `defineInput` was called. */
  _inputController: { allocate(client: Client): void };
}

const partsOf = (room: Room): Parts => room as unknown as Parts;

export const listingOf = (room: Room): IRoomCache => partsOf(room)._listing;

/**
 * The room is stepped and patched by a loop of its own. Without it the framework starts a timer of 16 ms as soon as its patch
 * timer is switched off, which eats the steps' time.
 */
export function useOwnLoop(room: Room, loop: object): void {
  // First: the setter of `patchRate` looks whether there is one.
  partsOf(room)._simulationInterval = loop;
  room.patchRate = null;
}

/** Puts something between the sockets of a room's clients and what the framework does with their frames. Once a room. */
export function interceptFrames(room: Room, between: (stock: OnFrame) => OnFrame): void {
  const parts = partsOf(room);
  parts._onMessage = between(parts._onMessage.bind(room));
}

/**
 * Replaces the decoder and the buffer that each client of a room gets for its inputs. To be called once `defineInput` was.
 * @param make called for each client that joins or returns
 */
export function replaceInputs(room: Room, make: (client: Client) => InputBuffer): void {
  partsOf(room)._inputController.allocate = (client) => setInputBuffer(client, make(client));
}

/**
 * Adds clients to a room whose connections have just closed, so that returning, giving up and counting work as after any
 * drop. `onDrop` is called for each.
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
  // Locks the room. Asked only of a full one: a room that lets nobody in for a moment would be locked for good.
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
