/**
 * Guests with a lasting id. A session token says who somebody is for a week; it is signed, not stored, so any process that
 * knows the secret can read it. Programs send it as `Authorization: Bearer`; browsers also get it as a cookie that no script
 * can read and no other page makes them send: a WebSocket of theirs cannot carry a header, and its address is no place for
 * secrets.
 */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ErrorCode, ServerError } from "@colyseus/core";
import { jwtVerify, SignJWT } from "jose";
import { peerOf } from "./peer.ts";

/** s */
const LIFETIME = 7 * 24 * 3600;
const ISSUER = "skirmish";
/** Hex digits of the secret's digest in the cookie's name. Who has a token can test guesses of the secret anyway. */
const MARK = 8;

export interface Player {
  /** Stays the same as long as the token is renewed in time. */
  id: string;
}

export class Identities {
  readonly #secret: Uint8Array;
  /** Cookies are the same for all ports of a host, so each secret has one of its own: servers beside each other keep theirs. */
  readonly #cookie: string;
  readonly #inCookies: RegExp;

  /** @param secret absent: one of its own; then tokens die with the process, and others cannot read them */
  constructor(secret: string | undefined) {
    this.#secret = secret === undefined ? randomBytes(32) : new TextEncoder().encode(secret);
    const mark = createHash("sha256").update("cookie").update(this.#secret).digest("hex").slice(0, MARK);
    this.#cookie = `${mark}_skirmish_session`;
    this.#inCookies = new RegExp(`(?:^|; ?)${this.#cookie}=([\\w.-]{1,1024})(?:;|$)`);
  }

  /** @param id of a player that returns; absent: a new one */
  async issue(id: string = randomUUID()): Promise<{ token: string; player: Player }> {
    const token = await new SignJWT()
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(ISSUER)
      .setSubject(id)
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME}s`)
      .sign(this.#secret);
    return { token, player: { id } };
  }

  /** @returns undefined for whatever we did not sign, or no longer believe */
  async read(token: string): Promise<Player | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#secret, { issuer: ISSUER, algorithms: ["HS256"] });
      return typeof payload.sub === "string" ? { id: payload.sub } : undefined;
    } catch {
      return undefined;
    }
  }

  /** @returns the token a browser sends by itself */
  cookieOf({ headers }: IncomingMessage): string | undefined {
    return this.#inCookies.exec(headers.cookie ?? "")?.[1];
  }

  /** @returns the `Set-Cookie` header for the answer to a request */
  cookieFor(request: IncomingMessage, token: string): string {
    const secure = peerOf(request).isSecure ? "; Secure" : "";
    return `${this.#cookie}=${token}; Path=/; Max-Age=${LIFETIME}; HttpOnly; SameSite=Strict${secure}`;
  }
}

/** What a room is told of who joins it; plain data, so that it travels between processes. */
export interface Joins {
  /** Absent for who shows no token: a guest nobody knows again. */
  id?: string;
  /** When it asked for its seat, ms since 1970. */
  asked?: number;
}

let present: Identities | undefined;
/** @param identities those that `whoJoins` reads from now on */
export function useIdentities(identities: Identities): void {
  present = identities;
}

/** @param token a client's, or none @throws ServerError when it is not ours, or no longer believed */
export async function whoJoins(token: string | undefined): Promise<Joins> {
  const asked = Date.now();
  if (token === undefined) return { asked };
  const player = await present?.read(token);
  if (player === undefined) throw new ServerError(ErrorCode.AUTH_FAILED, "the session is over");
  return { id: player.id, asked };
}

/** @param header `Authorization` @returns the token after `Bearer` */
export const tokenOf = (header: string | undefined): string | undefined =>
  /^Bearer ([\w.-]{1,1024})$/.exec(header ?? "")?.[1];
