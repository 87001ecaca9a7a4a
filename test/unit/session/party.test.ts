/** How often a page asks the server for its party. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Party } from "../../../client/session/party.ts";
import type { AnySession } from "../../../client/session/view.ts";
import { newPartyCode } from "../../../shared/party.ts";

let asked = 0;
beforeEach(() => {
  asked = 0;
  vi.useFakeTimers();
  vi.stubGlobal("document", { hidden: false });
  vi.stubGlobal("fetch", async () => {
    asked++;
    return Response.json({ playing: [], waiting: [] });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("[PA5] a page asks for its party every few seconds while it shows it, and seldom during a match, and soon when members come or go", async () => {
  let isShown = true;
  let onMembers = (): void => {};
  const session = { events: { on: (_: string, listener: () => void) => (onMembers = listener) } };
  const party = new Party({
    ...{ url: "http://a", code: newPartyCode(), visitor: async () => undefined },
    isShown: () => isShown,
  });
  party.follow(session as unknown as AnySession);
  await party.refresh();
  await vi.advanceTimersByTimeAsync(30_500);
  expect(asked).toBe(11);
  isShown = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked, "the request that was planned, and three in a minute").toBeLessThanOrEqual(14);
  asked = 0;
  onMembers();
  await vi.advanceTimersByTimeAsync(3500);
  expect(asked).toBe(1);
});
