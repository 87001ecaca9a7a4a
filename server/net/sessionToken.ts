/**
 * Session tokens, and the secrets that sign them: JSON Web Tokens (RFC 7519) signed with HS256. Tokens are
 * read at each request for a seat and at each socket, so this is done synchronously here: a library's
 * asynchronous crypto costs each of a crowd of joining players a millisecond.
 */
import {
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";

const HEADER = { alg: "HS256" };

/**
 * Length of a digest, hex digits. The holder of a session or of the digest can test guesses of the secret,
 * but 32 random characters cannot be guessed.
 */
const MARK = 8;
const FINGERPRINT = 12;

/** A secret that signs sessions of players, and its public properties. */
export interface SessionSecret {
  key: KeyObject;
  /**
   * Name of the cookie with its sessions. Cookies are shared by all ports of a host, so servers on the same
   * host need different names.
   */
  cookie: string;
  /** Processes compare their secrets by it without revealing them. */
  fingerprint: string;
}

/** @param text absent: a random secret of this process */
export function sessionSecret(text?: string): SessionSecret {
  const bytes = text === undefined ? randomBytes(32) : Buffer.from(text);
  const key = createSecretKey(bytes);
  const mark = createHash("sha256").update("cookie").update(bytes).digest("hex").slice(0, MARK);
  const fingerprint = createHmac("sha256", key)
    .update("skirmish: fingerprint of a session secret")
    .digest("hex");
  return { key, cookie: `${mark}_skirmish_session`, fingerprint: fingerprint.slice(0, FINGERPRINT) };
}

export interface Claims {
  /** The issuer. */
  iss: string;
  /** The id of the player. */
  sub: string;
  /** When it was issued and when it expires, s since 1970. */
  iat: number;
  exp: number;
}

const signature = (signed: string, key: KeyObject): string =>
  createHmac("sha256", key).update(signed).digest("base64url");

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/** The header of this server's own tokens, which are nearly all that it reads. */
const OUR_HEADER = encode(HEADER);

export function signToken(claims: Claims, key: KeyObject): string {
  const signed = `${OUR_HEADER}.${encode(claims)}`;
  return `${signed}.${signature(signed, key)}`;
}

/**
 * Nothing of a token is parsed before its signature was verified.
 * @param now s since 1970
 * @returns the claims; undefined when this key has not signed the token, or it is not valid now
 */
export function readToken(
  token: string,
  key: KeyObject,
  issuer: string,
  now: number,
): Pick<Claims, "sub" | "exp"> | undefined {
  const [header, claims, shown, ...more] = token.split(".");
  if (header === undefined || claims === undefined || shown === undefined || more.length > 0)
    return undefined;
  if (!isSame(signature(`${header}.${claims}`, key), shown)) return undefined;
  if (header !== OUR_HEADER) {
    const { alg, crit } = decode(header);
    // A critical extension must be understood, and none is.
    if (alg !== HEADER.alg || crit !== undefined) return undefined;
  }
  const { iss, sub, exp, nbf, iat } = decode(claims);
  if (iss !== issuer || typeof sub !== "string" || typeof exp !== "number" || exp <= now) return undefined;
  if (iat !== undefined && typeof iat !== "number") return undefined;
  if (nbf !== undefined && !(typeof nbf === "number" && nbf <= now)) return undefined;
  return { sub, exp };
}

/** Compares in constant time. */
function isSame(expected: string, shown: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(shown)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** @returns the object in a part; an empty one when it is none */
function decode(part: string): { [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}
