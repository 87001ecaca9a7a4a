/** What other pages may read: those that may use the server, and without cookies. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { matchMaker } from "@colyseus/core";
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

/** Replaces the framework's headers, which let every page in with its credentials. */
export function replaceCors(origins: Origins): void {
  const { controller } = matchMaker;
  controller.DEFAULT_CORS_HEADERS = ALWAYS as unknown as typeof controller.DEFAULT_CORS_HEADERS;
  controller.getCorsHeaders = (headers: Headers) =>
    pageOf(origins, headers.get("origin"), headers.get("host"));
}

const pageOf = (
  origins: Origins,
  origin: string | null,
  host: string | null,
): { [header: string]: string } =>
  origin !== null && origins.allowsPage(origin, { hosts: [host ?? ""], isSecure: false })
    ? { "Access-Control-Allow-Origin": origin }
    : {};
