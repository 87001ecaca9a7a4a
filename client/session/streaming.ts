/** Whether a page may keep streams of the server open beside its match. */
import type { AnySession } from "./view.ts";

/**
 * A browser opens six HTTP/1.1 connections to a server. A match over HTTP needs five or six of them
 * (client/transport/uplink.ts), so beside it the page polls: inputs would wait behind open streams.
 * @param session that is played; absent: none
 */
export const mayStream = (session: Pick<AnySession, "link" | "stats"> | undefined): boolean =>
  session === undefined || session.link.state === "over" || session.stats.transport === "websocket";
