/**
 * What the server says of a party: pushed, or polled where no stream opens or may be open. A hidden page does
 * neither.
 */
import type { PartyStatus } from "../../shared/party.ts";

/**
 * Where no stream opens: time between an answer and the next request, ms, while the player looks at the
 * party, and while a match hides it. The room of the match tells when a member joins or leaves it.
 */
const POLL = { shown: 3000, hidden: 20_000 } as const;
/**
 * A stream without an event for this long is dead, or buffered by a proxy, ms: the first event comes at once,
 * later ones every 10 s.
 */
const SILENCE = { opening: 5000, open: 25_000 } as const;
/** After a stream has failed, the page polls for this time, ms. */
const RETRY_AFTER = 30_000;
/** A request without an answer for this long counts as failed, ms. */
const ANSWER_MS = 5000;
const EVENTS = "text/event-stream";

/** Session token and name of a player that has the front page open. */
export interface PartyVisitor {
  readonly token: string;
  readonly name: string;
}

export interface PartyStatusOptions {
  /** Address of the server. */
  readonly url: string;
  /** @returns undefined while the player does not look at the front page */
  visitor(): Promise<PartyVisitor | undefined>;
  /** Whether the panel with the members of the party is visible. */
  isShown(): boolean;
  /** See `mayStream` in streaming.ts; asked again and again. */
  mayStream(): boolean;
}

/** @returns what members may know of a party @throws when there is no answer */
export async function askParty(
  url: string,
  code: string,
  visitor?: PartyVisitor,
  timeout = ANSWER_MS,
): Promise<PartyStatus> {
  return (await (await ask(url, code, visitor, AbortSignal.timeout(timeout))).json()) as PartyStatus;
}

export interface FollowedParty {
  /** Begins again, with the present visitor. */
  again(): void;
  /** Asks soon where nothing is pushed. */
  soon(): void;
  stop(): void;
}

/** @param onStatus called with each status that the server tells */
export function followParty(
  { url, visitor, isShown, mayStream }: PartyStatusOptions,
  code: string,
  onStatus: (status: PartyStatus) => void,
): FollowedParty {
  let run = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isPolling = false;
  /** When a stream may be tried again, ms. */
  let retryAt = 0;

  const stop = (): void => {
    run.abort();
    clearTimeout(timer);
  };
  const next = (): void => {
    stop();
    run = new AbortController();
    isPolling = performance.now() < retryAt || !mayStream();
    if (!document.hidden) void (isPolling ? poll(run.signal) : listen(run.signal));
  };
  const fail = (): void => {
    retryAt = performance.now() + RETRY_AFTER;
    next();
  };
  const failAfter = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(fail, ms);
  };
  const listen = async (signal: AbortSignal): Promise<void> => {
    failAfter(SILENCE.opening);
    try {
      const { body } = await ask(url, code, await visitor(), signal, EVENTS);
      await readEvents(body!, (data) => {
        if (signal.aborted) return;
        if (!mayStream()) return next();
        failAfter(SILENCE.open);
        if (data !== "") onStatus(JSON.parse(data));
      });
    } catch {
      // As at the end of the stream.
    }
    if (!signal.aborted) fail();
  };
  const poll = async (signal: AbortSignal): Promise<void> => {
    const status = await visitor()
      .then((here) => askParty(url, code, here))
      .catch(() => undefined);
    if (signal.aborted) return;
    // The next answer corrects what is shown.
    if (status !== undefined) onStatus(status);
    timer = setTimeout(next, isShown() ? POLL.shown : POLL.hidden);
  };

  document.addEventListener("visibilitychange", next);
  next();
  return {
    again: next,
    soon() {
      if (!isPolling || document.hidden) return;
      clearTimeout(timer);
      timer = setTimeout(next, POLL.shown);
    },
    stop() {
      document.removeEventListener("visibilitychange", next);
      stop();
    },
  };
}

/** @throws when there is no answer, or one that is no status */
async function ask(
  url: string,
  code: string,
  visitor: PartyVisitor | undefined,
  signal: AbortSignal,
  accept = "application/json",
): Promise<Response> {
  const visit = visitor && {
    method: "POST",
    headers: { accept, "content-type": "application/json", authorization: `Bearer ${visitor.token}` },
    body: JSON.stringify({ name: visitor.name }),
  };
  const answer = await fetch(`${url}/api/party/${code}`, { headers: { accept }, ...visit, signal });
  if (!answer.ok) throw new Error(`${url} answers with ${answer.status}`);
  return answer;
}

/** Calls `onEvent` with the data of each event; "" for one without. Resolves at the end of the stream. */
async function readEvents(body: ReadableStream<Uint8Array>, onEvent: (data: string) => void): Promise<void> {
  const [reader, decoder] = [body.getReader(), new TextDecoder()];
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (text + decoder.decode(value, { stream: true })).split("\n\n");
    text = events.pop()!;
    for (const event of events) onEvent(/^data: (.*)$/m.exec(event)?.[1] ?? "");
  }
}
