/**
 * A guest's identity. The client asks for it before it asks for a seat, and keeps it in memory only. A
 * browser also gets a cookie that no script can read, so that a returning player keeps the same identity.
 */
import { withLock } from "../browser/lock.ts";
import { keepsCookies } from "../browser/storage.ts";

export interface Identity {
  token: string;
  /** `name` is what the player would be called. */
  player: { id: string; name: string };
  /**
   * What is wrong with the requested name, worded to follow "this name"; absent when the server accepts the
   * name.
   */
  refused?: string | undefined;
}

/**
 * A request that is unanswered for this long counts as failed, ms: with a round trip of 3 s, TLS and the
 * request take 12 s.
 */
const ANSWER = 20_000;

/** Programs outside a browser have no page address. */
const isPage = typeof location !== "undefined";

/** The server issued no identity; `message` holds the server's answer. */
export class NoIdentity extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * @param url the server's, as in http://localhost:2567
 * @param token of an earlier session: the player keeps its id
 * @param timeout how long the request may take, ms
 * @throws NoIdentity, or what `fetch` throws
 */
export const askIdentity = (
  url: string,
  name: string,
  token?: string,
  timeout = ANSWER,
): Promise<Identity> =>
  // Two tabs that ask for the first time at once would get two identities but share one cookie, so one tab
  // waits for the other. (Where the browser has no locks, without TLS on another host, the second tab may
  // need a reload.)
  isPage
    ? withLock("skirmish-identity", () => ask(url, name, token, timeout))
    : ask(url, name, token, timeout);

async function ask(url: string, name: string, token: string | undefined, timeout: number): Promise<Identity> {
  const answer = await fetch(`${url.replace(/\/+$/, "")}/api/session`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ name }),
    signal: AbortSignal.timeout(timeout),
  });
  const body = (await answer.json().catch(() => ({}))) as Partial<Identity> & { error?: string };
  if (!answer.ok || body.token === undefined || body.player === undefined)
    throw new NoIdentity(answer.status, body.error ?? `${answer.status}`);
  return { token: body.token, player: body.player, refused: body.refused };
}

/**
 * Credentials for the SDK. The token goes into a header. A socket of a browser has it in its address only
 * where the browser sends no cookie.
 */
export const credentials = ({ token }: Identity) => ({
  headers: { Authorization: `Bearer ${token}` },
  urlBuilder: (url: URL): string => {
    // A browser sends no header with a WebSocket, and sends its cookie only to the page's own host, and never
    // when site data is blocked.
    const isSocket = isPage && url.protocol.startsWith("ws");
    if (isSocket && (url.hostname !== location.hostname || !keepsCookies()))
      url.searchParams.set("_authToken", token);
    return url.toString();
  },
});
