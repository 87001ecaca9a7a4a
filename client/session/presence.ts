/**
 * Who plays where: pushed by the server, or polled where no stream opens or may be open. A hidden page does
 * neither.
 */
import { type ListedPlayer, type ListedRoom, listPlayers, listRooms } from "./directory.ts";

/** Time between an answer and the next request, ms. */
const POLL = 2500;
/**
 * A stream without an event for this long is dead, or buffered by a proxy, ms: the first event comes at once,
 * later ones every 10 s.
 */
const SILENCE = { opening: 5000, open: 25_000 } as const;
/** After a stream has failed, the page polls for this time, ms. */
const RETRY_AFTER = 30_000;

export type OnLists = (rooms: readonly ListedRoom[], players: readonly ListedPlayer[]) => void;

/**
 * @param url address of the server
 * @param onLists called with the lists when they change; with empty ones when the server does not answer
 * @param mayStream see `mayStream` in streaming.ts; asked again and again
 * @returns a function that ends it
 */
export function followPresence(url: string, onLists: OnLists, mayStream = (): boolean => true): () => void {
  let stream: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** When a stream may be tried again, ms. */
  let retryAt = 0;
  let run = 0;

  const stop = (): void => {
    run++;
    clearTimeout(timer);
    stream?.close();
    stream = undefined;
  };
  const next = (): void => {
    stop();
    if (document.hidden) return;
    if (performance.now() >= retryAt && mayStream() && typeof EventSource === "function") listen();
    else void poll(run);
  };
  const listen = (): void => {
    const fail = (): void => {
      retryAt = performance.now() + RETRY_AFTER;
      next();
    };
    const onAlive = (): void => {
      clearTimeout(timer);
      if (mayStream()) timer = setTimeout(fail, SILENCE.open);
      else next();
    };
    stream = new EventSource(`${url}/api/presence`);
    timer = setTimeout(fail, SILENCE.opening);
    stream.addEventListener("alive", onAlive);
    stream.addEventListener("message", ({ data }) => {
      onAlive();
      const { rooms, players } = JSON.parse(data);
      onLists(rooms, players);
    });
    stream.addEventListener("error", fail);
  };
  const poll = async (of: number): Promise<void> => {
    const [rooms, players] = await Promise.all([listRooms(url), listPlayers(url)]).catch(() => [[], []]);
    if (of !== run) return;
    onLists(rooms, players);
    timer = setTimeout(next, POLL);
  };

  document.addEventListener("visibilitychange", next);
  next();
  return () => {
    document.removeEventListener("visibilitychange", next);
    stop();
  };
}
