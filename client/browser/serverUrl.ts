/** The address of the server that sent the page, which may include a path prefix, as in https://example.org/skirmish/. */

/** Without a final slash. */
export const SERVER_URL = new URL(".", location.href).href.replace(/\/$/, "");
