/**
 * Guests with a lasting id. A session token holds the player's id for a week. It is signed, not stored, so
 * any process with the secret can verify it. Programs send it as `Authorization: Bearer`. Browsers also get
 * it as a cookie that no script can read and that other pages cannot make them send, because their WebSockets
 * cannot carry a header, and a secret must not be in an address.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type AuthContext, ErrorCode, ServerError } from "@colyseus/core";
import type { JoinIdentity } from "./joinIdentity.ts";
import { peerOf } from "./peer.ts";
import { readToken, type SessionSecret, sessionSecret, signToken } from "./sessionToken.ts";

/** s */
const LIFETIME = 7 * 24 * 3600;
const ISSUER = "skirmish";
/** Issuer of tokens for bots: a session token is not valid as one, nor the reverse. */
const BOT_ISSUER = "skirmish-bot";

export interface Identity {
  /** Stays the same as long as the token is renewed before it expires. */
  id: string;
}

/**
 * Most tokens that are cached, issued or verified: each request and socket of a player presents the same
 * token.
 */
const REMEMBERED = 2000;

export class Identities {
  /** The first one signs; each of them verifies. */
  readonly #secrets: readonly SessionSecret[];
  /** Tokens that were issued or verified here, oldest first: the player, and the expiry, s since 1970. */
  readonly #verified = new Map<string, { player: Identity; exp: number }>();

  /**
   * @param secrets absent: a random one; tokens then end with the process, and other processes cannot verify
   * them
   */
  constructor(secrets: readonly string[] = []) {
    this.#secrets = secrets.length === 0 ? [sessionSecret()] : secrets.map(sessionSecret);
  }

  /** Fingerprint of the signing secret, then those of the others. */
  get fingerprints(): string[] {
    return this.#secrets.map(({ fingerprint }) => fingerprint);
  }

  /** @param id of a returning player; absent: a new one */
  issue(id: string = randomUUID()): { token: string; player: Identity } {
    const iat = secondsNow();
    const exp = iat + LIFETIME;
    const token = signToken({ iss: ISSUER, sub: id, iat, exp }, this.#secrets[0]!.key);
    // Most players present it to this process next, for a seat, and then its signature need not be checked.
    return { token, player: this.#remember(token, { id }, exp) };
  }

  /** @returns undefined when no secret has signed the token, or it has expired */
  read(token: string): Identity | undefined {
    const now = secondsNow();
    const known = this.#verified.get(token);
    if (known !== undefined && known.exp > now) return known.player;
    if (!IS_TOKEN.test(token)) return undefined;
    for (const { key } of this.#secrets) {
      const claims = readToken(token, key, ISSUER, now);
      if (claims !== undefined) return this.#remember(token, { id: claims.sub }, claims.exp);
    }
    return undefined;
  }

  /** @param name of the bot's author @param days until it expires */
  issueBotToken(name: string, days: number): string {
    const iat = secondsNow();
    const exp = iat + Math.round(days * 24 * 3600);
    return signToken({ iss: BOT_ISSUER, sub: name, iat, exp }, this.#secrets[0]!.key);
  }

  /**
   * @returns the name in a token for bots; undefined when none of the secrets has signed it, or it has
   * expired
   */
  readBotToken(token: string): string | undefined {
    if (!IS_TOKEN.test(token)) return undefined;
    const now = secondsNow();
    for (const { key } of this.#secrets) {
      const claims = readToken(token, key, BOT_ISSUER, now);
      if (claims !== undefined) return claims.sub;
    }
    return undefined;
  }

  #remember(token: string, player: Identity, exp: number): Identity {
    if (this.#verified.size >= REMEMBERED) this.#verified.delete(this.#verified.keys().next().value!);
    this.#verified.set(token, { player, exp });
    return player;
  }

  /** @returns the token that a browser sends by itself, signed by the newest secret that it has one for */
  cookieOf({ headers }: IncomingMessage): string | undefined {
    const cookies = new Map(
      (headers.cookie ?? "").split(/; ?/).map((cookie) => {
        const [name = "", value = ""] = cookie.split(/=(.*)/s, 2);
        return [name, value] as const;
      }),
    );
    return this.#secrets.map(({ cookie }) => cookies.get(cookie) ?? "").find((token) => IS_TOKEN.test(token));
  }

  /** @returns the `Set-Cookie` header for the answer to a request */
  cookieFor(request: IncomingMessage, token: string): string {
    const secure = peerOf(request).isSecure ? "; Secure" : "";
    const name = this.#secrets[0]!.cookie;
    return `${name}=${token}; Path=/; Max-Age=${LIFETIME}; HttpOnly; SameSite=Strict${secure}`;
  }
}

const secondsNow = (): number => Math.floor(Date.now() / 1000);
const IS_TOKEN = /^[\w.-]{1,1024}$/;

/** What the HTTP front has verified of a request for a seat. */
export interface Verified {
  /** Absent without a token. */
  player?: Identity | undefined;
}
/** The framework's authentication context, with the identity that the HTTP front has verified. */
export type VerifiedContext = AuthContext & { verified?: Verified };

/**
 * @param token a client's, or none @param context of a request that passed the HTTP front
 * @throws ServerError when the token is not valid, or has expired
 */
export function authenticateJoin(
  token: string | undefined,
  context: VerifiedContext,
  identities: Identities,
): JoinIdentity {
  const { player } = context.verified ?? verify(token, identities);
  return { ...(player && { id: player.id }), asked: Date.now() };
}

/** @throws ServerError */
function verify(token: string | undefined, identities: Identities): Verified {
  if (token === undefined) return {};
  const player = identities.read(token);
  if (player === undefined) throw new ServerError(ErrorCode.AUTH_FAILED, "the session is over");
  return { player };
}

/** @param header `Authorization` @returns the token after `Bearer` */
export const tokenOf = (header: string | undefined): string | undefined =>
  /^Bearer ([\w.-]{1,1024})$/.exec(header ?? "")?.[1];
