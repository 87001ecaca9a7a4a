/** The framework's WebSocket transport, with the guard's checks on every socket from its first byte. */
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
import { LOCAL_SHARE } from "./limits.ts";
import { maskedAddress, peerOf } from "./peer.ts";
import type { SocketRefusal } from "./refusals.ts";
import { closeFor, receiveLimitOf, registerConnection } from "./sockets.ts";
import { upgradeOf } from "./upgraded.ts";

/**
 * No compression: patches are small, differ for every client and are sent thirty times a second. Deflate
 * would take more time than the whole step, keep some 300 KB for each socket, and let a client send a
 * kilobyte that expands to megabytes.
 */
const OPTIONS = {
  perMessageDeflate: false,
  /** Longest message, bytes: see frameGuard.ts. */
  maxPayload: 2048,
  /** No client of this game fragments its messages. */
  maxFragments: 16,
  maxBufferedChunks: 64,
  /** ms until a socket whose client does not answer the close frame is cut. */
  closeTimeout: 2000,
  /** liveness.ts checks whether a client is present: a pong without a ping proves nothing. */
  pingInterval: 0,
} as const;

/** A room, as needed by the sockets of its clients. */
export interface SeatHolder {
  /**
   * Waits while this process is unsure whether it owns the match.
   * @returns why no client can take its seat; undefined: it can
   */
  whyClosed(): Promise<SocketRefusal | undefined>;
}

/** Reads and writes the connections of clients; see server/io/ioThreads.ts. */
export interface ConnectionTaker {
  /** Whether `take` can accept a connection. */
  readonly isReady: boolean;
  /** Resolves once it can, or when there is no point in waiting any longer. */
  settled(): Promise<void>;
  /** @returns what `ws` gets in place of the socket */
  take(socket: Socket, head: Buffer): { socket: Duplex; head: Buffer };
}

/**
 * @param isOpening whether a room is about to be opened here
 * @param taker absent: this thread
 */
export function guardedTransport(
  { WebSocketTransport, matchMaker }: Framework,
  server: Server,
  isOpening: (room: string) => boolean,
  taker?: ConnectionTaker,
): WebSocketTransport {
  class GuardedTransport extends WebSocketTransport {
    /** Same as in the framework, except for handing connections to `taker`. */
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

    /** The framework calls it as a listener, without its `this`. */
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
        lastMessage: seat?.lastMessage,
        keepsDecoder: seat?.keepsDecoder ?? false,
        reports,
      });
      socket.on("error", () => {});
      const opening = !isHere && isOpening(seat.roomId) ? "opening" : undefined;
      // Asked here, because the framework would refuse the client as one without a seat.
      const refusal = refused ?? opening ?? (await room?.whyClosed?.());
      // The client has hung up meanwhile, which costs it nothing.
      if (socket.readyState !== socket.OPEN) return;
      if (refusal !== undefined) return closeFor(socket, refusal);
      // A room that is here reports its own refusals.
      if (!isHere) reports.refused("no_seat");
      const done = super.onConnection(socket, request, { url, context: contextOf(request, url) });
      // The framework logs every error of a client with its stack; here it is counted instead.
      socket.removeAllListeners("error");
      socket.on("error", () => closeFor(socket, "websocket"));
      await done.catch(() => socket.terminate());
    }
  }
  return new GuardedTransport({ ...OPTIONS, server });
}

/** Keeps a socket while nothing else listens to it. */
async function kept(socket: Socket, until: Promise<void>): Promise<void> {
  const onError = (): void => {
    socket.destroy();
  };
  socket.on("error", onError);
  await until;
  socket.off("error", onError);
}

/** Same as the framework's, which would parse the address again. */
const contextOf = ({ headers, socket }: IncomingMessage, url: URL) =>
  createAuthContext({
    headers: headers as { [name: string]: string },
    token: url.searchParams.get("_authToken"),
    remoteAddress: socket.remoteAddress ?? "",
  });

/** Counts frames outside the fast path (see fastReceive.ts). */
function watchWire(socket: WebSocket): void {
  const receiveLimit = receiveLimitOf(socket);
  watchChunks(socket, (length) => {
    if (receiveLimit.takeBytes(length)) return true;
    closeFor(socket, "too_fast");
    return false;
  });
}
