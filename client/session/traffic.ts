/** Counts what goes over a room's connection, and times its round trips. */
import type { Room } from "@colyseus/sdk";

/** A round trip is timed this often, ms. */
const PING_EVERY = 1000;

export class Traffic {
  patches = 0;
  bytesIn = 0;
  bytesOut = 0;
  /** Round trip, ms: the latest three, in the middle. 0 until known. */
  rtt = 0;
  readonly #room: Room;
  #trips: number[] = [];
  readonly #timer: ReturnType<typeof setInterval>;

  /** @param heard called for each frame that arrives, before it is read */
  constructor(room: Room, heard: () => void) {
    this.#room = room;
    const { connection } = room;
    const read = connection.events.onmessage;
    connection.events.onmessage = (event: MessageEvent<ArrayBuffer>) => {
      this.bytesIn += event.data.byteLength;
      heard();
      read?.(event);
    };
    const send = connection.send.bind(connection);
    connection.send = (data: Uint8Array) => {
      this.bytesOut += data.byteLength;
      send(data as Parameters<typeof send>[0]);
    };
    this.#timer = setInterval(() => this.#ping(), PING_EVERY);
    this.#ping();
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #ping(): void {
    this.#room.ping((ms) => {
      this.#trips = [...this.#trips.slice(-2), ms];
      this.rtt = [...this.#trips].sort((a, b) => a - b)[this.#trips.length >> 1]!;
    });
  }
}
