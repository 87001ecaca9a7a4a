import { describe, expect, it } from "vitest";
import { ConcurrencyLimit, RateLimiter } from "../../../server/net/limits.ts";
import { ReceiveLimit } from "../../../server/net/receiveLimit.ts";
import { TokenBucket } from "../../../server/net/tokenBucket.ts";

describe("limits", () => {
  it("[LI8] rate limits survive a stall: unused tokens are saved, up to the burst", () => {
    const bucket = new TokenBucket(10, 2, 0);
    for (let i = 0; i < 10; i++) expect(bucket.take(0)).toBe(true);
    expect([bucket.take(0), bucket.wait(0)]).toEqual([false, 0.5]);
    expect(bucket.take(0.5)).toBe(true);
    for (let i = 0; i < 10; i++) expect(bucket.take(1000)).toBe(true);
    expect(bucket.take(1000)).toBe(false);
    expect(bucket.take(999), "a clock that goes back adds nothing").toBe(false);
    expect(bucket.take(1000), "nor does one that goes the same way again").toBe(false);
  });

  it("[LI8] a connection may send 600 frames at once, fewer when they are long, and a slow stream of bytes", () => {
    const passed = (take: () => boolean): number => {
      let count = 0;
      while (count < 10_000 && take()) count++;
      return count;
    };
    const receiveLimit = new ReceiveLimit();
    expect(passed(() => receiveLimit.takeFrame(15))).toBeGreaterThanOrEqual(600);
    expect(passed(() => receiveLimit.takeFrame(15))).toBeLessThan(60);
    const long = new ReceiveLimit();
    expect(passed(() => long.takeFrame(1000))).toBeLessThan(60);
    expect(passed(() => receiveLimit.takeBytes(1024))).toBeLessThan(80);
  });

  it("rate limits forget clients that are back at the full burst", () => {
    const limiter = new RateLimiter({ burst: 1, every: 1e6 });
    for (let i = 0; i < 50_000; i++) limiter.take(`address ${i}`);
    expect(limiter.size).toBeLessThanOrEqual(20_000);
  });

  it("a concurrency limit counts what is held at the same time", () => {
    const held = new ConcurrencyLimit(2);
    expect([held.take("a"), held.take("a"), held.take("a"), held.take("b")]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    held.release("a");
    expect([held.take("a"), held.count("a")]).toEqual([true, 2]);
  });
});
