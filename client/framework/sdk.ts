/**
 * What the client needs of the connection of a room of the SDK (src/Connection.ts and src/transport/WebSocketTransport.ts of
 * @colyseus/sdk) beyond what it offers. Its counterpart for the server is server/framework.
 */
import type { Room } from "@colyseus/sdk";

/**
 * The version of @colyseus/sdk whose source was read for this file. A test compares it with package.json. Read
 * these members again before you update the package (see CONTRIBUTING.md).
 */
export const SDK = "0.18.4";

/** As browsers and `ws` have it. */
interface Socket {
  onopen: unknown;
  onmessage: unknown;
  onclose: unknown;
  onerror: unknown;
  close(): void;
}

/** @returns the present socket: each return of the client opens a new one */
export const socketOf = (room: Room): Socket => (room.connection.transport as unknown as { ws: Socket }).ws;

/** Closes the present socket of a room, and hears no more of it: not even that it was closed. */
export function cutOff(room: Room): void {
  const socket = socketOf(room);
  socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
  socket.close();
}

/**
 * Comes between a room and the end of its connection.
 * @param take called with the close code; returns whether the SDK must not hear of it
 */
export function interceptClose(room: Room, take: (code: number) => boolean): void {
  const { events } = room.connection;
  const ended = events.onclose;
  events.onclose = (event: { code: number; reason?: string }) => {
    if (!take(event.code)) ended?.(event as CloseEvent);
  };
  // A failed attempt to return also ends with a close; the SDK would report it as a fault of the room.
  events.onerror = () => {};
}

/** @param opened called when a socket of the room has opened: before the room lets its client in, or refuses it */
export function interceptOpen(room: Room, opened: () => void): void {
  const { events } = room.connection;
  const handle = events.onopen;
  events.onopen = (event: Event) => {
    opened();
    handle?.(event);
  };
}

/** Opens a new socket for a room, to where it is. @param shown what it shows in the address */
export const reopen = (room: Room, shown: { reconnectionToken: string; heard: number }): void =>
  room.connection.reconnect({ ...shown, skipHandshake: true });

/** Has every frame of a room counted, before it is read or sent. In bytes. */
export function watchFrames(
  room: Room,
  on: { received(bytes: number): void; sent(bytes: number): void },
): void {
  const { connection } = room;
  const read = connection.events.onmessage;
  connection.events.onmessage = (event: MessageEvent<ArrayBuffer>) => {
    on.received(event.data.byteLength);
    read?.(event);
  };
  const send = connection.send.bind(connection);
  connection.send = (data) => {
    on.sent(data.byteLength);
    send(data);
  };
}

/** @returns the members of a room that has just been joined which are not as they were read */
function missingIn(room: Room): string[] {
  const { connection } = room;
  const there: { [member: string]: boolean } = {
    "Connection.url": typeof connection?.url === "string",
    "Connection.send": typeof connection?.send === "function",
    "Connection.reconnect": typeof connection?.reconnect === "function",
    "Connection.events.onmessage": typeof connection?.events?.onmessage === "function",
    "Connection.events.onclose": typeof connection?.events?.onclose === "function",
    "WebSocketTransport.ws.close": typeof (connection?.transport && socketOf(room))?.close === "function",
  };
  return Object.keys(there).filter((member) => !there[member]);
}

/** @returns what is wrong with the SDK, and what to do; undefined for one that is as it was read */
export function whyUnfit(room: Room): string | undefined {
  const missing = missingIn(room);
  if (missing.length === 0) return undefined;
  return (
    `@colyseus/sdk has no \`${missing.join("`, no `")}\` as ${SDK} has, which client/framework/sdk.ts needs: install the version that ` +
    "package-lock.json names with `npm ci` and build the page again; to update it, see CONTRIBUTING.md"
  );
}
