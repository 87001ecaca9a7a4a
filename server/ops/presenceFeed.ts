/**
 * Who plays where, pushed to front pages as Server-Sent Events. While a page listens, once a second:
 *
 *   rooms and players, composed once for all pages, if they have changed      data: {"rooms":[…],"players":[…]}
 *   every 10 s without a change, so that a dead stream is noticed             event: alive
 *
 * While Redis is unreachable the streams are ended: pages poll then, and show that there are no lists. Writes
 * to many pages would delay a step, so they are spread over several turns of the event loop.
 *
 * Without a page nothing is composed. The same lists are at /api/rooms and /api/players, for pages whose
 * stream does not open.
 */
import { setImmediate } from "node:timers/promises";
import type { RequestHandler } from "express";
import { ALIVE, ALIVE_EVENT, EventStreams, endStream, type Page } from "../net/eventStreams.ts";
import type { Metrics } from "./metrics.ts";
import type { Operations } from "./operations.ts";

const EVERY = 1000;
/** Bytes that may wait for a page: one that is not read is closed. Larger lists may wait twice. */
const WAITING = 256 * 1024;
/** Time for writes in one turn of the event loop, ms. */
const A_TURN = 0.5;
/** Compositions in a row that fail before the streams are ended. */
const FAILURES = 2;
const NO_LISTS = Buffer.from("\n");

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
  readonly #streams: EventStreams;
  #timer: NodeJS.Timeout | undefined;
  #isComposing = false;
  /** Failed compositions since the last one that succeeded. */
  #failures = 0;
  /** The latest lists, as an event; undefined before the first ones. */
  #latest: Buffer | undefined;
  #sentAt = 0;

  /** @param compose returns the lists as JSON; rejects while Redis is unreachable */
  constructor(compose: () => Promise<string>, metrics: Pick<Metrics, "rejected" | "presencePages">) {
    this.#compose = compose;
    this.#metrics = metrics;
    this.#streams = new EventStreams(metrics);
  }

  open: RequestHandler = (request, response) => {
    if (this.#streams.open(request, response)) this.add(response);
  };

  /** Sends the lists to this page from now on, until it closes. */
  add(page: Page): void {
    page.write(this.#latest ?? NO_LISTS);
    this.#pages.add(page);
    page.once("close", () => this.#leave(page));
    this.#metrics.presencePages.set(this.#pages.size);
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => void this.send(), EVERY);
    void this.send();
  }

  /** Composes the lists, and sends them to all pages if they have changed. Never rejects. */
  async send(): Promise<void> {
    if (this.#isComposing || this.#pages.size === 0) return;
    this.#isComposing = true;
    const lists = await this.#compose().catch(() => undefined);
    if (lists === undefined) this.#fail();
    else await this.#send(Buffer.from(`data: ${lists}\n\n`));
    this.#isComposing = false;
  }

  /** Ends all streams; the pages ask again. */
  end(): void {
    for (const page of [...this.#pages]) {
      this.#leave(page);
      endStream(page);
    }
  }

  /** Pages whose lists may be outdated must not count as alive. */
  #fail(): void {
    if (++this.#failures >= FAILURES) this.end();
  }

  async #send(event: Buffer): Promise<void> {
    this.#failures = 0;
    // The last page may have left meanwhile: the next one must not get old lists.
    if (this.#pages.size === 0) return;
    const before = this.#latest;
    const isNew = before === undefined || !event.equals(before);
    const now = performance.now();
    if (!isNew && now - this.#sentAt < ALIVE) return;
    this.#latest = event;
    this.#sentAt = now;
    const most = Math.max(WAITING, 2 * Math.max(event.length, before?.length ?? 0));
    await this.#write(isNew ? event : ALIVE_EVENT, most);
  }

  /** @param most bytes that may wait for a page */
  async #write(event: Buffer, most: number): Promise<void> {
    let turn = performance.now();
    // Pages that come during the writes have got the latest lists.
    for (const page of [...this.#pages]) {
      if (!this.#pages.has(page)) continue;
      if (page.writableLength > most) page.destroy();
      else page.write(event);
      if (performance.now() - turn < A_TURN) continue;
      await setImmediate();
      turn = performance.now();
    }
  }

  #leave(page: Page): void {
    this.#pages.delete(page);
    this.#metrics.presencePages.set(this.#pages.size);
    if (this.#pages.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    // The next page must not get old lists.
    this.#latest = undefined;
  }
}
