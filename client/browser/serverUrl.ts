/** The server that sent the page. */

/** Without a final slash; may have a path prefix, as in https://example.org/skirmish. */
export const SERVER_URL = new URL(".", location.href).href.replace(/\/$/, "");
