/**
 * Finds out where a room lives now, when its process may be gone. Any process of the game can be asked, and all of them
 * are in turn: the address the player came to may have been that very process.
 */
import type { Room } from "@colyseus/sdk";
import { addressIn, urlOf } from "../../shared/address.ts";
import { RoundTrip } from "./roundTrip.ts";

/**
 * An answer is waited for this long, ms, and some round trips: the process may be restoring the room just then. Longer
 * after each round in which nobody has answered: the link may have become a slow one.
 */
const ANSWER = { first: 3500, trips: 3, longest: 10_000, growth: 1.5 } as const;
/** Without an answer after this, ms, and a round trip the next one is asked too. */
const NEXT = 300;
/** Between rounds of asking, ms, with chance in it: quick at first, then in a way that fifty can keep up. */
const AGAIN = { first: 200, longest: 1000, growth: 1.1 } as const;
/**
 * Once it is known where the room is, nobody is asked for so long, ms, and for as long as the way back may take: unless an attempt
 * fails. A process that lets a crowd in has better things to do than to tell it where it is.
 */
const SETTLED = 1000;
/**
 * Addresses remembered. A process that has just started, or has lost Redis, tells of few: those it leaves out may be the ones that
 * live.
 */
const KNOWN = 16;
/** A room is given up when that many rounds have heard that there is no such room: one may have asked too early. */
const OVERS = 3;

interface Answer {
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

type Word = Answer | "over" | "unknown";

export interface Found {
  /**
   * The room is at another address than before, which is in `room.connection.url`.
   * @param within ms over which its process wants returns to be spread; absent when nobody knows
   */
  moved(within?: number): void;
  /** The room is where it was. */
  stays(within?: number): void;
  /** There is no such room any more. */
  over(): void;
}

export class RoomLocator {
  readonly #room: Room;
  /** As in http://localhost:2567. */
  readonly #entry: string;
  /** As told last. */
  #peers: string[] = [];
  /** As told before, the latest first. */
  #earlier: string[] = [];
  readonly #scheme: string;
  #turn = 0;
  /**
   * Whether the room is known to be where `room.connection.url` says, or nobody can say better: then a refusal there
   * means what it says.
   */
  isSure = true;

  readonly #shown: (url: URL) => string;
  readonly #trip: RoundTrip;
  #patience: number = ANSWER.first;
  /** Ends the time in which nobody is asked. */
  #hurry = (): void => {};

  /**
   * @param entry address the player came to, as in http://localhost:2567
   * @param shown writes a socket's address with what proves there who the player is; see identity.ts
   * @param trip is told how long answers take while the connection is lost
   */
  constructor(
    room: Room,
    entry: string,
    shown: (url: URL) => string = String,
    trip: RoundTrip = new RoundTrip(),
  ) {
    this.#shown = shown;
    this.#trip = trip;
    this.#room = room;
    this.#entry = entry.replace(/\/$/, "");
    this.#scheme = new URL(entry).protocol;
  }

  /** The connection is lost. */
  start(found: Found): void {
    this.isSure = false;
    this.#patience = ANSWER.first;
    void this.#seek(++this.#turn, found);
  }

  /** The connection is back. */
  stop(): void {
    this.#turn++;
    this.#hurry();
  }

  /** An attempt has failed: the room may not be where it was said to be. */
  hurry(): void {
    this.isSure = false;
    this.#hurry();
  }

  /** The server has told who can be asked, as host:port[/path]. */
  know(peers: string[]): void {
    const before = [...this.#peers, ...this.#earlier].filter((peer) => !peers.includes(peer));
    this.#earlier = [...new Set(before)].slice(0, Math.max(0, KNOWN - peers.length));
    this.#peers = peers;
  }

  async #seek(turn: number, found: Found): Promise<void> {
    let pause: number = AGAIN.first;
    for (let overs = 0; ; ) {
      const [way, answer] = await this.#askAll();
      if (turn !== this.#turn) return;
      this.#patience =
        answer === undefined ? Math.min(ANSWER.longest, this.#patience * ANSWER.growth) : ANSWER.first;
      this.isSure = answer !== "unknown";
      if (answer === "over") {
        if (++overs >= OVERS) return found.over();
      } else if (typeof answer === "object") {
        const { within = 0 } = answer;
        if (this.#take(way, answer)) found.moved(answer.within);
        else found.stays(within);
        await this.#settled(SETTLED + within);
        if (turn !== this.#turn) return;
      }
      await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())));
      pause = Math.min(AGAIN.longest, pause * AGAIN.growth);
      if (turn !== this.#turn) return;
    }
  }

  /** Resolves after so many ms, or when there is need to hurry. */
  #settled(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** @returns whether the room lives elsewhere now */
  #take(way: string, { process, address, peers }: Answer): boolean {
    this.know(peers);
    const { connection, roomId } = this.#room;
    const { protocol, search } = new URL(connection.url!);
    const path = `/${process}/${roomId}${search}`;
    const url = this.#shown(new URL(urlOf(protocol, address || addressIn(way), path)));
    const moved = url !== connection.url;
    connection.url = url;
    return moved;
  }

  /** Asks one after the other, without waiting long for any. @returns the first word that is one */
  #askAll(): Promise<[way: string, answer: Word | undefined]> {
    const urls = (peers: string[]) => peers.map((peer) => urlOf(this.#scheme, peer));
    const known = [...new Set([this.#entry, ...urls(this.#peers)])];
    const earlier = urls(this.#earlier).filter((url) => !known.includes(url));
    // The last is asked first.
    const ways = [...shuffled(earlier), ...shuffled(known)];
    const { length } = ways;
    let silent = 0;
    return new Promise((resolve) => {
      const turn = this.#turn;
      let isOver = false;
      const askNext = (): void => {
        const way = ways.pop();
        if (way === undefined) return;
        const soon = setTimeout(askNext, NEXT + this.#trip.expected);
        void this.#ask(way).then(([answer, trip]) => {
          clearTimeout(soon);
          if (answer === undefined && ++silent < length) return askNext();
          // An answer that comes after another one was held up by its process: it says nothing of the link.
          if (!isOver && trip !== undefined && turn === this.#turn) this.#trip.guess(trip);
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
    const url = `${way}/api/rooms/${this.#room.roomId}/where`;
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
