/**
 * The session of an operator who has logged in with the token in a browser. A browser's live feed cannot
 * carry a header, and a secret must not be in an address, so the browser gets a cookie that no script can
 * read. It is signed, not stored, so every process with the token can verify it. It does not contain the
 * token.
 */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { SignJWT } from "jose/jwt/sign";
import { jwtVerify } from "jose/jwt/verify";
import { isFromOwnPage } from "./origins.ts";
import { peerOf } from "./peer.ts";

/** s; a working day. */
const LIFETIME = 12 * 3600;
const ISSUER = "skirmish-operators";
/**
 * Length of the key's digest in the cookie's name, hex digits. The holder of a session can test guesses of
 * the token anyway.
 */
const MARK = 8;

export class OperatorSessions {
  readonly #key: Uint8Array;
  /**
   * Cookies are shared by all ports of a host, so servers on the same host need cookies of different names.
   */
  readonly #cookie: string;
  readonly #inCookies: RegExp;

  /** @param token the operators'; a new token ends all sessions */
  constructor(token: string) {
    this.#key = createHash("sha256").update(`operators' sessions of ${token}`).digest();
    const mark = createHash("sha256").update("cookie").update(this.#key).digest("hex").slice(0, MARK);
    this.#cookie = `${mark}_skirmish_operator`;
    this.#inCookies = new RegExp(`(?:^|; ?)${this.#cookie}=([\\w.-]{1,1024})(?:;|$)`);
  }

  /** @param name that the operator has chosen @returns the `Set-Cookie` header for the answer to a request */
  async open(request: IncomingMessage, name: string): Promise<string> {
    const session = await new SignJWT()
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(ISSUER)
      .setSubject(name)
      .setExpirationTime(`${LIFETIME}s`)
      .sign(this.#key);
    return this.#set(request, session, LIFETIME);
  }

  close(request: IncomingMessage): string {
    return this.#set(request, "", 0);
  }

  /**
   * @returns the operator's name; undefined without a valid session, or when the request must not act with it
   */
  async read(request: IncomingMessage): Promise<string | undefined> {
    return isOurs(request) ? await this.#verify(request) : undefined;
  }

  /** @returns whether the request has a valid session, but comes from a page that must not act with it */
  isForeign = async (request: IncomingMessage): Promise<boolean> =>
    !isOurs(request) && (await this.#verify(request)) !== undefined;

  async #verify({ headers }: IncomingMessage): Promise<string | undefined> {
    const session = this.#inCookies.exec(headers.cookie ?? "")?.[1];
    if (session === undefined) return undefined;
    try {
      const { payload } = await jwtVerify(session, this.#key, { issuer: ISSUER, algorithms: ["HS256"] });
      return payload.sub;
    } catch {
      return undefined;
    }
  }

  #set(request: IncomingMessage, value: string, seconds: number): string {
    const secure = peerOf(request).isSecure ? "; Secure" : "";
    return `${this.#cookie}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
  }
}

/**
 * For a browser another port of this host is the same site and gets the cookie too, but it must not act with
 * it.
 */
function isOurs(request: IncomingMessage): boolean {
  const { method, headers } = request;
  return headers.origin === undefined ? method === "GET" || method === "HEAD" : isFromOwnPage(request);
}
