/**
 * A room of the SDK without a connection (src/Room.ts): the caller carries its frames. For clients of a room
 * that is simulated in the same process. The version is in sdk.ts.
 */
import { Room, SchemaSerializer } from "@colyseus/sdk";

interface Parts {
  serializer: SchemaSerializer;
  connection: {
    isOpen: boolean;
    events: { onmessage(event: unknown): void };
    send(bytes: Uint8Array): void;
    close(): void;
  };
  /** Decodes a frame of the server, and calls the listeners. */
  onMessageCallback(event: unknown): void;
}

/**
 * @param handshake of the server's serializer
 * @param send takes the client's frames
 * @returns a room that has joined
 */
export function detachedRoom(
  sessionId: string,
  handshake: Uint8Array,
  send: (bytes: Uint8Array) => void,
): Room {
  const room = new Room("detached");
  const parts = room as unknown as Parts;
  parts.serializer = new SchemaSerializer();
  parts.serializer.handshake(handshake as Buffer, { offset: 0 });
  parts.connection = {
    isOpen: true,
    events: { onmessage: (event) => parts.onMessageCallback(event) },
    send,
    close: () => {},
  };
  room.sessionId = sessionId;
  return room;
}

/** Hands a frame of the server to a room. @param frame must own its memory */
export function receiveFrame(room: Room, frame: Uint8Array<ArrayBuffer>): void {
  room.connection.events.onmessage?.({ data: frame.buffer } as MessageEvent);
}
