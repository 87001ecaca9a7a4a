/** How a page follows its party. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Party } from "../../../client/session/party.ts";
import type { AnySession } from "../../../client/session/view.ts";
import { newPartyCode, type PartyStatus } from "../../../shared/party.ts";

const STATUS: PartyStatus = { playing: [], waiting: [] };
/** Requests for one answer, and for streams. */
let [asked, streamed] = [0, 0];
/** Of the latest stream; undefined: none opens. */
let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
let opens = true;
beforeEach(() => {
  [asked, streamed, stream, opens, mayStream] = [0, 0, undefined, true, true];
  vi.useFakeTimers();
  vi.stubGlobal("document", Object.assign(new EventTarget(), { hidden: false }));
  vi.stubGlobal("fetch", (_url: string, { headers, signal }: RequestInit) => {
    if ((headers as { accept: string }).accept === "application/json") {
      asked++;
      return Promise.resolve(Response.json(STATUS));
    }
    streamed++;
    return new Promise((resolve, reject) => {
      signal!.addEventListener("abort", () => reject(signal!.reason));
      // As a proxy that holds the answer back.
      if (!opens) return;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          stream = controller;
        },
      });
      resolve(new Response(body));
    });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

let isShown = true;
let mayStream = true;
const follow = () =>
  new Party({
    ...{ url: "http://a", code: newPartyCode(), visitor: async () => undefined },
    isShown: () => isShown,
    mayStream: () => mayStream,
  });
const push = async (text: string): Promise<void> => {
  stream!.enqueue(new TextEncoder().encode(text));
  await vi.advanceTimersByTimeAsync(0);
};

it("[PA9] a page shows what the server pushes, and asks no more while the stream lives", async () => {
  const party = follow();
  await party.refresh();
  const shown: unknown[] = [];
  party.onChange(() => shown.push(party.status?.waiting));
  const event = `data: ${JSON.stringify({ ...STATUS, waiting: ["Bob"] })}\n\n`;
  await push(`\n${event.slice(0, 20)}`);
  expect(shown).toEqual([]);
  await push(event.slice(20));
  expect(shown).toEqual([["Bob"]]);
  for (let i = 0; i < 8; i++) {
    await vi.advanceTimersByTimeAsync(10_000);
    await push("event: alive\ndata:\n\n");
  }
  expect([asked, streamed, shown.length]).toEqual([1, 1, 1]);
  party.leave();
  expect(vi.getTimerCount()).toBe(0);
});

it("[PA9] a page that opens hidden asks for nothing, and follows its party once it is shown", async () => {
  Object.assign(document, { hidden: true });
  const party = follow();
  await party.refresh();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([asked, streamed]).toEqual([0, 0]);
  Object.assign(document, { hidden: false });
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(0);
  await push(`data: ${JSON.stringify({ ...STATUS, waiting: ["Bob"] })}\n\n`);
  expect(party.status?.waiting).toEqual(["Bob"]);
  party.leave();
  expect(vi.getTimerCount()).toBe(0);
});

it("[PA9] where no stream opens, ends or is silent, the page asks every few seconds while it shows the party, seldom during a match, and tries a stream again", async () => {
  opens = false;
  isShown = true;
  let onMembers = (): void => {};
  const session = {
    events: {
      on(_: string, listener: () => void) {
        onMembers = listener;
      },
    },
  };
  const party = follow();
  party.follow(session as unknown as AnySession);
  await party.refresh();
  asked = 0;
  await vi.advanceTimersByTimeAsync(5100);
  expect(asked, "the stream has not opened in time").toBe(1);
  await vi.advanceTimersByTimeAsync(15_000);
  expect([asked, streamed]).toEqual([6, 1]);
  isShown = false;
  await vi.advanceTimersByTimeAsync(3000);
  asked = 0;
  await vi.advanceTimersByTimeAsync(3000);
  onMembers();
  await vi.advanceTimersByTimeAsync(3500);
  expect(asked, "soon after members have come or gone").toBe(1);
  opens = true;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(streamed).toBe(2);
  stream!.close();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked, "at the end of the stream").toBe(2);
  party.leave();
  expect(vi.getTimerCount()).toBe(0);
});

it("[HT8][PA9] while the page plays over HTTP it has no stream: it asks instead, and opens one again afterwards", async () => {
  isShown = false;
  const party = follow();
  await party.refresh();
  expect([asked, streamed]).toEqual([1, 1]);
  mayStream = false;
  // As when the transport changes during the match.
  await push("event: alive\ndata:\n\n");
  expect([asked, streamed]).toEqual([2, 1]);
  await vi.advanceTimersByTimeAsync(40_000);
  expect([asked, streamed]).toEqual([4, 1]);
  mayStream = true;
  await party.refresh();
  expect(streamed).toBe(2);
  party.leave();
  expect(vi.getTimerCount()).toBe(0);
});
