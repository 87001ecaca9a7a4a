/** The framework's WebSocket transport, with the guard's eyes on every socket from its first byte. */
import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createAuthContext } from "@colyseus/core";
import type { WebSocketTransport } from "@colyseus/ws-transport";
import type { WebSocket } from "ws";
import type { Framework } from "../framework/framework.ts";
import { localRoom } from "../framework/matchMaker.ts";
import { Tunnel } from "../framework/tunnel.ts";
import { watchChunks } from "../framework/wsSocket.ts";
import { upgradeOf } from "./httpFront.ts";
import { LOCAL_SHARE } from "./limits.ts";
import { maskedAddress, peerOf } from "./peer.ts";
import type { SocketRefusal } from "./refusals.ts";
import { closeFor, receiveLimitOf, registerConnection } from "./sockets.ts";

/**
 * No compression: patches are small, differ for every client and are sent thirty times a second. Deflate would take more
 * time than the whole step, keep some 300 KB for each socket, and let a client send a kilobyte that unpacks to megabytes.
 */
const OPTIONS = {
  perMessageDeflate: false,
  /** Longest message, bytes: see frameGuard.ts. */
  maxPayload: 2048,
  /** Nothing of ours is sent in parts. */
  maxFragments: 16,
  maxBufferedChunks: 64,
  /** ms until a socket whose client does not answer the closing is cut. */
  closeTimeout: 2000,
  /** liveness.ts finds out whether a client is there: a pong without a ping proves nothing. */
  pingInterval: 0,
} as const;

/** A room, as the sockets of its clients see it. */
export interface SeatHolder {
  /** Waits while it is not known whether the match is here. @returns why no client can come to its seat; undefined: it can */
  whyClosed(): Promise<SocketRefusal | undefined>;
}

/** Who reads and writes the connections of clients; see server/io/ioThreads.ts. */
export interface ConnectionTaker {
  /** Whether `take` can give a connection away. */
  readonly isReady: boolean;
  /** Resolves once it can, or when it is not to be waited for any longer. */
  settled(): Promise<void>;
  /** @returns what `ws` gets in their place */
  take(socket: Socket, head: Buffer): { socket: Duplex; head: Buffer };
}

/**
 * @param isOpening whether a room is about to be here
 * @param taker absent: this thread
 */
export function guardedTransport(
  { WebSocketTransport, matchMaker }: Framework,
  server: Server,
  isOpening: (room: string) => boolean,
  taker?: ConnectionTaker,
): WebSocketTransport {
  class GuardedTransport extends WebSocketTransport {
    /** As the framework does it, but for the hand-over. */
    protected override listenForUpgrade(http: Server): void {
      http.on("upgrade", (request: IncomingMessage, socket: Socket | Tunnel, head: Buffer) => {
        const upgrade = (): void => {
          // A connection over HTTP has no descriptor to hand over.
          const taken = socket instanceof Tunnel ? undefined : taker?.take(socket, head);
          const got = taken ?? { socket, head };
          this.wss.handleUpgrade(request, got.socket, got.head, (ws) =>
            this.wss.emit("connection", ws, request),
          );
        };
        if (taker === undefined || taker.isReady || socket instanceof Tunnel) return upgrade();
        kept(socket, taker.settled())
          .then(upgrade)
          .catch((fault) => {
            upgradeOf(request).reports.faulted(fault);
            socket.destroy();
          });
      });
    }

    /** Called by the framework as a listener, so without its `this`. */
    protected override async onConnection(
      socket: WebSocket & { pingCount: number },
      request: IncomingMessage,
    ): Promise<void> {
      const { target, refusal: refused, reports } = upgradeOf(request);
      const { url, seat } = target;
      const room = seat && localRoom<SeatHolder>(matchMaker, seat.roomId);
      const isHere = seat === undefined || room !== undefined;
      watchWire(socket);
      const peer = peerOf(request);
      registerConnection(socket, {
        address: maskedAddress(peer.address),
        network: peer.network,
        share: peer.isLocal ? LOCAL_SHARE : 1,
        heard: seat?.heard,
        keepsDecoder: seat?.keepsDecoder ?? false,
        reports,
      });
      socket.on("error", () => {});
      const opening = !isHere && isOpening(seat.roomId) ? "opening" : undefined;
      // Asked here: the framework would refuse the client as one without a seat.
      const refusal = refused ?? opening ?? (await room?.whyClosed?.());
      // It has hung up meanwhile: that costs it nothing.
      if (socket.readyState !== socket.OPEN) return;
      if (refusal !== undefined) return closeFor(socket, refusal);
      // Of a room that is here the room itself says so.
      if (!isHere) reports.refused("no_seat");
      const done = super.onConnection(socket, request, { url, context: contextOf(request, url) });
      // The framework writes every fault of a client's into the log, stack and all; it is counted instead.
      socket.removeAllListeners("error");
      socket.on("error", () => closeFor(socket, "websocket"));
      await done.catch(() => socket.terminate());
    }
  }
  return new GuardedTransport({ ...OPTIONS, server });
}

/** Waits while nobody else listens to a socket. */
async function kept(socket: Socket, until: Promise<void>): Promise<void> {
  const onError = (): void => {
    socket.destroy();
  };
  socket.on("error", onError);
  await until;
  socket.off("error", onError);
}

/** As the framework would make it, which would parse the address again. */
const contextOf = ({ headers, socket }: IncomingMessage, url: URL) =>
  createAuthContext({
    headers: headers as { [name: string]: string },
    token: url.searchParams.get("_authToken"),
    remoteAddress: socket.remoteAddress ?? "",
  });

/** Counts what comes over a socket in other shapes than the usual one (see fastReceive.ts). */
function watchWire(socket: WebSocket): void {
  const receiveLimit = receiveLimitOf(socket);
  watchChunks(socket, (length) => {
    if (receiveLimit.takeBytes(length)) return true;
    closeFor(socket, "too_fast");
    return false;
  });
}
