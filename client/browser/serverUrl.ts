/** Where the page came from: the server may be reached under a path of its own, as in https://example.org/skirmish/. */

/** Without a slash at its end. */
export const SERVER_URL = new URL(".", location.href).href.replace(/\/$/, "");
