/** Who counts as an operator. */
import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";

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
  const guard =
    (allows: (request: Request) => boolean): RequestHandler =>
    (request, response, next) => {
      if (allows(request)) next();
      else
        response
          .status(given === undefined && !isLocal(request) ? 403 : 401)
          .json({ error: "operators only" });
    };
  if (given !== undefined) {
    const holder = guard((request) => holds(request, token));
    return { token, read: holder, act: holder };
  }
  return {
    token,
    read: guard(isLocal),
    act: guard((request) => isLocal(request) && holds(request, token)),
  };
}

/** A forwarded request comes from somewhere else, whatever its last hop says. */
const isLocal = (request: Request): boolean =>
  ["127.0.0.1", "::1", "::ffff:127.0.0.1"].includes(request.socket.remoteAddress ?? "") &&
  request.headers["x-forwarded-for"] === undefined &&
  request.headers.forwarded === undefined;

function holds(request: Request, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
