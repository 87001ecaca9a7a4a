/** Counts what goes over a room's connection, and times its round trips. */
import type { Room } from "@colyseus/sdk";
import { watchFrames } from "../framework/sdk.ts";
import type { RoundTrip } from "./roundTrip.ts";

/** A round trip is timed this often, ms. */
const PING_EVERY = 1000;
/** An answer that has not come within so many of these times is not waited for. */
const LOST_AFTER = 15;

export class Traffic {
  patches = 0;
  bytesIn = 0;
  bytesOut = 0;
  readonly #room: Room;
  readonly #trip: RoundTrip;
  /** Times passed since a ping whose answer is under way; undefined when there is none. */
  #waited: number | undefined;
  readonly #timer: ReturnType<typeof setInterval>;

  /** @param trip is told every round trip @param heard called for each frame that arrives, before it is read */
  constructor(room: Room, trip: RoundTrip, heard: () => void) {
    this.#room = room;
    this.#trip = trip;
    watchFrames(room, {
      received: (bytes) => {
        this.bytesIn += bytes;
        heard();
      },
      sent: (bytes) => {
        this.bytesOut += bytes;
      },
    });
    this.#timer = setInterval(() => this.#ping(), PING_EVERY);
    this.#ping();
  }

  end(): void {
    clearInterval(this.#timer);
  }

  /** The connection is a new one: answers of the old one do not come any more. */
  restart(): void {
    this.#waited = undefined;
  }

  #ping(): void {
    // The SDK times an answer from the latest ping: a second one while the first is under way would make a round trip of 3 s
    // look like one of less than a second.
    if (this.#waited !== undefined && ++this.#waited < LOST_AFTER) return;
    this.#waited = 0;
    this.#room.ping((ms) => {
      this.#waited = undefined;
      this.#trip.note(ms);
    });
  }
}
