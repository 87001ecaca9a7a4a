/** What members may know of a party, pushed to their pages. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import express from "express";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LocalParties, type Visitor } from "../../../server/cluster/parties.ts";
import { PARTY_PAGES, PartyFeed } from "../../../server/cluster/partyFeed.ts";
import { Peers } from "../../../server/net/peer.ts";
import { silentTelemetry } from "../../support/telemetry.ts";
import { until } from "../../support/until.ts";

let [now, asked, isAway] = [0, 0, false];
let parties: LocalParties;
let feed: PartyFeed;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
  [now, asked, isAway] = [0, 0, false];
  parties = new LocalParties(() => now);
  const status = (party: string, here?: readonly Visitor[]) => {
    asked++;
    return isAway ? Promise.reject(new Error("Redis is away")) : parties.status(party, here);
  };
  feed = new PartyFeed({ status }, silentTelemetry.metrics);
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets a second pass, on the clock of the store, too. */
const second = async (count = 1): Promise<void> => {
  for (; count > 0; count--) {
    now += 1000;
    await vi.advanceTimersByTimeAsync(1000);
  }
};
const listen = (party: string, id?: string, name = id!): PassThrough => {
  const page = new PassThrough();
  feed.add(page, party, id === undefined ? undefined : { id, name });
  return page;
};
const text = (page: PassThrough): string => String(page.read() ?? "");
const event = (status: object): string => `data: ${JSON.stringify(status)}\n\n`;

it("[PA9] each page of a party is told of changes only, its own player is no news to it, and the store is asked once a second for all", async () => {
  const [ada, bob] = [listen("P", "1", "Ada"), listen("P", "2", "Bob")];
  await vi.advanceTimersByTimeAsync(0);
  expect(text(ada)).toContain(event({ playing: [], waiting: ["Bob"] }));
  expect(text(bob)).toBe(`\n${event({ playing: [], waiting: ["Ada"] })}`);
  asked = 0;
  await second(3);
  expect([asked, text(ada), text(bob)]).toEqual([3, "", ""]);
  await parties.keep("P", { room: "x", mode: "arena" }, { names: ["Cy"], isConnected: true });
  await second();
  const at = { room: "x", mode: "arena", playing: ["Cy"] };
  expect([ada, bob].map(text)).toEqual([
    event({ ...at, waiting: ["Bob"] }),
    event({ ...at, waiting: ["Ada"] }),
  ]);
  const other = listen("Q", "3", "Eve");
  await second();
  expect(text(other), "of another party").toBe(`\n${event({ playing: [], waiting: [] })}`);
  const pages = async () => (await silentTelemetry.metrics.partyPages.get()).values[0]!.value;
  const before = await pages();
  // A visitor is listed for 8 s after its page has gone.
  bob.destroy();
  await second(10);
  expect(before - (await pages()), "pages that have gone").toBe(1);
  expect(text(ada)).toBe(event({ ...at, waiting: [] }));
  await second(10);
  expect(text(ada), "a sign of life").toBe("event: alive\ndata:\n\n");
});

it("[PA9] without a page nothing is asked, a page that does not read is closed, and streams end while Redis is away", async () => {
  const gone = listen("P", "1", "Ada");
  await second();
  gone.destroy();
  await second();
  asked = 0;
  await second(3);
  expect([asked, vi.getTimerCount()]).toEqual([0, 0]);

  const stuck = new PassThrough({ highWaterMark: 1 });
  feed.add(stuck, "P", undefined);
  const write = vi.spyOn(stuck, "writableLength", "get").mockReturnValue(17 * 1024);
  await parties.keep("P", { room: "x", mode: "arena" }, { names: ["Cy"], isConnected: true });
  await second();
  expect(stuck.destroyed).toBe(true);
  write.mockRestore();

  const page = listen("P");
  await second();
  isAway = true;
  await second();
  expect(page.writableEnded, "after one failure").toBe(false);
  await second();
  expect(page.writableEnded).toBe(true);
  await second(6);
  expect([page.destroyed, vi.getTimerCount()]).toEqual([true, 0]);
});

it("[PA9] 64 pages listen to one party; a further one is refused until one of them closes, and other parties have their own", async () => {
  vi.useRealTimers();
  const peers = new Peers([]);
  const app = express();
  app.get("/:party", (request, response) => {
    peers.note(request);
    feed.open(request, response, request.params.party, undefined);
  });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const first = new AbortController();
  const ask = (party: string, signal?: AbortSignal) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${party}`, signal && { signal });
  try {
    expect(PARTY_PAGES).toBe(64);
    const pages = await Promise.all([
      ask("P", first.signal),
      ...Array.from({ length: PARTY_PAGES - 1 }, () => ask("P")),
    ]);
    expect(pages.filter(({ status }) => status !== 200)).toEqual([]);
    const [refused, other] = [await ask("P"), await ask("Q")];
    expect([refused.status, refused.headers.get("Retry-After"), other.status]).toEqual([503, "30", 200]);
    first.abort();
    await until(async () => (await ask("P")).status === 200, "the place to be free");
  } finally {
    feed.end();
    server.closeAllConnections();
    server.close();
  }
});
