/** The event feed for operators: ordered, with sums for what clients can repeat. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EventLog, KEPT, MemoryEvents } from "../../../server/ops/events.ts";

describe("events in memory", () => {
  it("[OP4] are read from any event on, and without a position the latest are read", async () => {
    const events = new MemoryEvents();
    for (let i = 0; i < 5; i++) events.add({ kind: "error", text: String(i), at: 1000, process: "p" });
    // A clock that was set back does not change the order.
    events.add({ kind: "error", text: "5", at: 900, process: "p" });
    const all = await events.after(undefined, 100);
    expect(all.map(([, { text }]) => text)).toEqual(["0", "1", "2", "3", "4", "5"]);
    expect(new Set(all.map(([id]) => id)).size, "different ids").toBe(6);
    for (const [i, [id]] of all.entries())
      expect((await events.after(id, 100)).map(([, { text }]) => text)).toEqual(
        ["1", "2", "3", "4", "5"].slice(i),
      );
    expect((await events.after(undefined, 2)).map(([, { text }]) => text)).toEqual(["4", "5"]);
    expect((await events.after(all[0]![0], 2)).map(([, { text }]) => text)).toEqual(["1", "2"]);
  });

  it("are limited in number", async () => {
    const events = new MemoryEvents();
    for (let i = 0; i < KEPT + 10; i++) events.add({ kind: "error", text: String(i), at: i, process: "p" });
    const all = await events.after("0-0", KEPT * 2);
    expect([all.length, all[0]![1].text]).toEqual([KEPT, "10"]);
  });
});

describe("[OP5] an event that clients can repeat", () => {
  let log: EventLog;
  const summary = async () =>
    (await log.store.after(undefined, 1000)).map(([, { text, count }]) =>
      count === undefined ? text : `${text} ×${count}`,
    );
  beforeEach(() => {
    vi.useFakeTimers();
    log = new EventLog();
  });
  afterEach(() => vi.useRealTimers());

  it("is reported at once, then as sums while it continues, and at once again after a pause", async () => {
    for (let i = 0; i < 100; i++) log.add("refused", "origin");
    expect(await summary()).toEqual(["origin"]);
    vi.advanceTimersByTime(5000);
    expect(await summary()).toEqual(["origin", "origin ×99"]);
    log.add("refused", "origin");
    log.add("refused", "host");
    expect(await summary()).toEqual(["origin", "origin ×99", "host"]);
    vi.advanceTimersByTime(5000);
    expect(await summary()).toEqual(["origin", "origin ×99", "host", "origin"]);
    vi.advanceTimersByTime(10_000);
    log.add("refused", "host");
    expect((await summary()).at(-1)).toBe("host");
  });

  it("has limited memory, however many kinds there are", async () => {
    for (let i = 0; i < 5000; i++) log.add("error", `fault ${i}`);
    expect((await summary()).length).toBeLessThan(100);
    expect(await summary(), "and reports the overflow").toContain("many different things at once");
  });

  it("is not an operator's action: each of those is reported, with the operator's name", async () => {
    log.add("action", "kicks", { by: "Grace" });
    log.add("action", "kicks", { by: "Grace" });
    const all = await log.store.after(undefined, 10);
    expect(all.map(([, { text, by }]) => `${text} ${by}`)).toEqual(["kicks Grace", "kicks Grace"]);
  });
});
