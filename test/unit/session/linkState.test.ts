/** When a client counts its link as lost, and how long it waits for it, on a fake clock. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RoundTrip } from "../../../client/session/roundTrip.ts";
import { ClientLink, ROUND_TRIP } from "../../support/clientLink.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the silence timeout", () => {
  it("detects a silent link within 1.5 s plus a quarter for the interval of the check", () => {
    const wire = new ClientLink("refused");
    vi.advanceTimersByTime(5000);
    wire.up = false;
    vi.advanceTimersByTime(1400);
    expect(wire.links).toEqual([]);
    vi.advanceTimersByTime(400);
    expect(wire.links).toEqual(["lost"]);
    wire.reconnector.end();
  });

  it("does not blame the link when the page was suspended", () => {
    const wire = new ClientLink("refused");
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
    const wire = new ClientLink("refused");
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
    const wire = new ClientLink("refused");
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
    const wire = new ClientLink("refused", FAR);
    vi.advanceTimersByTime(10_000);
    expect(wire.links).toEqual([]);
    wire.reset();
    vi.advanceTimersByTime(10_000);
    expect([wire.links, wire.attempts]).toEqual([["lost", "playing"], 1]);
    wire.reconnector.end();
  });

  it("silence is detected after one and a half round trips", () => {
    const wire = new ClientLink("refused", FAR);
    vi.advanceTimersByTime(10_000);
    wire.up = false;
    vi.advanceTimersByTime(4400);
    expect(wire.links).toEqual([]);
    vi.advanceTimersByTime(500);
    expect(wire.links).toEqual(["lost"]);
    wire.reconnector.end();
  });

  it("a client whose link was fast before is back, once another request has measured the link", () => {
    const wire = new ClientLink("refused", 20);
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
    const wire = new ClientLink("refused");
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
    const wire = new ClientLink("refused");
    wire.reconnector.suspend();
    // Its timers stand still, the clock does not.
    vi.setSystemTime(Date.now() + 31_000);
    wire.reconnector.resume();
    expect([wire.reconnector.link.state, wire.attempts]).toEqual(["over", 0]);
    vi.advanceTimersByTime(5000);
    expect(wire.attempts).toBe(0);
  });

  it("stays closed if the match was over, and reconnects if it had lost its link before", () => {
    const wire = new ClientLink("refused");
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
