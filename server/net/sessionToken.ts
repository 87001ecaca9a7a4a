/**
 * Session tokens: JSON Web Tokens (RFC 7519) signed with HS256. They are read at each request for a seat and at each socket, so
 * this is done in place: a library's asynchronous crypto costs a crowd of joining players a millisecond each.
 */
import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";

const HEADER = { alg: "HS256" };

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

export function signToken(claims: Claims, key: KeyObject): string {
  const signed = `${encode(HEADER)}.${encode(claims)}`;
  return `${signed}.${signature(signed, key)}`;
}

/**
 * Nothing of a token is parsed before its signature has been checked.
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
  const { alg, crit } = decode(header);
  // An extension that must be understood is not.
  if (alg !== HEADER.alg || crit !== undefined) return undefined;
  const { iss, sub, exp, nbf, iat } = decode(claims);
  if (iss !== issuer || typeof sub !== "string" || typeof exp !== "number" || exp <= now) return undefined;
  if (iat !== undefined && typeof iat !== "number") return undefined;
  if (nbf !== undefined && !(typeof nbf === "number" && nbf <= now)) return undefined;
  return { sub, exp };
}

/** In a time that does not depend on how much of it is right. */
function isSame(expected: string, shown: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(shown)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** @returns the object in a part; an empty one when it holds no object */
function decode(part: string): { [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}
