/**
 * Authenticates operators: by the token, as `Authorization: Bearer` or once at the login; or, where no token
 * is set, by a connection from this machine.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { hostOf } from "../../shared/address.ts";
import { tidyName } from "../../shared/names.ts";
import { OPERATOR_NAME_LIMIT, type Whoami } from "../../shared/operators.ts";
import { cutToFit, visibleText } from "../../shared/text.ts";
import { RATES, RateLimiter } from "./limits.ts";
import { OperatorSessions } from "./operatorSession.ts";
import { type Comparison, comparisonOf } from "./origins.ts";
import { isLoopback, maskedAddress, peerOf } from "./peer.ts";

export interface Access {
  /** What `Authorization: Bearer` must hold. */
  token: string;
  /** For routes that read: admits an operator or, when no token is set, a request from this machine. */
  read: RequestHandler;
  /**
   * For routes that act: admits operators only, so that no page in a local browser can act; without a token,
   * only from this machine.
   */
  act: RequestHandler;
  /** Opens a session for the token, or ends one. */
  login: RequestHandler;
  logout: RequestHandler;
  /** Answers every caller with its rights. */
  whoami: RequestHandler;
}

/** Stored on the request itself. */
const OPERATOR = Symbol("operator");
type Known = Request & { [OPERATOR]?: Whoami };

/** @returns the operator behind a request, for the log: a name and a masked address */
export const operatorOf = (request: Request): string =>
  `${(request as Known)[OPERATOR]?.name || "operator"} at ${maskedAddress(peerOf(request).address)}`;

/**
 * @param given see OPS_TOKEN in env.ts; absent: a random token, and only this machine is admitted
 * @param onRefusedPage called when a page of another origin tried to act with an operator's session
 */
export function accessWith(
  given: string | undefined,
  onRefusedPage: (what: Comparison) => void = () => {},
): Access {
  const token = given ?? randomBytes(16).toString("hex");
  const sessions = new OperatorSessions(token);
  const failures = new RateLimiter(RATES.operator);

  const refuse = (request: Request, response: Response): void => {
    // Only wrong tokens are rate limited: the right one never waits, and a request without one is no guess.
    const guesses = request.headers.authorization !== undefined || request.method === "POST";
    const wait = guesses ? Math.ceil(failures.take(peerOf(request).network)) : 0;
    if (wait > 0) response.setHeader("Retry-After", wait);
    const status = given === undefined && !isHere(request) ? 403 : 401;
    response
      .status(wait > 0 ? 429 : status)
      .json({ error: wait > 0 ? "too many guesses" : "operators only" });
  };
  const refusePage = (request: Request, response: Response): void => {
    const what = comparisonOf(request.headers.origin, peerOf(request));
    onRefusedPage(what);
    const page = what.origin === undefined ? "a request without an Origin" : `the page at ${what.origin}`;
    response.status(403).json({
      error: `${page} is not this server's own, which was asked for as ${what.hosts.join(" or ")}: see TRUST_PROXY`,
    });
  };
  const whois = async (request: Request): Promise<Whoami> => {
    // Someone who gives a token learns that it is wrong, before an order is refused.
    const isOpen = given === undefined && isHere(request) && request.headers.authorization === undefined;
    const name = holds(request, token) ? operatorName(askedName(request)) : await sessions.read(request);
    const acts = name !== undefined && (given !== undefined || isHere(request));
    return { name: name ?? "", looks: acts || isOpen, acts };
  };
  const guard =
    (right: "looks" | "acts"): RequestHandler =>
    async (request, response, next) => {
      const operator = await whois(request);
      if (!operator[right] && (await sessions.isForeign(request))) return refusePage(request, response);
      if (!operator[right]) return refuse(request, response);
      (request as Known)[OPERATOR] = operator;
      response.setHeader("Cache-Control", "no-store");
      next();
    };
  return {
    token,
    read: guard("looks"),
    act: guard("acts"),
    async login(request, response) {
      if (!holds(request, token) || (given === undefined && !isHere(request)))
        return refuse(request, response);
      const asked = askedName(request);
      const name = operatorName(asked);
      if (name !== tidyName(asked)) {
        const { graphemes } = OPERATOR_NAME_LIMIT;
        response
          .status(400)
          .json({ error: `a name has at most ${graphemes} characters, all of which can be seen` });
        return;
      }
      response.setHeader("Set-Cookie", await sessions.open(request, name));
      response.setHeader("Cache-Control", "no-store");
      response.json({ ok: true });
    },
    logout(request, response) {
      response.setHeader("Set-Cookie", sessions.close(request));
      response.json({ ok: true });
    },
    async whoami(request, response) {
      const me = await whois(request);
      // Otherwise it would reveal for any number of tokens whether they are valid.
      if (!me.acts && request.headers.authorization !== undefined) return refuse(request, response);
      response.setHeader("Cache-Control", "no-store");
      response.json(me);
    },
  };
}

/**
 * A page elsewhere can point its own name at this machine, but cannot make a browser send another name in the
 * Host header.
 */
function isHere(request: Request): boolean {
  const name = hostOf(request.headers.host ?? "");
  return peerOf(request).isLocal && (name === "localhost" || isLoopback(name));
}

/** Takes the same time for every given token. */
function holds({ headers }: Request, token: string): boolean {
  const given = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/**
 * The name that an operator with the token has chosen, in `X-Operator`: percent-encoded, because a header
 * cannot hold every letter.
 */
function askedName({ headers }: Request): string {
  try {
    return decodeURIComponent(String(headers["x-operator"] ?? ""));
  } catch {
    return "";
  }
}

/** The name as logged. A program's name is shortened; a person learns of the limit at the login. */
const operatorName = (asked: string): string => cutToFit(visibleText(asked), OPERATOR_NAME_LIMIT);
