/**
 * A guest's identity: asked for before a seat, kept nowhere but here. A browser is also given a cookie, so that it is the
 * same player again next time; no script can read that one.
 */
import { withLock } from "../browser/lock.ts";
import { keepsCookies } from "../browser/storage.ts";

export interface Identity {
  token: string;
  /** `name` is what the player would be called. */
  player: { id: string; name: string };
  /** What is wrong with the name that was asked for, to follow "this name"; absent when it is used. */
  refused?: string | undefined;
}

/** A server that says nothing for so long does not answer, ms: on a link of 3 s there and back TLS and the request take 12 s. */
const ANSWER = 20_000;

/** Programs have no address of their own. */
const isPage = typeof location !== "undefined";

/** The server issued no identity; `message` is what it said instead. */
export class NoIdentity extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * @param url the server's, as in http://localhost:2567
 * @param token of an earlier session: its player's id is kept
 * @param patience how long it may take, ms
 * @throws NoIdentity, or what `fetch` throws
 */
export const askIdentity = (
  url: string,
  name: string,
  token?: string,
  patience = ANSWER,
): Promise<Identity> =>
  // Two tabs that ask for the first time at once would be two players with one cookie between them: one waits for the
  // other's. (Where the browser has no locks, without TLS on another host, the second tab may have to be reloaded.)
  isPage
    ? withLock("skirmish-identity", () => ask(url, name, token, patience))
    : ask(url, name, token, patience);

async function ask(
  url: string,
  name: string,
  token: string | undefined,
  patience: number,
): Promise<Identity> {
  const answer = await fetch(`${url.replace(/\/+$/, "")}/api/session`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ name }),
    signal: AbortSignal.timeout(patience),
  });
  const body = (await answer.json().catch(() => ({}))) as Partial<Identity> & { error?: string };
  if (!answer.ok || body.token === undefined || body.player === undefined)
    throw new NoIdentity(answer.status, body.error ?? `${answer.status}`);
  return { token: body.token, player: body.player, refused: body.refused };
}

/** What the SDK is told so that it shows the token wherever a program can send a header, and nowhere else. */
export const credentials = ({ token }: Identity) => ({
  headers: { Authorization: `Bearer ${token}` },
  urlBuilder: (url: URL): string => {
    // A browser sends no header with a socket, and its cookie only to the host of the page; none where site data is blocked.
    const isSocket = isPage && url.protocol.startsWith("ws");
    if (isSocket && (url.hostname !== location.hostname || !keepsCookies()))
      url.searchParams.set("_authToken", token);
    return url.toString();
  },
});
