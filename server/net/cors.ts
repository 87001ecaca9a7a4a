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

let allowed: Origins | undefined;

/** Replaces the framework's headers, which let every page in with its credentials. */
export function setCors(origins: Origins): void {
  allowed = origins;
  const { controller } = matchMaker;
  controller.DEFAULT_CORS_HEADERS = ALWAYS as unknown as typeof controller.DEFAULT_CORS_HEADERS;
  controller.getCorsHeaders = (headers: Headers) => pageOf(headers.get("origin"), headers.get("host"));
}

/** @returns the same headers, for an answer that does not go through the framework */
export const corsFor = ({ origin, host }: IncomingHttpHeaders): OutgoingHttpHeaders => ({
  ...ALWAYS,
  ...pageOf(origin ?? null, host ?? null),
});

const pageOf = (origin: string | null, host: string | null): { [header: string]: string } =>
  origin !== null && allowed?.allowsPage(origin, { hosts: [host ?? ""], isSecure: false }) === true
    ? { "Access-Control-Allow-Origin": origin }
    : {};
