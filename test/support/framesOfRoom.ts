/**
 * Hands frames to a room of Colyseus as the framework does for each frame of a socket, without a socket: for
 * measurements.
 */
import { type Client, ClientState, type Room } from "@colyseus/core";

/** Private members of a room (src/Room.ts, src/input/RoomInput.ts of core). */
interface Parts {
  _inputController: { allocate(client: Client): void; register(id: string, client: Client): void };
  _onMessage(client: Client, frame: Buffer, isBinary: boolean): void;
}
const partsOf = (room: Room): Parts => room as unknown as Parts;

/** @param ref stands for its socket @returns a client of the room that has joined and may send inputs */
export function clientOf(room: Room, sessionId: string, ref: object): Client {
  const client = { sessionId, ref, state: ClientState.JOINED } as unknown as Client;
  const { _inputController: inputs } = partsOf(room);
  inputs.allocate(client);
  inputs.register(sessionId, client);
  return client;
}

export const giveFrame = (room: Room, client: Client, frame: Buffer): void =>
  partsOf(room)._onMessage(client, frame, true);
