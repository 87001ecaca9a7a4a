/** Lets operators in: by their token, or, where there is none, from this very machine. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "express";
import { Limiter, RATES } from "./limits.ts";
import { isLoopback, peerOf } from "./peer.ts";

/** @param token see OPS_TOKEN in env.ts */
export function onlyOperators(token: string | undefined): RequestHandler {
  const failures = new Limiter(RATES.operator);
  return (request, response, next) => {
    const { household, isLocal } = peerOf(request);
    const allowed =
      token === undefined
        ? isLocal && isNameOfHere(request.headers.host)
        : isSame(/^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1], token);
    if (allowed) return next();
    // Only who guesses is slowed down: the right token is never kept waiting.
    const wait = Math.ceil(failures.take(household));
    if (wait > 0) response.setHeader("Retry-After", wait);
    response.status(wait > 0 ? 429 : token === undefined ? 403 : 401).json({ error: "operators only" });
  };
}

/** A page elsewhere can make its own name point to this machine; it cannot make a browser say another name. */
const isNameOfHere = (host = ""): boolean => {
  const name = host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  return name === "localhost" || isLoopback(name);
};

/** Takes as long whatever was given. */
function isSame(given: string | undefined, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given ?? ""), digest(wanted));
}
