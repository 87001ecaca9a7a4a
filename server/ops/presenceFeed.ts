/**
 * Who plays where, pushed to front pages as Server-Sent Events. While a page listens, once a second:
 *
 *   rooms and players, composed once for all pages, if they have changed      data: {"rooms":[…],"players":[…]}
 *   every 10 s without a change, so that a dead stream is noticed             event: alive
 *
 * Without a page nothing is composed. The same lists are at /api/rooms and /api/players, for pages whose stream does not open.
 */
import type { Writable } from "node:stream";
import type { RequestHandler, Response } from "express";
import { CONCURRENT, ConcurrencyLimit, LOCAL_SHARE, RATES, RateLimiter } from "../net/limits.ts";
import { peerOf } from "../net/peer.ts";
import { refusalBody } from "../net/refusalAnswers.ts";
import { REQUEST_REFUSALS, type RequestRefusal } from "../net/refusals.ts";
import type { Metrics } from "./metrics.ts";
import type { Operations } from "./operations.ts";

const EVERY = 1000;
const ALIVE = 10_000;
/** Most pages of a process; further ones poll. */
const PAGES = 2000;
/** Most bytes that may wait for a page: one that is not read is closed. */
const WAITING = 256 * 1024;

/** The answer to a page. */
type Page = Pick<Writable, "write" | "end" | "destroy" | "once" | "writableLength">;
type Lists = Pick<Operations, "rooms" | "players">;

/** @param mayWatch whether live watching is on */
export const publicRooms = async (operations: Lists, mayWatch: boolean) =>
  (await operations.rooms()).map((room) => ({ ...room, mode: room.name, watchable: mayWatch }));

/** Without session ids: a name is enough to join its room. */
export const publicPlayers = async (operations: Lists) =>
  (await operations.players()).map(({ name, room, roomName, process, bot }) => ({
    ...{ name, room, roomName, process },
    ...(bot ? { bot } : {}),
  }));

export class PresenceFeed {
  readonly #compose: () => Promise<string>;
  readonly #metrics: Pick<Metrics, "rejected" | "presencePages">;
  readonly #pages = new Set<Page>();
  readonly #asked = new RateLimiter(RATES.watch);
  readonly #held = new ConcurrencyLimit(CONCURRENT.watchers);
  #timer: NodeJS.Timeout | undefined;
  #isComposing = false;
  /** The latest lists, as an event; empty before the first ones. */
  #latest = "";
  #sentAt = 0;

  /** @param compose returns the lists as JSON; rejects while Redis is unreachable */
  constructor(compose: () => Promise<string>, metrics: Pick<Metrics, "rejected" | "presencePages">) {
    this.#compose = compose;
    this.#metrics = metrics;
  }

  open: RequestHandler = (request, response) => {
    const { network, isLocal } = peerOf(request);
    const share = isLocal ? LOCAL_SHARE : 1;
    const wait = Math.ceil(this.#asked.take(network, share));
    if (wait > 0) return this.#refuse(response, "too_many_requests", wait);
    if (this.#pages.size >= PAGES) return this.#refuse(response, "too_many_watchers", 30);
    if (!this.#held.take(network, share)) return this.#refuse(response, "too_many_requests", 30);
    response.once("close", () => this.#held.release(network));
    response.writeHead(200, {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-store, no-transform",
      // After its end the page asks again, maybe another process.
      Connection: "close",
      // nginx would buffer it.
      "X-Accel-Buffering": "no",
    });
    this.add(response);
  };

  /** Sends the lists to this page from now on, until it closes. */
  add(page: Page): void {
    page.write(this.#latest || "\n");
    this.#pages.add(page);
    page.once("close", () => this.#leave(page));
    this.#metrics.presencePages.set(this.#pages.size);
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => void this.tell(), EVERY);
    void this.tell();
  }

  /** Composes the lists, and sends them to all pages if they have changed. Never rejects. */
  async tell(): Promise<void> {
    if (this.#isComposing) return;
    this.#isComposing = true;
    const lists = await this.#compose().catch(() => undefined);
    this.#isComposing = false;
    const now = performance.now();
    const event = lists === undefined ? this.#latest : `data: ${lists}\n\n`;
    const isNew = event !== this.#latest;
    if (!isNew && now - this.#sentAt < ALIVE) return;
    this.#latest = event;
    this.#sentAt = now;
    for (const page of this.#pages)
      if (page.writableLength > WAITING) page.destroy();
      else page.write(isNew ? event : "event: alive\ndata:\n\n");
  }

  /** Ends all streams; the pages ask again. */
  end(): void {
    for (const page of this.#pages) page.end();
  }

  #leave(page: Page): void {
    this.#pages.delete(page);
    this.#metrics.presencePages.set(this.#pages.size);
    if (this.#pages.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    // The next page must not get old lists.
    this.#latest = "";
  }

  #refuse(response: Response, reason: RequestRefusal, seconds: number): void {
    this.#metrics.rejected.inc({ reason });
    response.setHeader("Retry-After", seconds);
    response.status(REQUEST_REFUSALS[reason]).type("json").send(refusalBody(reason, seconds));
  }
}
