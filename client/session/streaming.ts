/** Whether a page may keep streams of the server open beside its match. */
import type { AnySession } from "./view.ts";

/**
 * A browser opens six HTTP/1.1 connections to a server. A match over HTTP needs five of them, or all six when
 * it polls (client/transport/uplink.ts), so beside it the page polls: inputs would wait behind open streams.
 * @param session the session being played; undefined on the front page
 */
export const mayStream = (session: Pick<AnySession, "link" | "stats"> | undefined): boolean =>
  session === undefined || session.link.state === "over" || session.stats.transport === "websocket";
