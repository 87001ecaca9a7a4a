/** Who counts as an operator: who holds the token, or, where none was set, who sits at this very machine. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";
import { Limiter, RATES } from "./limits.ts";
import { isLoopback, peerOf } from "./peer.ts";

export interface Access {
  /** What `Authorization: Bearer` must hold. */
  token: string;
  /** For routes that tell: the token, or, when none was set, a request from this machine. */
  read: RequestHandler;
  /** For routes that act: the token in any case, so that no page in a local browser can act; unset, this machine only too. */
  act: RequestHandler;
}

/** @param given see OPS_TOKEN in env.ts; absent, one is made up, and only this machine is let in */
export function accessWith(given: string | undefined): Access {
  const token = given ?? randomBytes(16).toString("hex");
  const failures = new Limiter(RATES.operator);
  const guard =
    (allows: (request: Request) => boolean): RequestHandler =>
    (request, response, next) => {
      if (allows(request)) return next();
      // Only who guesses is slowed down: the right token is never kept waiting.
      const wait = Math.ceil(failures.take(peerOf(request).household));
      if (wait > 0) response.setHeader("Retry-After", wait);
      const status = given === undefined && !isHere(request) ? 403 : 401;
      response.status(wait > 0 ? 429 : status).json({ error: "operators only" });
    };
  const holder = (request: Request): boolean => holds(request, token);
  return given === undefined
    ? { token, read: guard(isHere), act: guard((request) => isHere(request) && holder(request)) }
    : { token, read: guard(holder), act: guard(holder) };
}

/** A page elsewhere can make its own name point to this machine; it cannot make a browser say another name. */
function isHere(request: Request): boolean {
  const name = (request.headers.host ?? "").replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  return peerOf(request).isLocal && (name === "localhost" || isLoopback(name));
}

/** Takes as long whatever was given. */
function holds({ headers }: Request, token: string): boolean {
  const given = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
