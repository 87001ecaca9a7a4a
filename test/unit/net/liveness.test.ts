/**
 * When the server closes a client that does not read, check by check. test/hostile tests it with real
 * sockets.
 */
import { EventEmitter } from "node:events";
import { type Client, ClientState } from "@colyseus/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Liveness } from "../../../server/net/liveness.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  // First: vitest restores a forgotten spy at the end of the file, and other files would get the fake timers.
  vi.restoreAllMocks();
  vi.useRealTimers();
});

let room: Liveness;
beforeEach(() => {
  room = new Liveness();
});

/** A socket, reduced to what the liveness check uses. */
class Peer extends EventEmitter {
  readonly OPEN = 1;
  readonly readyState = 1;
  readonly _socket = {
    bytesRead: 0,
    writableLength: 0,
    write: (ping: Buffer) => this.#hear(ping.subarray(2)),
  };
  code = 0;
  /** When the server closed it, s since the start of the test. */
  gone = Number.POSITIVE_INFINITY;
  sends = false;
  #reads = true;
  #asked: Buffer | undefined;
  readonly #client: { ref: Peer; state: number };
  readonly #trip: number;

  /** @param trip round-trip time, ms */
  constructor(state: number = ClientState.JOINED, trip = 20) {
    super();
    this.#trip = trip;
    this.#client = { ref: this, state: ClientState.JOINING };
    setTimeout(() => {
      this.#client.state = state;
    }, trip);
    room.watch(this.#client as unknown as Client);
  }

  /** A peer that reads again answers the pings that it received meanwhile. */
  set reads(reads: boolean) {
    this.#reads = reads;
    if (reads && this.#asked !== undefined) this.#hear(this.#asked);
  }

  #hear(nonce: Buffer): void {
    this.#asked = nonce;
    if (this.#reads) setTimeout(() => this.emit("pong", nonce), this.#trip);
  }

  close(code: number): void {
    this.code = code;
  }

  terminate(): void {
    this.gone = Math.min(this.gone, now());
    this.emit("close");
  }
}

let began = 0;
const now = () => (performance.now() - began) / 1000;
beforeEach(() => {
  began = performance.now();
});
/** Advances the clock by seconds. A peer that sends does so all the time. */
function pass(seconds: number, peer: Peer): void {
  for (let ms = 0; ms < seconds * 1000; ms += 50) {
    if (peer.sends) peer._socket.bytesRead += 10;
    vi.advanceTimersByTime(50);
  }
}

describe("[RD1] a client that stops reading", () => {
  // Any moment between two pings.
  const moments = Array.from({ length: 30 }, (_, i) => 3 + i * 0.05);

  it.each([
    ["and sends nothing", 4010, (_: Peer) => {}],
    [
      "and goes on sending",
      4025,
      (peer: Peer) => {
        peer.sends = true;
      },
    ],
    [
      "with bytes in its send buffer, with or without pongs",
      4025,
      (peer: Peer) => {
        peer.reads = true;
        peer._socket.writableLength = 1;
      },
    ],
  ])("%s is closed within 5 s, and not before 3 s", (_, code, how) => {
    for (const moment of moments) {
      const peer = new Peer();
      began = performance.now();
      pass(moment, peer);
      expect(peer.code, "an honest client").toBe(0);
      peer.reads = false;
      how(peer);
      const stopped = now();
      pass(10, peer);
      expect(peer.code).toBe(code);
      expect(peer.gone - stopped, "s").toBeLessThanOrEqual(5.001);
      expect(peer.gone - stopped, "s").toBeGreaterThan(3);
    }
  });

  it("before it has confirmed its join is closed within 5 s", () => {
    const peer = new Peer(ClientState.JOINING);
    pass(10, peer);
    expect([peer.code, peer.gone <= 5.001]).toEqual([4025, true]);
  });

  it("for 2.9 s at a time is never closed", () => {
    const peer = new Peer();
    for (let times = 0; times < 10; times++) {
      peer.reads = false;
      pass(2.9, peer);
      peer.reads = true;
      pass(2, peer);
    }
    expect(peer.code).toBe(0);
  });

  it("[LK1] on a long link is closed after two round trips, and one that only has a long link is not", () => {
    for (const [trip, latest] of [
      [1600, 5 + 2 * 1.6],
      [3000, 5 + 2 * 3],
      [4400, 5 + 2 * 4.4],
    ] as const) {
      const peer = new Peer(ClientState.JOINED, trip);
      began = performance.now();
      pass(30, peer);
      expect(peer.code, `at ${trip} ms`).toBe(0);
      peer.reads = false;
      const stopped = now();
      pass(15, peer);
      expect(peer.code).toBe(4010);
      expect(peer.gone - stopped, `s, at ${trip} ms`).toBeLessThanOrEqual(latest + 0.001);
    }
  });

  it("before its first answer is closed within 10 s, because its link may be long; within 5 s once it has joined", () => {
    for (const [state, latest] of [
      [ClientState.JOINING, 10],
      [ClientState.JOINED, 5],
    ] as const) {
      const peer = new Peer(state);
      began = performance.now();
      peer.reads = false;
      pass(15, peer);
      expect(peer.code).not.toBe(0);
      expect(peer.gone, "s").toBeLessThanOrEqual(latest + 0.001);
    }
  });

  it("[LK1] is not treated as a slow link after a single stall", () => {
    const peer = new Peer();
    began = performance.now();
    pass(10, peer);
    peer.reads = false;
    pass(3, peer);
    peer.reads = true;
    pass(0.2, peer);
    peer.reads = false;
    const stopped = now();
    pass(10, peer);
    expect(peer.gone - stopped, "s").toBeLessThanOrEqual(5.001);
  });

  it("among others of its room is closed like one alone; they share a timer, which the last one stops", () => {
    const intervals = vi.spyOn(globalThis, "setInterval");
    const others = Array.from({ length: 40 }, (_, i) => {
      vi.advanceTimersByTime((i % 7) * 50);
      return new Peer();
    });
    const peer = new Peer();
    pass(6, peer);
    expect(intervals).toHaveBeenCalledOnce();
    began = performance.now();
    peer.reads = false;
    pass(10, peer);
    expect([peer.code, peer.gone > 3, peer.gone <= 5.001]).toEqual([4010, true, true]);
    expect(others.map(({ code }) => code)).toEqual(others.map(() => 0));
    for (const other of others) other.terminate();
    vi.advanceTimersByTime(1000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
