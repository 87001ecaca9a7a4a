/** When a client attempts to reconnect, on a fake clock. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ClientLink, type Down } from "../../support/clientLink.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/**
 * @returns the longest time from the link's return to the player's, ms, and the largest number of attempts,
 * over many random cases
 */
function cut(seconds: number, down: Down, reset: boolean, playedBefore = 10_000) {
  let [slowest, attempts] = [0, 0];
  for (let run = 0; run < 100; run++) {
    const wire = new ClientLink(down);
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
function afterMove(within: number | undefined): ClientLink {
  const wire = new ClientLink("swallowed");
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
    const wire = new ClientLink("refused");
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
  function lost(down: Down): ClientLink {
    const wire = new ClientLink(down);
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
    // The socket does not notice that its server has died since.
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
