/**
 * Authenticates operators: by the token, as `Authorization: Bearer` or once at the login; or, where no token is set, by a
 * connection from this machine.
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
  /** For routes that tell: an operator, or, when no token was set, a request from this machine. */
  read: RequestHandler;
  /** For routes that act: an operator in any case, so that no page in a local browser can act; no token set, from here only too. */
  act: RequestHandler;
  /** Takes the token for a session, or ends one. */
  login: RequestHandler;
  logout: RequestHandler;
  /** Tells anybody what it may do. */
  whoami: RequestHandler;
}

/** Kept on the request itself. */
const OPERATOR = Symbol("operator");
type Known = Request & { [OPERATOR]?: Whoami };

/** @returns the operator behind a request, for the log: a name, and a masked address */
export const operatorOf = (request: Request): string =>
  `${(request as Known)[OPERATOR]?.name || "operator"} at ${maskedAddress(peerOf(request).address)}`;

/**
 * @param given see OPS_TOKEN in env.ts; absent, one is made up, and only this machine is let in
 * @param onRefusedPage called when an operator's browser was to act for a page that is not this server's own
 */
export function accessWith(
  given: string | undefined,
  onRefusedPage: (what: Comparison) => void = () => {},
): Access {
  const token = given ?? randomBytes(16).toString("hex");
  const sessions = new OperatorSessions(token);
  const failures = new RateLimiter(RATES.operator);

  const refuse = (request: Request, response: Response): void => {
    // Only wrong tokens are rate limited: the right token never waits, and a request without one is no guess.
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
    const isOpen = given === undefined && isHere(request);
    const name = holds(request, token) ? operatorName(askedName(request)) : await sessions.read(request);
    const acts = name !== undefined && (given !== undefined || isOpen);
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
      // Or it would say of any number of tokens whether they are the one.
      if (!me.acts && request.headers.authorization !== undefined) return refuse(request, response);
      response.setHeader("Cache-Control", "no-store");
      response.json(me);
    },
  };
}

/** A page elsewhere can make its own name point to this machine; it cannot make a browser say another name. */
function isHere(request: Request): boolean {
  const name = hostOf(request.headers.host ?? "");
  return peerOf(request).isLocal && (name === "localhost" || isLoopback(name));
}

/** Takes as long whatever was given. */
function holds({ headers }: Request, token: string): boolean {
  const given = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** What an operator with the token calls itself, as `X-Operator`: encoded as in an address, since a header takes no letter of every name. */
function askedName({ headers }: Request): string {
  try {
    return decodeURIComponent(String(headers["x-operator"] ?? ""));
  } catch {
    return "";
  }
}

/** As it stands in the log. What a program calls itself is cut; a person is told at the login. */
const operatorName = (asked: string): string => cutToFit(visibleText(asked), OPERATOR_NAME_LIMIT);
