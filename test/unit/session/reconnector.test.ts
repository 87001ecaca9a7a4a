/** When a client reconnects, on a fake clock. */
import type { Room } from "@colyseus/sdk";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Reconnector } from "../../../client/session/reconnector.ts";
import type { Found, RoomLocator } from "../../../client/session/roomLocator.ts";
import { RoundTrip } from "../../../client/session/roundTrip.ts";
import type { Link } from "../../../client/session/view.ts";

/** ms; of a distant server. */
const ROUND_TRIP = 120;

/** What happens to an attempt while the link is down; "starved": its socket opens after a round trip, and no more. */
type Down = "refused" | "swallowed" | "starved";

/** A connection over a link that the test takes down, as `Reconnector` sees it; 30 patches a second. */
class ConnectionInfo {
  up = true;
  attempts = 0;
  readonly links: Link["state"][] = [];
  /** Callbacks of the latest search for the room. */
  found!: Found;
  /** When the latest attempt began, ms. */
  attemptedAt = 0;
  readonly reconnector: Reconnector;
  readonly trip: RoundTrip;
  /** The measured round trip, ms. */
  roundTrip: number;
  readonly #down: Down;
  /** When the first patch arrives, ms. */
  #patchesFrom: number;
  readonly #events: {
    onopen?: () => void;
    onclose?: (event: { code: number }) => void;
    onerror?: () => void;
  } = {};
  #back = (): void => {};
  #connected = true;
  /** Incremented with each socket: a socket that was given up sends nothing more. */
  #socket = 0;

  /** @param roundTrip ms @param known the round trip as measured in the join, ms */
  constructor(down: Down, roundTrip = ROUND_TRIP, known = roundTrip) {
    this.#down = down;
    this.roundTrip = roundTrip;
    this.trip = new RoundTrip(known);
    this.#patchesFrom = Date.now() + roundTrip;
    const wire = this;
    const room = {
      reconnectionToken: "room:token",
      onReconnect: (back: () => void) => {
        this.#back = back;
      },
      connection: {
        events: this.#events,
        transport: {
          get ws() {
            const own = wire.#socket;
            return { close: () => own === wire.#socket && wire.#hangUp() };
          },
        },
        reconnect: () => this.#attempt(),
      },
    };
    // The room does not move unless the test says so.
    const locator = { isSure: true, start: (found: Found) => (this.found = found), stop() {}, hurry() {} };
    this.reconnector = new Reconnector(
      room as unknown as Room,
      Date.now,
      locator as unknown as RoomLocator,
      { crowd: () => 0, heard: () => 0, changed: ({ state }: Link) => this.links.push(state) },
      this.trip,
    );
    setInterval(
      () => this.up && this.#connected && Date.now() >= this.#patchesFrom && this.reconnector.heard(),
      33,
    );
  }

  /** Both sides notice the end of the connection. */
  reset(): void {
    this.#connected = false;
    this.#events.onclose?.({ code: 1006 });
  }

  #hangUp(): void {
    this.#connected = false;
    this.#socket++;
  }

  #attempt(): void {
    this.attempts++;
    this.attemptedAt = Date.now();
    const own = ++this.#socket;
    const later = (act: () => void) => setTimeout(() => own === this.#socket && act(), this.roundTrip);
    if (this.up) {
      later(() => {
        this.#connected = true;
        this.#patchesFrom = Date.now() + this.roundTrip;
        this.#back();
      });
    } else if (this.#down === "refused") later(() => this.#events.onclose?.({ code: 1006 }));
    else if (this.#down === "starved") later(() => this.#events.onopen?.());
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/**
 * @returns the longest time from the link's return to the player's, ms, and the largest number of
 * attempts, over many random cases
 */
function cut(seconds: number, down: Down, reset: boolean, playedBefore = 10_000) {
  let [slowest, attempts] = [0, 0];
  for (let run = 0; run < 100; run++) {
    const wire = new ConnectionInfo(down);
    vi.advanceTimersByTime(playedBefore + run * 7);
    wire.up = false;
    if (reset) wire.reset();
    vi.advanceTimersByTime(seconds * 1000);
    expect(wire.reconnector.link.state, "the cut was noticed").toBe("lost");
    wire.up = true;
    const from = Date.now();
    while (wire.reconnector.link.state !== "playing" && Date.now() - from < 10_000) vi.advanceTimersByTime(5);
    slowest = Math.max(slowest, Date.now() - from);
    attempts = Math.max(attempts, wire.attempts);
    wire.reconnector.end();
    vi.clearAllTimers();
  }
  return { slowest, attempts };
}

/** @returns a client that has just learned where its match is, after its process died */
function afterMove(within: number | undefined): ConnectionInfo {
  const wire = new ConnectionInfo("swallowed");
  vi.advanceTimersByTime(5000);
  wire.up = false;
  wire.reset();
  vi.advanceTimersByTime(500);
  wire.attempts = 0;
  wire.found.moved(within);
  return wire;
}

describe("[SV13] after a match has moved", () => {
  it("the attempts of many clients are spread over the time that the new process gives", () => {
    const after: number[] = [];
    for (let player = 0; player < 200; player++) {
      const wire = afterMove(2000);
      const from = Date.now();
      vi.advanceTimersByTime(2000);
      expect(wire.attempts).toBe(1);
      after.push(wire.attemptedAt - from);
      wire.reconnector.end();
      vi.clearAllTimers();
    }
    for (const quarter of [0, 500, 1000, 1500])
      expect(
        after.filter((ms) => ms >= quarter && ms < quarter + 500).length,
        `attempts in the half second from ${quarter} ms`,
      ).toBeGreaterThan(25);
  });

  it("an attempt that waits in the queue of that process is neither given up nor repeated", () => {
    const wire = afterMove(1000);
    vi.advanceTimersByTime(1000 + 3000);
    expect(wire.attempts).toBe(1);
    // But not for ever.
    vi.advanceTimersByTime(3000);
    expect(wire.attempts).toBeGreaterThan(1);
    wire.reconnector.end();
  });

  it("an attempt that fails is repeated soon", () => {
    const wire = new ConnectionInfo("refused");
    vi.advanceTimersByTime(5000);
    wire.up = false;
    wire.reset();
    vi.advanceTimersByTime(500);
    wire.attempts = 0;
    wire.found.moved(0);
    vi.advanceTimersByTime(1000);
    expect(wire.attempts).toBeGreaterThan(2);
    wire.reconnector.end();
  });
});

describe("[SE1] after a cut of 3 s", () => {
  it("a client whose attempts were refused is back in half a second", () => {
    expect(cut(3, "refused", true).slowest).toBeLessThanOrEqual(500);
    expect(cut(3, "refused", false).slowest).toBeLessThanOrEqual(500);
  });

  it("a client whose attempts were lost is back in a second", () => {
    // An attempt in progress when the link returns is lost, and must time out first.
    expect(cut(3, "swallowed", false).slowest).toBeLessThanOrEqual(1000);
  });

  it("so is a client whose session had just begun", () => {
    expect(cut(3, "refused", true, 50).slowest).toBeLessThanOrEqual(500);
  });

  it("attempts do not flood the server", () => {
    expect(cut(3, "refused", true).attempts).toBeLessThanOrEqual(22);
    expect(cut(25, "refused", true).attempts).toBeLessThanOrEqual(75);
  });
});

describe("[SE9] while the server is there, and short of CPU", () => {
  /** @returns a client that has lost its connection, after its first attempts */
  function lost(down: Down): ConnectionInfo {
    const wire = new ConnectionInfo(down);
    vi.advanceTimersByTime(5000);
    wire.up = false;
    wire.reset();
    vi.advanceTimersByTime(4000);
    return wire;
  }

  it("an attempt lasts for 8 s after its socket has opened", () => {
    const wire = lost("starved");
    const { attempts } = wire;
    expect(attempts, "the first attempt goes on").toBe(1);
    vi.advanceTimersByTime(3500);
    expect(wire.attempts).toBe(attempts);
    // The socket tells nothing of a server that has died since.
    vi.advanceTimersByTime(3000);
    expect(wire.attempts).toBeGreaterThan(attempts);
    wire.reconnector.end();
  });

  it("an attempt lasts for 3 s after each answer of a process, and for 12 s at most", () => {
    const wire = lost("swallowed");
    wire.attempts = 0;
    // Until an attempt has just begun.
    while (wire.attempts === 0) vi.advanceTimersByTime(10);
    for (let ms = 0; ms < 11_000; ms += 1000) {
      wire.found.answered();
      vi.advanceTimersByTime(1000);
      expect(wire.attempts, `${ms + 1000} ms after it has begun`).toBe(1);
    }
    for (let ms = 0; ms < 3000; ms += 500) {
      wire.found.answered();
      vi.advanceTimersByTime(500);
    }
    expect(wire.attempts).toBe(2);
    wire.reconnector.end();
  });

  it("a client whose attempt is still under way goes at once to the process that has its match by then", () => {
    const wire = lost("starved");
    const { attempts } = wire;
    wire.found.answered();
    wire.found.moved(0);
    vi.advanceTimersByTime(10);
    expect(wire.attempts).toBe(attempts + 1);
    wire.reconnector.end();
  });
});

describe("the silence timeout", () => {
  it("detects a silent link within 1.5 s plus a quarter for the interval of the check", () => {
    const wire = new ConnectionInfo("refused");
    vi.advanceTimersByTime(5000);
    wire.up = false;
    vi.advanceTimersByTime(1400);
    expect(wire.links).toEqual([]);
    vi.advanceTimersByTime(400);
    expect(wire.links).toEqual(["lost"]);
    wire.reconnector.end();
  });

  it("does not blame the link when the page was suspended", () => {
    const wire = new ConnectionInfo("refused");
    vi.advanceTimersByTime(5000);
    // A suspended page runs no timers, and wakes with all received data still unread.
    vi.setSystemTime(Date.now() + 60_000);
    wire.up = false;
    vi.advanceTimersByTime(400);
    wire.up = true;
    vi.advanceTimersByTime(2000);
    expect(wire.links).toEqual([]);
    wire.reconnector.end();
  });

  it("gives up when the seat is gone: after 30 s", () => {
    const wire = new ConnectionInfo("refused");
    wire.up = false;
    wire.reset();
    vi.advanceTimersByTime(29_000);
    expect(wire.reconnector.link.state).toBe("lost");
    vi.advanceTimersByTime(3000);
    expect(wire.reconnector.link.state).toBe("over");
  });
});

describe("[LK1] on a link with a round trip of three seconds", () => {
  const FAR = 3000;

  it("[SE1] does not give up for 30 s after a process has answered, and for 2 min at most", () => {
    const wire = new ConnectionInfo("refused");
    vi.advanceTimersByTime(1000);
    wire.up = false;
    wire.reset();
    vi.advanceTimersByTime(20_000);
    wire.found.answered();
    vi.advanceTimersByTime(28_000);
    expect(wire.reconnector.link.state, "48 s after the loss").toBe("lost");
    for (let seconds = 48; seconds < 118; seconds += 10) {
      wire.found.answered();
      vi.advanceTimersByTime(10_000);
      expect(wire.reconnector.link.state, `${seconds + 10} s after the loss`).toBe("lost");
    }
    wire.found.answered();
    vi.advanceTimersByTime(10_000);
    expect(wire.reconnector.link.state, "128 s after the loss").toBe("over");
  });

  it("the client waits for the first patch, at the join and at the return", () => {
    const wire = new ConnectionInfo("refused", FAR);
    vi.advanceTimersByTime(10_000);
    expect(wire.links).toEqual([]);
    wire.reset();
    vi.advanceTimersByTime(10_000);
    expect([wire.links, wire.attempts]).toEqual([["lost", "playing"], 1]);
    wire.reconnector.end();
  });

  it("silence is detected after one and a half round trips", () => {
    const wire = new ConnectionInfo("refused", FAR);
    vi.advanceTimersByTime(10_000);
    wire.up = false;
    vi.advanceTimersByTime(4400);
    expect(wire.links).toEqual([]);
    vi.advanceTimersByTime(500);
    expect(wire.links).toEqual(["lost"]);
    wire.reconnector.end();
  });

  it("a client whose link was fast before is back, once another request has measured the link", () => {
    const wire = new ConnectionInfo("refused", 20);
    vi.advanceTimersByTime(10_000);
    wire.roundTrip = FAR;
    wire.reset();
    vi.advanceTimersByTime(8000);
    expect(wire.links, "without a measurement").toEqual(["lost"]);
    wire.trip.guess(FAR);
    vi.advanceTimersByTime(8000);
    expect(wire.links).toEqual(["lost", "playing"]);
    wire.reconnector.end();
  });
});

it("a single slow answer does not make a fast link count as slow", () => {
  const trip = new RoundTrip(900);
  expect([trip.measured, trip.expected]).toEqual([0, 900]);
  for (const ms of [20, 22, 4000]) trip.note(ms);
  expect([trip.measured, trip.expected]).toEqual([22, 22]);
});

describe("[PD3] a page in the background", () => {
  it("makes no attempts, and is back one round trip after it is shown", () => {
    const wire = new ConnectionInfo("refused");
    vi.advanceTimersByTime(5000);
    wire.reconnector.suspend();
    vi.advanceTimersByTime(20_000);
    expect([wire.reconnector.link.state, wire.attempts]).toEqual(["lost", 0]);
    wire.reconnector.resume();
    vi.advanceTimersByTime(ROUND_TRIP);
    expect([wire.reconnector.link.state, wire.attempts]).toEqual(["playing", 1]);
    wire.reconnector.end();
  });

  it("learns that the seat is gone when it is shown after 30 s", () => {
    const wire = new ConnectionInfo("refused");
    wire.reconnector.suspend();
    // Its timers stand still, the clock does not.
    vi.setSystemTime(Date.now() + 31_000);
    wire.reconnector.resume();
    expect([wire.reconnector.link.state, wire.attempts]).toEqual(["over", 0]);
    vi.advanceTimersByTime(5000);
    expect(wire.attempts).toBe(0);
  });

  it("stays closed if the match was over, and reconnects if it had lost its link before", () => {
    const wire = new ConnectionInfo("refused");
    wire.up = false;
    wire.reset();
    vi.advanceTimersByTime(2000);
    wire.reconnector.suspend();
    const { attempts } = wire;
    vi.advanceTimersByTime(5000);
    expect(wire.attempts).toBe(attempts);
    wire.up = true;
    wire.reconnector.resume();
    vi.advanceTimersByTime(ROUND_TRIP);
    expect(wire.reconnector.link.state).toBe("playing");
    wire.reconnector.end();
    wire.reconnector.suspend();
    wire.reconnector.resume();
    expect(wire.reconnector.link.state).toBe("over");
  });
});
