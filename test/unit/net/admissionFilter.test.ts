import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AdmissionFilter } from "../../../server/net/admissionFilter.ts";
import { Identities } from "../../../server/net/identity.ts";
import { CONCURRENT } from "../../../server/net/limits.ts";
import { Origins } from "../../../server/net/origins.ts";
import { Peers } from "../../../server/net/peer.ts";

const admissionFilter = () =>
  new AdmissionFilter({
    peers: new Peers(["10.0.0.1"]),
    origins: new Origins([], false),
    identities: new Identities(undefined),
    ownerOf: () => undefined,
    fullFor: () => 0,
  });

// The clock stands still: otherwise a slow machine would refill the rate limits.
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("[LI5] connections of one client network", () => {
  it("are closed when they come faster than any user needs, and other networks are not affected", () => {
    const filter = admissionFilter();
    const flood = (address: string, times: number): number => {
      let taken = 0;
      for (let i = 0; i < times; i++) {
        const release = filter.connected(address);
        if (release !== undefined) taken++;
        release?.();
      }
      return taken;
    };
    expect(flood("203.0.113.1", 3900), "two reloads of fifty people").toBe(3900);
    expect(flood("203.0.113.1", 10_000)).toBeLessThan(200);
    expect(flood("203.0.113.1", 10), "until time has passed").toBe(0);
    expect(flood("203.0.113.2", 1)).toBe(1);
    expect(flood("::ffff:203.0.113.1", 1), "the same in another notation").toBe(0);
    expect(flood("10.0.0.1", 10_000), "a trusted proxy stands for many").toBe(10_000);
  });

  it("are limited in number at the same time", () => {
    const filter = admissionFilter();
    const held = Array.from({ length: CONCURRENT.connections }, () => filter.connected("203.0.113.1"));
    expect(held).not.toContain(undefined);
    expect(filter.connected("203.0.113.1")).toBeUndefined();
    held[0]!();
    expect(filter.connected("203.0.113.1")).toBeDefined();
  });
});
