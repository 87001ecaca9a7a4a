/** The headers that keep a page to itself: what it may load, where it may talk to, who may frame it. */
import type { IncomingMessage } from "node:http";
import type { RequestHandler } from "express";
import helmet from "helmet";
import { hostOf } from "../../shared/address.ts";
import { peerOf } from "./peer.ts";

const SCHEMES = ["ws", "wss", "http", "https"] as const;

/** @param elsewhere whether matches may be played on processes under other names than the page's */
export const pageHeaders = (elsewhere: boolean): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        // Phaser makes its textures from canvases.
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
    // Whether there is TLS, and for how long, is for the proxy to say.
    strictTransportSecurity: false,
    crossOriginResourcePolicy: { policy: "same-origin" },
    xFrameOptions: { action: "deny" },
    referrerPolicy: { policy: "no-referrer" },
  }) as RequestHandler;

/** A match may be played on another port than the page came from. */
function sameName(request: IncomingMessage): string {
  const names = [...new Set(peerOf(request).hosts.map(hostOf))];
  // The policy has no way to write an IPv6 address.
  return names
    .flatMap((name) => SCHEMES.map((scheme) => (name.includes(":") ? `${scheme}:` : `${scheme}://${name}:*`)))
    .join(" ");
}
