/** What pages of other origins may read: only those in ALLOWED_ORIGINS, and without cookies. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import type { MatchMaker } from "../framework/framework.ts";
import { setCorsHeaders } from "../framework/matchMaker.ts";
import type { Origins } from "./origins.ts";

const ALWAYS = {
  "Access-Control-Allow-Headers": "Content-Type, Accept, Authorization",
  "Access-Control-Allow-Methods": "GET, HEAD, POST",
  "Access-Control-Max-Age": "600",
  Vary: "Origin",
};

/** @returns the headers of an answer, by those of its request */
export type Cors = (headers: IncomingHttpHeaders) => OutgoingHttpHeaders;

export const corsFor =
  (origins: Origins): Cors =>
  ({ origin, host }) => ({ ...ALWAYS, ...pageOf(origins, origin ?? null, host ?? null) });

/** Replaces the framework's headers, which admit every page with its credentials. */
export function replaceCors(matchMaker: MatchMaker, origins: Origins): void {
  setCorsHeaders(matchMaker, ALWAYS, (origin, host) => pageOf(origins, origin, host));
}

const pageOf = (
  origins: Origins,
  origin: string | null,
  host: string | null,
): { [header: string]: string } =>
  origin !== null && origins.allowsPage(origin, { hosts: [host ?? ""], isSecure: false })
    ? { "Access-Control-Allow-Origin": origin }
    : {};
