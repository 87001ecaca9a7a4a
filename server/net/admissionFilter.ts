/** The admission filter: checks each request and each upgrade against the rules, one after the other. */
import type { IncomingMessage } from "node:http";
import { readBody } from "./body.ts";
import { type Identities, tokenOf, type Verified } from "./identity.ts";
import { CONCURRENT, ConcurrencyLimit, LOCAL_SHARE, RATES, RateLimiter } from "./limits.ts";
import type { Origins } from "./origins.ts";
import { type Peer, type Peers, peerOf } from "./peer.ts";
import type { RequestRefusal, SocketRefusal } from "./refusals.ts";
import { faultOfForm, faultOfHead, type UpgradeTarget, upgradeTarget } from "./requestHead.ts";
import { isMatchmaking, parseSeatRequest } from "./seatRequest.ts";

export interface AdmissionFilterOptions {
  peers: Peers;
  origins: Origins;
  identities: Identities;
  /** @returns the id of the player that owns the seat; undefined for a seat without an owner */
  ownerOf(roomId: string, sessionId: string): string | undefined;
  /** @returns seconds after which a new player may ask again; 0 while there is room */
  fullFor(): number;
}

/** @property seconds until the client may ask again */
export interface Refusal {
  reason: RequestRefusal;
  seconds?: number;
}
/** The verdict on a request: why it is refused, or the verified identity behind a request for a seat. */
export interface RequestVerdict {
  refused?: Refusal;
  /** Set when the request asks for a seat. */
  verified?: Verified;
}
/**
 * A refusal is either an answer over HTTP (`request`) or a close code once the socket is open (`socket`, with
 * the target).
 */
export interface SocketVerdict {
  target?: UpgradeTarget;
  request?: RequestRefusal;
  seconds?: number;
  socket?: SocketRefusal;
}

const SESSION = "/api/session";

