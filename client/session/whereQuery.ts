/**
 * Asks processes where a room is. Every process of the cluster can answer, and they are asked one after the
 * other, because the process that the player came to may be the one that ended.
 */
import { urlOf } from "../../shared/address.ts";
import type { WhereAnswer } from "../../shared/protocol.ts";
import type { RoundTrip } from "./roundTrip.ts";

/**
 * An answer may take this long, ms, plus some round trips, because the process may be restoring the room just
 * then. The limit grows after each round without an answer, because the link may have become slow.
 */
const ANSWER = { first: 3500, trips: 3, longest: 10_000, growth: 1.5 } as const;
/** When an answer takes longer than this, ms, plus a round trip, the next process is asked too. */
const NEXT = 300;
/**
 * Number of remembered addresses. A process that has just started or has lost Redis names only a few, and the
 * processes it leaves out may be the ones that are up.
 */
const KNOWN = 16;

export type WhereResult = WhereAnswer | "over" | "unknown";

export class WhereQuery {
  readonly #roomId: string;
  /** As in http://localhost:2567. */
  readonly #entry: string;
  readonly #scheme: string;
  readonly #trip: RoundTrip;
  /** Named by the latest answer. */
  #peers: string[] = [];
  /** Named by earlier answers, the latest first. */
  #earlier: string[] = [];
  #timeout: number = ANSWER.first;

  /** @param entry address through which the player joined @param trip gets the duration of answers */
  constructor(roomId: string, entry: string, trip: RoundTrip) {
    this.#roomId = roomId;
    this.#entry = entry.replace(/\/$/, "");
    this.#scheme = new URL(entry).protocol;
    this.#trip = trip;
  }

  /** The connection is lost, and the first round follows. */
  begin(): void {
    this.#timeout = ANSWER.first;
  }

  /** The server has named the processes that can be asked, as host:port[/path]. */
  know(peers: string[]): void {
    const before = [...this.#peers, ...this.#earlier].filter((peer) => !peers.includes(peer));
    this.#earlier = [...new Set(before)].slice(0, Math.max(0, KNOWN - peers.length));
    this.#peers = peers;
  }

  /**
   * Runs one round: asks one process after the other, without a long wait for any.
   * @param counts whether an answer still says something about the link
   * @returns the first answer that is not undefined, and the address that gave it
   */
  async askAll(counts: () => boolean): Promise<[address: string, answer: WhereResult | undefined]> {
    const [address, answer] = await this.#firstOf(this.#addresses(), counts);
    if (counts())
      this.#timeout =
        answer === undefined ? Math.min(ANSWER.longest, this.#timeout * ANSWER.growth) : ANSWER.first;
    return [address, answer];
  }

  /** @returns addresses to ask; the last one is asked first */
  #addresses(): string[] {
    const urls = (peers: string[]) => peers.map((peer) => urlOf(this.#scheme, peer));
    const known = [...new Set([this.#entry, ...urls(this.#peers)])];
    const earlier = urls(this.#earlier).filter((url) => !known.includes(url));
    return [...shuffled(earlier), ...shuffled(known)];
  }

  #firstOf(
    addresses: string[],
    counts: () => boolean,
  ): Promise<[address: string, answer: WhereResult | undefined]> {
    const { length } = addresses;
    let silent = 0;
    return new Promise((resolve) => {
      let isOver = false;
      const askNext = (): void => {
        const address = addresses.pop();
        if (address === undefined) return;
        const soon = setTimeout(askNext, NEXT + this.#trip.expected);
        void this.#ask(address).then(([answer, trip]) => {
          clearTimeout(soon);
          if (answer === undefined && ++silent < length) return askNext();
          // An answer after the first one was delayed by its process, so its duration says nothing about the
          // link.
          if (!isOver && trip !== undefined && counts()) this.#trip.guess(trip);
          isOver = true;
          addresses.length = 0;
          resolve([address, answer]);
        });
      };
      askNext();
    });
  }

  /** @returns the answer, undefined when this process does not know; and the round-trip time, ms */
  async #ask(address: string): Promise<[answer: WhereResult | undefined, trip?: number | undefined]> {
    const url = `${address}/api/rooms/${this.#roomId}/where`;
    // Node accepts whole numbers only. Outside of `try`, so that a wrong number is not mistaken for a missing
    // answer.
    const signal = AbortSignal.timeout(Math.ceil(this.#timeout + ANSWER.trips * this.#trip.expected));
    try {
      const asked = performance.now();
      const response = await fetch(url, { signal });
      // A server without a cluster does not have this route, and answers with a page.
      if (!response.headers.get("content-type")?.includes("json")) return [undefined];
      const answer = (await response.json()) as WhereAnswer;
      // Another program may answer at an address that a process has left.
      const { took } = answer as { took?: number };
      const trip = took === undefined ? undefined : Math.max(0, performance.now() - asked - took);
      if (response.status === 404) return ["over", trip];
      // The room may be restored soon, or this client asks too often.
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
