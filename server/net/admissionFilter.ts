/** Decides who is let in: holds every request and every upgrade against the rules, one after the other. */
import type { IncomingMessage } from "node:http";
import { readBody } from "./body.ts";
import { type Identities, tokenOf, type Verified } from "./identity.ts";
import { CONCURRENT, ConcurrencyLimit, LOCAL_SHARE, RATES, RateLimiter } from "./limits.ts";
import { isMatchmaking, seatWish } from "./matchmaking.ts";
import type { Origins } from "./origins.ts";
import { isLoopback, networkOf, type Peer, type Peers, plain } from "./peer.ts";
import type { RequestRefusal, SocketRefusal } from "./refusals.ts";
import { faultOfForm, faultOfHead, type UpgradeTarget, upgradeTarget } from "./requestHead.ts";

export interface AdmissionFilterOptions {
  peers: Peers;
  origins: Origins;
  identities: Identities;
  /** @returns whose seat it is: the id of a player; undefined when it is nobody's */
  ownerOf(roomId: string, sessionId: string): string | undefined;
  /** @returns seconds after which a new player may ask again; 0 while there is room */
  fullFor(): number;
}

/** @property seconds until it may be asked again */
export interface Refused {
  reason: RequestRefusal;
  seconds?: number;
}
/** Of a request: why it was refused, or who asks for a seat. */
export interface RequestVerdict {
  refused?: Refused;
  /** There when the request is one for a seat. */
  verified?: Verified;
}
/** At most one of the two, an answer over HTTP or a close code once the socket is open; and the target unless the former. */
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

  /** @returns what to call when the connection has ended; undefined when it is one too many, or comes too soon */
  connected(remoteAddress: string): (() => void) | undefined {
    const address = plain(remoteAddress);
    // A proxy stands for everybody behind it.
    if (this.#options.peers.trusts(address)) return () => {};
    const share = isLoopback(address) ? LOCAL_SHARE : 1;
    const network = networkOf(address);
    if (this.#limits.connection.take(network, share) > 0) return undefined;
    if (!this.#connections.take(network, share)) return undefined;
    return () => this.#connections.release(network);
  }

  /** What a request that may go on asks for stands in `request.body` then. */
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
    // After a stall many attempts wait here that were given up long ago.
    if (request.socket.destroyed || request.socket.readableEnded) return { target };
    if (!this.#sockets.take(peer.network, shareOf(peer))) return { target, socket: "too_many_sockets" };
    request.socket.once("close", () => this.#sockets.release(peer.network));
    return isTheirs ? { target } : { target, socket: "not_yours" };
  }

  /** Who shows an identity is given no new one: a title screen asks about each name that is tried. */
  #mayHaveSession(request: IncomingMessage, peer: Peer): RequestVerdict {
    if (this.#playersOf(request).length > 0) return {};
    const wait = this.#limits.session.take(peer.network, shareOf(peer));
    return wait > 0 ? { refused: tooMany(wait) } : {};
  }

  #maySit(request: IncomingMessage, peer: Peer, path: string): RequestVerdict {
    const wish = seatWish(path, (request as { body?: unknown }).body);
    if (wish === undefined) return { refused: { reason: "matchmaking" } };
    (request as { body?: unknown }).body = wish.options;
    const token = tokenOf(request.headers.authorization);
    const player = token === undefined ? undefined : this.#options.identities.read(token);
    if (token !== undefined && player === undefined) return { refused: { reason: "token" } };
    const wait =
      this.#limits.seat.take(peer.network, shareOf(peer)) ||
      (player === undefined
        ? this.#limits.guestSeat.take(peer.network, shareOf(peer))
        : this.#limits.playerSeat.take(player.id));
    if (wait > 0) return { refused: tooMany(wait) };
    // Who comes back has a seat already.
    const full = wish.method === "reconnect" ? 0 : this.#options.fullFor();
    if (full > 0) return { refused: { reason: "full", seconds: full } };
    const room = wish.method === "create" ? this.#limits.room.take("") : 0;
    if (room > 0) return { refused: { reason: "rooms_created", seconds: Math.ceil(room) } };
    return { verified: { player } };
  }

  /** A seat that was reserved by a player is for that player; one without an owner is for who holds its session id. */
  #isTheirs(request: IncomingMessage, { seat }: UpgradeTarget): boolean {
    const owner = seat && this.#options.ownerOf(seat.roomId, seat.sessionId);
    if (owner === undefined) return true;
    return this.#playersOf(request, seat?.authToken).includes(owner);
  }

  /** @returns ids of the players whose tokens a request shows @param token more than what its headers have */
  #playersOf(request: IncomingMessage, token?: string): string[] {
    const { identities } = this.#options;
    const tokens = [tokenOf(request.headers.authorization), identities.cookieOf(request), token];
    return tokens.flatMap((one) => (one !== undefined && identities.read(one)?.id) || []);
  }
}

const pathOf = (request: IncomingMessage): string => request.url!.split("?")[0]!;
const shareOf = (peer: Peer): number => (peer.isLocal ? LOCAL_SHARE : 1);
const tooMany = (wait: number): Refused => ({ reason: "too_many_requests", seconds: Math.ceil(wait) });