export class AdmissionFilter {
  readonly #options: AdmissionFilterOptions;
  readonly #limits = {
    connection: new RateLimiter(RATES.connection),
    request: new RateLimiter(RATES.request),
    seat: new RateLimiter(RATES.seat),
    playerSeat: new RateLimiter(RATES.playerSeat),
    guestSeat: new RateLimiter(RATES.guestSeat),
    session: new RateLimiter(RATES.session),
    upgrade: new RateLimiter(RATES.upgrade),
    room: new RateLimiter(RATES.room),
  };
  readonly #connections = new ConcurrencyLimit(CONCURRENT.connections);
  readonly #sockets = new ConcurrencyLimit(CONCURRENT.sockets);

  constructor(options: AdmissionFilterOptions) {
    this.#options = options;
  }

  /** @returns a function to call when the connection has ended; undefined when the connection is refused */
  connected(remoteAddress: string): (() => void) | undefined {
    const { network, isLoopback, isTrusted } = this.#options.peers.of(remoteAddress);
    if (isTrusted) return () => {};
    const share = isLoopback ? LOCAL_SHARE : 1;
    if (this.#limits.connection.take(network, share) > 0) return undefined;
    if (!this.#connections.take(network, share)) return undefined;
    return () => this.#connections.release(network);
  }

  /** Puts the parsed body of an admitted request into `request.body`. */
  async admit(request: IncomingMessage): Promise<RequestVerdict> {
    const peer = this.#options.peers.note(request);
    const fault = faultOfHead(request);
    if (fault !== undefined) return { refused: { reason: fault } };
    const wait = this.#limits.request.take(peer.network, shareOf(peer));
    if (wait > 0) return { refused: tooMany(wait) };
    const path = pathOf(request);
    const forPlayers = isMatchmaking(path) || path === SESSION;
    if (forPlayers && !this.#options.origins.allows(request)) return { refused: { reason: "origin" } };
    const body = await readBody(request);
    if (body.fault !== undefined) return { refused: { reason: body.fault } };
    (request as { body?: unknown }).body = body.value;
    if (request.method !== "POST" || !forPlayers) return {};
    return path === SESSION ? this.#mayHaveSession(request, peer) : this.#maySit(request, peer, path);
  }

  /** For a request of an admitted connection: the limits of that connection apply to what it sends. */
  admitCarried(request: IncomingMessage): RequestRefusal | undefined {
    this.#options.peers.note(request);
    return faultOfForm(request) ?? (this.#options.origins.allows(request) ? undefined : "origin");
  }

  /** Counts a request that belongs to no connection. */
  isTooMany(request: IncomingMessage): boolean {
    const peer = peerOf(request);
    return this.#limits.request.take(peer.network, shareOf(peer)) > 0;
  }

  admitSocket(request: IncomingMessage): SocketVerdict {
    const peer = this.#options.peers.note(request);
    const fault = faultOfForm(request);
    if (fault !== undefined) return { request: fault };
    if (!this.#options.origins.allows(request)) return { request: "origin" };
    const target = upgradeTarget(request.url!);
    if (target === undefined) return { request: "target" };
    const wait = this.#limits.upgrade.take(peer.network, shareOf(peer));
    if (wait > 0) return { request: "too_many_requests", seconds: Math.ceil(wait) };
    const isTheirs = this.#isTheirs(request, target);
    // After a stall many upgrades wait here whose clients have hung up.
    if (request.socket.destroyed || request.socket.readableEnded) return { target };
    if (!this.#sockets.take(peer.network, shareOf(peer))) return { target, socket: "too_many_sockets" };
    // What the listener references is kept as long as the socket: not the whole peer.
    const { network } = peer;
    request.socket.once("close", () => this.#sockets.release(network));
    return isTheirs ? { target } : { target, socket: "not_yours" };
  }

  /**
   * A request with a valid token gets no new identity, so it is not limited: a title screen asks for each
   * name that is typed.
   */
  #mayHaveSession(request: IncomingMessage, peer: Peer): RequestVerdict {
    if (this.#playersOf(request).length > 0) return {};
    const wait = this.#limits.session.take(peer.network, shareOf(peer));
    return wait > 0 ? { refused: tooMany(wait) } : {};
  }

  #maySit(request: IncomingMessage, peer: Peer, path: string): RequestVerdict {
    const asked = parseSeatRequest(path, (request as { body?: unknown }).body);
    if (typeof asked === "string") return { refused: { reason: asked } };
    (request as { body?: unknown }).body = asked.options;
    const token = tokenOf(request.headers.authorization);
    const player = token === undefined ? undefined : this.#options.identities.read(token);
    if (token !== undefined && player === undefined) return { refused: { reason: "token" } };
    const wait =
      this.#limits.seat.take(peer.network, shareOf(peer)) ||
      (player === undefined
        ? this.#limits.guestSeat.take(peer.network, shareOf(peer))
        : this.#limits.playerSeat.take(player.id));
    if (wait > 0) return { refused: tooMany(wait) };
    // A returning player has a seat already.
    const full = asked.method === "reconnect" ? 0 : this.#options.fullFor();
    if (full > 0) return { refused: { reason: "full", seconds: full } };
    const room = asked.method === "create" ? this.#limits.room.take("") : 0;
    if (room > 0) return { refused: { reason: "rooms_created", seconds: Math.ceil(room) } };
    return { verified: { player } };
  }

  /**
   * A seat with an owner is for that player only; a seat without one is for any client that knows its session
   * id.
   */
  #isTheirs(request: IncomingMessage, { seat }: UpgradeTarget): boolean {
    const owner = seat && this.#options.ownerOf(seat.roomId, seat.sessionId);
    if (owner === undefined) return true;
    return this.#playersOf(request, seat?.authToken).includes(owner);
  }

  /** @returns ids of the players whose tokens a request shows @param token besides those in the headers */
  #playersOf(request: IncomingMessage, token?: string): string[] {
    const { identities } = this.#options;
    const tokens = [tokenOf(request.headers.authorization), identities.cookieOf(request), token];
    return tokens.flatMap((one) => (one !== undefined && identities.read(one)?.id) || []);
  }
}

const pathOf = (request: IncomingMessage): string => request.url!.split("?")[0]!;
const shareOf = (peer: Peer): number => (peer.isLocal ? LOCAL_SHARE : 1);
const tooMany = (wait: number): Refusal => ({ reason: "too_many_requests", seconds: Math.ceil(wait) });
