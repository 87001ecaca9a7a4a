/** Data of each open socket, and how a socket is closed for a reason. */
import type { Client } from "@colyseus/core";
import type { WebSocket } from "ws";
import { CLOSE } from "../../shared/protocol.ts";
import { socketOf } from "../framework/client.ts";
import { ReceiveLimit } from "./receiveLimit.ts";
import { SOCKET_REFUSALS, type SocketRefusal } from "./refusals.ts";
import { type GuardReports, UNREPORTED } from "./reports.ts";

/**
 * A client that does not answer the close frame is disconnected after this, ms; sooner when it is closed
 * because it does not read.
 */
const GOODBYE = { usual: 1000, deaf: 500 } as const;
const DEAF: readonly SocketRefusal[] = ["slow_reader", "silent", "join_not_confirmed"];

/** Stored on the socket itself, because it is looked up for every frame. */
type TrackedSocket = WebSocket & {
  receiveLimit?: ReceiveLimit;
  closing?: SocketRefusal;
  connection?: ConnectionInfo;
};

/** A connection, from the upgrade to its end. */
export interface ConnectionInfo {
  /** Masked address of the client. */
  readonly address: string;
  /** The client network: the key of limits. */
  readonly network: string;
  /** How many client networks it counts as. */
  readonly share: number;
  /**
   * Number of the last message that the client claims to have; absent: it claims none. See
   * server/rooms/outbox.ts.
   */
  readonly lastMessage: number | undefined;
  /** The client decodes with the schema of an earlier connection. */
  readonly keepsDecoder: boolean;
  /** Reports of the server that it came to. */
  readonly reports: GuardReports;
  /** Number of the newest message sent, and of the newest that the client has certainly read. */
  sent: number;
  read: number;
  /** The client has certainly read the answer to its join or reconnection. */
  hasReadJoin: boolean;
  /** When it was opened, ms of `performance.now`. */
  readonly since: number;
  /** ms; undefined until the first answer to a ping. */
  rtt: number | undefined;
}

export function registerConnection(
  socket: WebSocket,
  {
    address,
    network,
    share,
    lastMessage,
    keepsDecoder,
    reports,
  }: Pick<ConnectionInfo, "address" | "network" | "share" | "lastMessage" | "keepsDecoder" | "reports">,
): void {
  // Copied one by one: V8 stores members that are added to a spread copy in a separate array.
  (socket as TrackedSocket).connection = {
    address,
    network,
    share,
    lastMessage,
    keepsDecoder,
    reports,
    since: performance.now(),
    sent: 0,
    read: 0,
    hasReadJoin: false,
    rtt: undefined,
  };
}

/** @returns undefined for a socket that the transport has not opened */
export const connectionOf = (socket: WebSocket): ConnectionInfo | undefined =>
  (socket as TrackedSocket).connection;

/** @returns the reports of the server that the socket belongs to */
export const reportsOf = (socket: WebSocket): GuardReports => connectionOf(socket)?.reports ?? UNREPORTED;

export function noteRoundTrip(socket: WebSocket, ms: number): void {
  const { connection } = socket as TrackedSocket;
  if (connection !== undefined) connection.rtt = ms;
}

export function receiveLimitOf(socket: WebSocket): ReceiveLimit {
  const kept = socket as TrackedSocket;
  kept.receiveLimit ??= new ReceiveLimit();
  return kept.receiveLimit;
}

/** Closes a socket once with the code for the reason, and reads nothing more from it. */
export function closeFor(socket: WebSocket, reason: SocketRefusal): void {
  const kept = socket as TrackedSocket;
  if (kept.closing !== undefined) return;
  kept.closing = reason;
  reportsOf(socket).refused(reason);
  socket.removeAllListeners("message");
  socket.close(SOCKET_REFUSALS[reason], reason);
  setTimeout(() => socket.terminate(), DEAF.includes(reason) ? GOODBYE.deaf : GOODBYE.usual).unref();
}

export const isClosing = (socket: WebSocket): boolean => (socket as TrackedSocket).closing !== undefined;

/** Close codes of violations that no honest client commits. */
const OFFENCES: readonly number[] = [CLOSE.malformed, CLOSE.tooFast, CLOSE.kicked];

/** @returns whether the connection was closed for a violation */
export function wasOffender(client: Client): boolean {
  const reason = (socketOf(client) as TrackedSocket).closing;
  return reason !== undefined && OFFENCES.includes(SOCKET_REFUSALS[reason]);
}
