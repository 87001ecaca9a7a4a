/** What operators are told of as it happens: kept in order, told once when strangers repeat it. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EventLog, KEPT, MemoryEvents } from "../../../server/ops/events.ts";

describe("events in memory", () => {
  it("[OP4] are told from any of them on, and the latest to who knows none", async () => {
    const events = new MemoryEvents();
    for (let i = 0; i < 5; i++) events.add({ kind: "error", text: String(i), at: 1000, process: "p" });
    // A clock that was set back makes no event come before another.
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

  it("are at most so many", async () => {
    const events = new MemoryEvents();
    for (let i = 0; i < KEPT + 10; i++) events.add({ kind: "error", text: String(i), at: i, process: "p" });
    const all = await events.after("0-0", KEPT * 2);
    expect([all.length, all[0]![1].text]).toEqual([KEPT, "10"]);
  });
});

describe("[OP5] what strangers repeat", () => {
  let log: EventLog;
  const told = async () =>
    (await log.store.after(undefined, 1000)).map(([, { text, count }]) =>
      count === undefined ? text : `${text} ×${count}`,
    );
  beforeEach(() => {
    vi.useFakeTimers();
    log = new EventLog();
  });
  afterEach(() => vi.useRealTimers());

  it("is told at once, then in sums while it goes on, and at once again after a pause", async () => {
    for (let i = 0; i < 100; i++) log.add("refused", "origin");
    expect(await told()).toEqual(["origin"]);
    vi.advanceTimersByTime(5000);
    expect(await told()).toEqual(["origin", "origin ×99"]);
    log.add("refused", "origin");
    log.add("refused", "host");
    expect(await told()).toEqual(["origin", "origin ×99", "host"]);
    vi.advanceTimersByTime(5000);
    expect(await told()).toEqual(["origin", "origin ×99", "host", "origin"]);
    vi.advanceTimersByTime(10_000);
    log.add("refused", "host");
    expect((await told()).at(-1)).toBe("host");
  });

  it("is bounded, however many different things it is", async () => {
    for (let i = 0; i < 5000; i++) log.add("error", `fault ${i}`);
    expect((await told()).length).toBeLessThan(100);
    expect(await told(), "and says so").toContain("many different things at once");
  });

  it("is not what operators do: that is told one by one, with who", async () => {
    log.add("action", "kicks", { by: "Grace" });
    log.add("action", "kicks", { by: "Grace" });
    const all = await log.store.after(undefined, 10);
    expect(all.map(([, { text, by }]) => `${text} ${by}`)).toEqual(["kicks Grace", "kicks Grace"]);
  });
});
