/**
 * Opens a WebSocket over a stream other than a TCP connection: the HTTP server gets an upgrade as if from the
 * network, with the stream in place of the socket. Admission, `ws`, the framework and the rooms treat it like
 * any other.
 */
import { IncomingMessage, type OutgoingHttpHeaders, type Server } from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { Inside } from "./members.ts";

/** Sec-WebSocket-Key of RFC 6455: any 16 bytes. */
const KEY = Buffer.alloc(16).toString("base64");

/**
 * The members of a socket, besides those of a stream, that the server reads: `ws`, admission, liveness.ts and
 * socketWriter.ts.
 */
export abstract class Tunnel extends Duplex {
  readonly remoteAddress: string;
  /** Number of bytes received from the client. */
  bytesRead = 0;

  /** @param remoteAddress of the socket that carries the client's requests */
  constructor(remoteAddress: string) {
    super({ allowHalfOpen: true, emitClose: true });
    this.remoteAddress = remoteAddress;
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", () => this.destroy());
  }
}

/**
 * @param target as in a WebSocket's request
 * @param headers of the client, as it or its proxy has sent them
 */
export function upgradeOver(
  tunnel: Tunnel,
  server: Server,
  target: string,
  headers: OutgoingHttpHeaders,
): void {
  // Node's parser creates it from a socket, and uses no member of it that a Tunnel lacks.
  const request = new IncomingMessage(tunnel as unknown as Socket);
  request.method = "GET";
  request.url = target;
  request.headers = {
    ...(headers as IncomingMessage["headers"]),
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-key": KEY,
    "sec-websocket-version": "13",
  };
  server.emit("upgrade", request, tunnel, Buffer.alloc(0));
}

export function tunnelInsides(): Inside[] {
  const request = new IncomingMessage(new Duplex() as unknown as Socket);
  return [
    {
      ...{ package: "node", adapter: "tunnel.ts", object: "IncomingMessage", value: request },
      members: { headers: "object", socket: "object" },
    },
  ];
}
