/** The headers that keep a page to itself: what it may load, where it may talk to, who may frame it. */
import type { RequestHandler } from "express";
import helmet from "helmet";

export const pageHeaders = (): RequestHandler =>
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
        // A match may be played on another process than the one the page came from.
        connectSrc: ["'self'", "ws:", "wss:", "http:", "https:"],
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
