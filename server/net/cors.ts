/** What other pages may read: those that may use the server, and without cookies. */
import { matchMaker } from "@colyseus/core";
import type { Origins } from "./origins.ts";

/** Replaces the framework's headers, which let every page in with its credentials. */
export function setCors(origins: Origins): void {
  const { controller } = matchMaker;
  controller.DEFAULT_CORS_HEADERS = {
    "Access-Control-Allow-Headers": "Content-Type, Accept, Authorization",
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Max-Age": "600",
    Vary: "Origin",
  } as unknown as typeof controller.DEFAULT_CORS_HEADERS;
  controller.getCorsHeaders = (headers: Headers): { [header: string]: string } => {
    const origin = headers.get("origin");
    const allowed = origin !== null && origins.allowsPage(origin, headers.get("host") ?? "");
    return allowed ? { "Access-Control-Allow-Origin": origin } : {};
  };
}
