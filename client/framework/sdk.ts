/**
 * Adapter to the internals of the SDK's room connection (src/Connection.ts and
 * src/transport/WebSocketTransport.ts of @colyseus/sdk). server/framework is its counterpart on the server.
 */
import type { Room } from "@colyseus/sdk";

/**
 * The version of @colyseus/sdk whose source these members were read from. A test compares it with
 * package.json. Read them again before you update the package (see CONTRIBUTING.md).
 */
export const SDK = "0.18.4";

/** Members that browsers and `ws` share. */
interface Socket {
  onopen: unknown;
  onmessage: unknown;
  onclose: unknown;
  onerror: unknown;
  close(): void;
}

/** @returns the present socket; each reconnection opens a new one */
export const socketOf = (room: Room): Socket => (room.connection.transport as unknown as { ws: Socket }).ws;

/** Closes the present socket of a room and removes its handlers, so that its close is not reported either. */
export function cutOff(room: Room): void {
  const socket = socketOf(room);
  socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
  socket.close();
}

/**
 * Intercepts the close of a room's connection.
 * @param take called with the close code; returns whether the close was handled and must not reach the SDK
 */
export function interceptClose(room: Room, take: (code: number) => boolean): void {
  const { events } = room.connection;
  const ended = events.onclose;
  events.onclose = (event: { code: number; reason?: string }) => {
    if (!take(event.code)) ended?.(event as CloseEvent);
  };
  // A failed reconnection also ends with a close; the SDK would report it as an error of the room.
  events.onerror = () => {};
}

/**
 * Leaves a room for good.
 * @param timeout ms for which the server may take to close the connection; then it is closed here. A slow
 * server still receives that the player has left.
 */
export async function leaveRoom(room: Room, timeout: number): Promise<void> {
  // The SDK would return to the seat when the connection breaks, and `leave` would not resolve.
  room.reconnection.enabled = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeout);
  });
  if (timeout > 0) await Promise.race([room.leave(), late]);
  clearTimeout(timer);
  cutOff(room);
}

/** @param opened called when a socket of the room has opened, before the room admits or refuses the client */
export function interceptOpen(room: Room, opened: () => void): void {
  const { events } = room.connection;
  const handle = events.onopen;
  events.onopen = (event: Event) => {
    opened();
    handle?.(event);
  };
}

/**
 * Opens a new socket to the room's present address.
 * @param lastMessage number of the newest message that the client has received
 */
export function reopen(room: Room, reconnectionToken: string, lastMessage: number): void {
  const query = { reconnectionToken, heard: lastMessage, skipHandshake: true };
  room.connection.reconnect(query);
}

/** Reports the size of every frame of a room, in bytes, before it is decoded or sent. */
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

/** @returns the members of a joined room that differ from what this adapter expects */
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

/** @returns what is wrong with the installed SDK, and what to do; undefined when it has all members */
export function whyUnfit(room: Room): string | undefined {
  const missing = missingIn(room);
  if (missing.length === 0) return undefined;
  return (
    `@colyseus/sdk has no \`${missing.join("`, no `")}\` as ${SDK} has, which client/framework/sdk.ts needs: install the version that ` +
    "package-lock.json names with `npm ci` and build the page again; to update it, see CONTRIBUTING.md"
  );
}
