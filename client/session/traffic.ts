/** Counts the bytes of a room's connection, and measures its round trips. */
import type { Room } from "@colyseus/sdk";
import { watchFrames } from "../framework/sdk.ts";
import type { RoundTrip } from "./roundTrip.ts";

/** Time between two pings, ms. */
const PING_EVERY = 1000;
/** After this many intervals a missing answer counts as lost. */
const LOST_AFTER = 15;

export class Traffic {
  patches = 0;
  bytesIn = 0;
  bytesOut = 0;
  readonly #room: Room;
  readonly #trip: RoundTrip;
  /** Intervals since the ping that is not answered yet; undefined when there is none. */
  #waited: number | undefined;
  readonly #timer: ReturnType<typeof setInterval>;

  /**
   * @param trip gets every measured round trip
   * @param onFrame called for each frame that arrives, before it is decoded
   */
  constructor(room: Room, trip: RoundTrip, onFrame: () => void) {
    this.#room = room;
    this.#trip = trip;
    watchFrames(room, {
      received: (bytes) => {
        this.bytesIn += bytes;
        onFrame();
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

  /** The connection is new: answers of the old one no longer arrive. */
  restart(): void {
    this.#waited = undefined;
  }

  #ping(): void {
    // The SDK measures an answer from the latest ping: with a second ping in flight, a round trip of 3 s
    // would look like one of less than a second.
    if (this.#waited !== undefined && ++this.#waited < LOST_AFTER) return;
    this.#waited = 0;
    this.#room.ping((ms) => {
      this.#waited = undefined;
      this.#trip.note(ms);
    });
  }
}
