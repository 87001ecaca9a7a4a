/**
 * Finds out where a room is while the connection is lost, because the room's process may have ended: it asks
 * (whereQuery.ts) round after round.
 */
import type { Room } from "@colyseus/sdk";
import { addressIn, urlOf } from "../../shared/address.ts";
import type { WhereAnswer } from "../../shared/protocol.ts";
import { RoundTrip } from "./roundTrip.ts";
import { WhereQuery } from "./whereQuery.ts";

/**
 * Pause between two rounds, ms, jittered: short at first, and then long enough that fifty clients do not
 * overload a process.
 */
const RETRY_AFTER = { first: 200, longest: 1000, growth: 1.1 } as const;
/**
 * Once the room is found, nothing is asked for this long, ms, plus the time over which reconnections are
 * spread, unless an attempt fails: a process that admits a crowd needs its CPU for that.
 */
const SETTLED = 1000;
/**
 * A room counts as ended after this many rounds without such a room: a single round may have asked too early.
 */
const OVERS = 3;

export interface Found {
  /** A process has answered, with whatever content. Called before the other methods. */
  answered(): void;
  /**
   * The room has a new address, which is in `room.connection.url`.
   * @param within ms over which its process spreads returning players; absent when it is not known
   */
  moved(within?: number): void;
  /** The room is at the address it had before. */
  stays(within?: number): void;
  /** The room does not exist any more. */
  over(): void;
}

export class RoomLocator {
  readonly #room: Room;
  readonly #query: WhereQuery;
  #turn = 0;
  /**
   * Whether the address in `room.connection.url` is confirmed, or no process knows a better one. Only then is
   * a refusal from that address final.
   */
  isSure = true;

  readonly #shown: (url: URL) => string;
  /** Ends the pause in which nothing is asked. */
  #hurry = (): void => {};

  /**
   * @param entry address through which the player joined, as in http://localhost:2567
   * @param shown adds the player's credentials to a socket's address; see identity.ts
   * @param trip gets the duration of answers while the connection is lost
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

  /** A reconnection attempt has failed: the room may not be at the known address. */
  hurry(): void {
    this.isSure = false;
    this.#hurry();
  }

  /** The server has named the processes that can be asked, as host:port[/path]. */
  know(peers: string[]): void {
    this.#query.know(peers);
  }

  async #seek(turn: number, found: Found): Promise<void> {
    let pause: number = RETRY_AFTER.first;
    for (let overs = 0; ; ) {
      const [asked, answer] = await this.#query.askAll(() => turn === this.#turn);
      if (turn !== this.#turn) return;
      if (answer !== undefined) found.answered();
      this.isSure = answer !== "unknown";
      if (answer === "over") {
        if (++overs >= OVERS) return found.over();
      } else if (typeof answer === "object") {
        const { within = 0 } = answer;
        if (this.#take(asked, answer)) found.moved(answer.within);
        else found.stays(within);
        await this.#settled(SETTLED + within);
        if (turn !== this.#turn) return;
      }
      await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())));
      pause = Math.min(RETRY_AFTER.longest, pause * RETRY_AFTER.growth);
      if (turn !== this.#turn) return;
    }
  }

  /** Resolves after this many ms, or when `hurry` is called. */
  #settled(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** @returns whether the room has moved to another address */
  #take(asked: string, { process, address, peers }: WhereAnswer): boolean {
    this.#query.know(peers);
    const { connection, roomId } = this.#room;
    const { protocol, search } = new URL(connection.url!);
    const path = `/${process}/${roomId}${search}`;
    const url = this.#shown(new URL(urlOf(protocol, address || addressIn(asked), path)));
    const moved = url !== connection.url;
    connection.url = url;
    return moved;
  }
}
