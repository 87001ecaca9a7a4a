/**
 * What members may know of a party, pushed to their pages as Server-Sent Events. While a page listens, once a
 * second:
 *
 *   the status of its party, if it has changed                              data: {"playing":[…],"waiting":[…]}
 *   every 10 s without a change, so that a dead stream is noticed           event: alive
 *
 * The store is asked once for all pages of a party in this process, and by the same call told that their
 * players look at the front page. Each party has a timer of its own, so that the work is spread over the
 * second. While Redis is unreachable the streams are ended: pages poll then.
 */
import type { Request, Response } from "express";
import { PARTY_NAMES, type PartyStatus } from "../../shared/party.ts";
import { ALIVE, ALIVE_EVENT, EventStreams, endStream, type Page } from "../net/eventStreams.ts";
import type { Metrics } from "../ops/metrics.ts";
import { type PartyStore, statusFor, type Visitor } from "./parties.ts";

const EVERY = 1000;
/** Questions in a row that fail before the streams are ended. */
const FAILURES = 2;
/** Bytes that may wait for a page: one that is not read is closed. */
const WAITING = 16 * 1024;
/**
 * Most pages that listen to one party; further ones poll. All of a party are answered in one turn of the event
 * loop, and anybody may choose a code.
 */
export const PARTY_PAGES = 4 * PARTY_NAMES;

/** The page of a member. */
interface Listener {
  readonly page: Page;
  /** Absent while the player does not look at the front page. */
  readonly visitor: Visitor | undefined;
  /** The latest status, as JSON. */
  sent: string;
  sentAt: number;
}

/** A party of which pages listen. */
interface Followed {
  readonly listeners: Set<Listener>;
  readonly timer: NodeJS.Timeout;
  isAsking: boolean;
  failures: number;
}

export class PartyFeed {
  readonly #parties: Pick<PartyStore, "status">;
  readonly #streams: EventStreams;
  readonly #pages: Metrics["partyPages"];
  /** By the code of the party. */
  readonly #followed = new Map<string, Followed>();

  constructor(parties: Pick<PartyStore, "status">, metrics: Pick<Metrics, "rejected" | "partyPages">) {
    this.#parties = parties;
    this.#streams = new EventStreams(metrics);
    this.#pages = metrics.partyPages;
  }

  /** @param visitor looks at the front page. Rejects while Redis is unreachable. */
  async status(party: string, visitor: Visitor | undefined): Promise<PartyStatus> {
    return statusFor(await this.#parties.status(party, visitor && [visitor]), visitor?.id);
  }

  open(request: Request, response: Response, party: string, visitor: Visitor | undefined): void {
    const isFull = (this.#followed.get(party)?.listeners.size ?? 0) >= PARTY_PAGES;
    if (this.#streams.open(request, response, isFull)) this.add(response, party, visitor);
  }

  /** Sends the status to this page from now on, until it closes. */
  add(page: Page, party: string, visitor: Visitor | undefined): void {
    const followed = this.#followed.get(party) ?? this.#follow(party);
    const listener = { page, visitor, sent: "", sentAt: performance.now() };
    followed.listeners.add(listener);
    this.#pages.inc();
    page.once("close", () => {
      this.#pages.dec();
      followed.listeners.delete(listener);
      if (followed.listeners.size === 0) this.#forget(party, followed);
    });
    page.write("\n");
    void this.send(party);
  }

  /** Asks for the status of a party, and sends it to the pages for which it has changed. Never rejects. */
  async send(party: string): Promise<void> {
    const followed = this.#followed.get(party);
    if (followed === undefined || followed.isAsking) return;
    followed.isAsking = true;
    const { listeners } = followed;
    const asked = new Set(listeners);
    try {
      const view = await this.#parties.status(
        party,
        [...asked].flatMap(({ visitor }) => visitor ?? []),
      );
      followed.failures = 0;
      for (const one of listeners) tell(one, JSON.stringify(statusFor(view, one.visitor?.id)));
    } catch {
      // Pages whose status may be outdated must not count as alive.
      if (++followed.failures >= FAILURES) this.#end(party, followed);
    } finally {
      followed.isAsking = false;
    }
    // Pages that came meanwhile have not been reported as visitors.
    if ([...listeners].some((one) => !asked.has(one))) void this.send(party);
  }

  /** Ends all streams; the pages ask again. */
  end(): void {
    for (const [party, followed] of this.#followed) this.#end(party, followed);
  }

  #follow(party: string): Followed {
    const timer = setInterval(() => void this.send(party), EVERY).unref();
    const followed: Followed = { listeners: new Set(), timer, isAsking: false, failures: 0 };
    this.#followed.set(party, followed);
    return followed;
  }

  #end(party: string, followed: Followed): void {
    this.#forget(party, followed);
    for (const { page } of followed.listeners) endStream(page);
    followed.listeners.clear();
  }

  #forget(party: string, followed: Followed): void {
    clearInterval(followed.timer);
    if (this.#followed.get(party) === followed) this.#followed.delete(party);
  }
}

function tell(listener: Listener, status: string): void {
  const { page, sent, sentAt } = listener;
  const isNew = status !== sent;
  if (!isNew && performance.now() - sentAt < ALIVE) return;
  if (page.writableLength > WAITING) return void page.destroy();
  Object.assign(listener, { sent: status, sentAt: performance.now() });
  page.write(isNew ? `data: ${status}\n\n` : ALIVE_EVENT);
}
