/**
 * Asks processes where a room lives. Any process of the game can be asked, and all of them are in turn: the address the player came
 * to may have been that very process.
 */
import { urlOf } from "../../shared/address.ts";
import type { RoundTrip } from "./roundTrip.ts";

/**
 * An answer is waited for this long, ms, and some round trips: the process may be restoring the room just then. Longer
 * after each round in which nobody has answered: the link may have become a slow one.
 */
const ANSWER = { first: 3500, trips: 3, longest: 10_000, growth: 1.5 } as const;
/** Without an answer after this, ms, and a round trip the next one is asked too. */
const NEXT = 300;
/**
 * Addresses remembered. A process that has just started, or has lost Redis, tells of few: those it leaves out may be the ones that
 * live.
 */
const KNOWN = 16;

export interface Answer {
  process: string;
  address: string;
  peers: string[];
  /** ms over which to spread the attempts of those who return there at the same time. */
  within?: number;
}
/** How long the server has thought about its answer, ms; of every answer. */
interface Timed {
  took?: number;
}

export type Word = Answer | "over" | "unknown";

export class WhereQuery {
  readonly #roomId: string;
  /** As in http://localhost:2567. */
  readonly #entry: string;
  readonly #scheme: string;
  readonly #trip: RoundTrip;
  /** As told last. */
  #peers: string[] = [];
  /** As told before, the latest first. */
  #earlier: string[] = [];
  #patience: number = ANSWER.first;

  /** @param entry address the player came to @param trip is told how long answers take */
  constructor(roomId: string, entry: string, trip: RoundTrip) {
    this.#roomId = roomId;
    this.#entry = entry.replace(/\/$/, "");
    this.#scheme = new URL(entry).protocol;
    this.#trip = trip;
  }

  /** The connection is lost: the first round comes. */
  begin(): void {
    this.#patience = ANSWER.first;
  }

  /** The server has told what processes can be asked, as host:port[/path]. */
  know(peers: string[]): void {
    const before = [...this.#peers, ...this.#earlier].filter((peer) => !peers.includes(peer));
    this.#earlier = [...new Set(before)].slice(0, Math.max(0, KNOWN - peers.length));
    this.#peers = peers;
  }

  /**
   * A round: asks one after the other, without waiting long for any.
   * @param counts whether an answer still tells of the link
   * @returns the first word that is one, and the address that it came from
   */
  async askAll(counts: () => boolean): Promise<[way: string, answer: Word | undefined]> {
    const [way, answer] = await this.#firstOf(this.#ways(), counts);
    if (counts())
      this.#patience =
        answer === undefined ? Math.min(ANSWER.longest, this.#patience * ANSWER.growth) : ANSWER.first;
    return [way, answer];
  }

  /** @returns addresses to ask, the last one first */
  #ways(): string[] {
    const urls = (peers: string[]) => peers.map((peer) => urlOf(this.#scheme, peer));
    const known = [...new Set([this.#entry, ...urls(this.#peers)])];
    const earlier = urls(this.#earlier).filter((url) => !known.includes(url));
    return [...shuffled(earlier), ...shuffled(known)];
  }

  #firstOf(ways: string[], counts: () => boolean): Promise<[way: string, answer: Word | undefined]> {
    const { length } = ways;
    let silent = 0;
    return new Promise((resolve) => {
      let isOver = false;
      const askNext = (): void => {
        const way = ways.pop();
        if (way === undefined) return;
        const soon = setTimeout(askNext, NEXT + this.#trip.expected);
        void this.#ask(way).then(([answer, trip]) => {
          clearTimeout(soon);
          if (answer === undefined && ++silent < length) return askNext();
          // An answer that comes after another one was held up by its process: it says nothing of the link.
          if (!isOver && trip !== undefined && counts()) this.#trip.guess(trip);
          isOver = true;
          ways.length = 0;
          resolve([way, answer]);
        });
      };
      askNext();
    });
  }

  /** @returns undefined when there is no telling from there; and the time that the way there and back took, ms */
  async #ask(way: string): Promise<[answer: Word | undefined, trip?: number | undefined]> {
    const url = `${way}/api/rooms/${this.#roomId}/where`;
    // Node takes whole numbers only. Outside of `try`: what is wrong here is no silence there.
    const signal = AbortSignal.timeout(Math.ceil(this.#patience + ANSWER.trips * this.#trip.expected));
    try {
      const asked = performance.now();
      const response = await fetch(url, { signal });
      // A server that stands alone does not know the question, and answers with a page.
      if (!response.headers.get("content-type")?.includes("json")) return [undefined];
      const answer = (await response.json()) as Answer & Timed;
      const { took } = answer;
      const trip = took === undefined ? undefined : Math.max(0, performance.now() - asked - took);
      if (response.status === 404) return ["over", trip];
      // It may be brought back yet, or we ask too often.
      if (response.status === 503 || response.status === 429) return ["unknown", trip];
      return [response.ok ? answer : undefined, trip];
    } catch {
      return [undefined];
    }
  }
}

function shuffled<T>(list: T[]): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}
