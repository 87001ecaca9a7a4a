/** A secret that signs players' sessions, and what may be told of it. */
import { createHash, createHmac, createSecretKey, type KeyObject, randomBytes } from "node:crypto";

/** Hex digits. The holder of a session or of the digest can test guesses of the secret: 32 random characters cannot be guessed. */
const MARK = 8;
const FINGERPRINT = 12;

export interface SessionSecret {
  key: KeyObject;
  /** Name of the cookie with its sessions: cookies are the same for all ports of a host, so servers beside each other keep theirs. */
  cookie: string;
  /** By which processes compare their secrets without telling them. */
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
