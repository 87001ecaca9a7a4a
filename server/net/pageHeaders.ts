/** The security headers of pages: what a page may load, what it may connect to, and who may frame it. */
import type { IncomingMessage } from "node:http";
import type { RequestHandler } from "express";
import helmet from "helmet";
import { hostOf } from "../../shared/address.ts";
import { peerOf } from "./peer.ts";

const SCHEMES = ["ws", "wss", "http", "https"] as const;

/** @param elsewhere whether matches may be hosted on other host names than the page's */
export const pageHeaders = (elsewhere: boolean): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        // Phaser creates its textures from canvases.
        imgSrc: ["'self'", "data:", "blob:"],
        mediaSrc: ["'self'", "data:", "blob:"],
        fontSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        connectSrc: ["'self'", elsewhere ? SCHEMES.map((scheme) => `${scheme}:`).join(" ") : sameName],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    // HSTS is the proxy's decision.
    strictTransportSecurity: false,
    crossOriginResourcePolicy: { policy: "same-origin" },
    xFrameOptions: { action: "deny" },
    referrerPolicy: { policy: "no-referrer" },
  }) as RequestHandler;

/** A match may be hosted on another port than the page. */
function sameName(request: IncomingMessage): string {
  const names = [...new Set(peerOf(request).hosts.map(hostOf))];
  // The policy's syntax cannot express an IPv6 address.
  return names
    .flatMap((name) => SCHEMES.map((scheme) => (name.includes(":") ? `${scheme}:` : `${scheme}://${name}:*`)))
    .join(" ");
}
