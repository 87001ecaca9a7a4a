/**
 * Finds out where a room lives now, when its process may be gone: asks (whereQuery.ts) round after round, as long as the connection
 * is lost.
 */
import type { Room } from "@colyseus/sdk";
import { addressIn, urlOf } from "../../shared/address.ts";
import { RoundTrip } from "./roundTrip.ts";
import { type Answer, WhereQuery } from "./whereQuery.ts";

/** Between rounds of asking, ms, with chance in it: quick at first, then in a way that fifty can keep up. */
const AGAIN = { first: 200, longest: 1000, growth: 1.1 } as const;
/**
 * Once it is known where the room is, nobody is asked for so long, ms, and for as long as the way back may take: unless an attempt
 * fails. A process that lets a crowd in has better things to do than to tell it where it is.
 */
const SETTLED = 1000;
/** A room is given up when that many rounds have heard that there is no such room: one may have asked too early. */
const OVERS = 3;

export interface Found {
  /** A process has answered, whatever it said. Called before the others. */
  answered(): void;
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
  readonly #query: WhereQuery;
  #turn = 0;
  /**
   * Whether the room is known to be where `room.connection.url` says, or nobody can say better: then a refusal there
   * means what it says.
   */
  isSure = true;

  readonly #shown: (url: URL) => string;
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
    this.#room = room;
    this.#query = new WhereQuery(room.roomId, entry, trip);
  }

  /** The connection is lost. */
  start(found: Found): void {
    this.isSure = false;
    this.#query.begin();
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

  /** The server has told what processes can be asked, as host:port[/path]. */
  know(peers: string[]): void {
    this.#query.know(peers);
  }

  async #seek(turn: number, found: Found): Promise<void> {
    let pause: number = AGAIN.first;
    for (let overs = 0; ; ) {
      const [way, answer] = await this.#query.askAll(() => turn === this.#turn);
      if (turn !== this.#turn) return;
      if (answer !== undefined) found.answered();
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
    this.#query.know(peers);
    const { connection, roomId } = this.#room;
    const { protocol, search } = new URL(connection.url!);
    const path = `/${process}/${roomId}${search}`;
    const url = this.#shown(new URL(urlOf(protocol, address || addressIn(way), path)));
    const moved = url !== connection.url;
    connection.url = url;
    return moved;
  }
}
