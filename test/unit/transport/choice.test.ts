/** When a page uses HTTP in place of a WebSocket, and when it returns to WebSockets. */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { type SocketLike, STATE } from "../../../client/framework/socketLike.ts";
import { TransportChoice } from "../../../client/transport/choice.ts";
import { HeldBack } from "../../../client/transport/heldBack.ts";

const memory = (kept = "") => ({
  kept,
  recall() {
    return this.kept;
  },
  keep(word: string) {
    this.kept = word;
  },
});

describe("[HT1] the choice", () => {
  it("waits for a WebSocket less than 3 s, unless the link is a long one", () => {
    const choice = new TransportChoice();
    expect([choice.transport, choice.fallsBack]).toEqual(["websocket", true]);
    for (const trip of [0, 20, 300, 700]) {
      choice.trip = trip;
      expect(choice.timeout).toBeGreaterThan(1000);
      expect(choice.timeout).toBeLessThan(3000);
    }
    choice.trip = 2000;
    expect(choice.timeout, "of four round trips").toBe(8000);
  });

  it("is remembered, and doubted when nothing opens any more", () => {
    const kept = memory();
    new TransportChoice("auto", kept).opened("stream");
    const next = new TransportChoice("auto", kept);
    expect(next.transport).toBe("stream");
    next.opened("polling");
    expect(kept.kept).toBe("polling");
    const tried = Array.from({ length: 6 }, () => {
      next.failed();
      return next.transport;
    });
    expect(tried).toEqual(["polling", "polling", "websocket", "polling", "polling", "websocket"]);
    next.opened("websocket");
    expect([next.transport, kept.kept]).toEqual(["websocket", ""]);
  });

  it("holds on to WebSockets where one has opened: every other attempt uses HTTP", () => {
    const choice = new TransportChoice();
    choice.opened("websocket");
    expect(choice.fallsBack).toBe(false);
    const tried = Array.from({ length: 4 }, () => {
      choice.failed();
      return choice.transport;
    });
    expect(tried).toEqual(["websocket", "stream", "websocket", "stream"]);
  });

  it("is not made by itself for a program that has named its transport", () => {
    const choice = new TransportChoice("polling");
    choice.opened("websocket");
    choice.failed();
    expect([choice.transport, choice.fallsBack]).toEqual(["polling", false]);
  });
});

describe("[HT1] while a connection uses HTTP", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const socket = (opens: boolean) => {
    const made = { readyState: STATE.connecting, close: vi.fn(), binaryType: "" } as object as SocketLike;
    made.send = () => setTimeout(() => made.onmessage?.({} as never), 10);
    setTimeout(() => (opens ? made.onopen : made.onclose)?.({} as never), 10);
    return made;
  };

  it("a WebSocket is tried now and then, and the next connection uses one once it carries bytes", async () => {
    const kept = memory("stream");
    const choice = new TransportChoice("auto", kept);
    let tried = 0;
    const make = () => socket(++tried === 3);
    choice.tryAgain("ws://a/", make, () => true);
    await vi.advanceTimersByTimeAsync(65_000);
    expect([tried, choice.transport]).toEqual([2, "stream"]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([tried, choice.transport, kept.kept]).toEqual([3, "websocket", ""]);
  });

  it("a test that gets no answer ends without an error, which would end a program outside browsers", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const url = `ws://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const closed = new Promise<void>((resolve) => {
      const make = () => {
        const trial = new WebSocket(url);
        trial.once("close", resolve);
        return trial as unknown as SocketLike;
      };
      new TransportChoice("auto", memory("stream")).tryAgain(url, make, () => true);
    });
    await vi.advanceTimersByTimeAsync(40_000);
    await closed;
    silent.close();
  });

  it("none is tried once the connection has ended", async () => {
    const make = vi.fn(() => socket(true));
    new TransportChoice("auto", memory("stream")).tryAgain("ws://a/", make, () => false);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(make).not.toHaveBeenCalled();
  });
});

describe("[HT2] a stream", () => {
  let now = 0;
  let flow: HeldBack;
  beforeEach(() => {
    now = 0;
    flow = new HeldBack(() => now);
  });

  it("flows when it delivers what was written before a batch is answered", () => {
    for (let offset = 100; offset < 3000; offset += 100) {
      now += 33;
      flow.received(offset);
      flow.written(offset);
    }
    expect(flow.flow(50)).toBe("flows");
  });

  it("is held back when it brings nothing while batches are answered", () => {
    for (let i = 0; i < 5; i++, now += 100) flow.written(8);
    expect(flow.flow(50)).toBe("flows");
    for (let i = 0; i < 5; i++, now += 100) flow.written(8);
    expect(flow.flow(50)).toBe("held");
  });

  it("is held back when a proxy collects it, and passes it on in large pieces", () => {
    for (let i = 1; i <= 60; i++) {
      now += 33;
      flow.written(i * 400);
      if (i % 10 === 0) flow.received(i * 400);
    }
    expect(flow.flow(50)).toBe("held");
  });

  it("flows on after a stall of the whole link, in which no batch is answered", () => {
    flow.received(100);
    flow.written(200);
    now += 1400;
    expect(flow.flow(50)).toBe("flows");
  });
});
