import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { words } from "../../../games/skirmish/client/strings/index.ts";
import { PHASE } from "../../../games/skirmish/shared/phase.ts";
import { type FakeElement, stubPage } from "../../support/fakeElement.ts";

const room = (id: string) => ({ id, name: "duel", players: 1, capacity: 2, locked: false, waiting: true });
const session = {
  ...{ room: "duel", roomId: "own", link: { state: "playing" }, stats: { transport: "websocket" } },
  state: { phase: PHASE.waiting, practice: false, phaseEnds: 900 },
  serverTick: () => 0,
};

beforeEach(() => {
  stubPage();
  vi.useFakeTimers();
  vi.stubGlobal("location", { href: "http://a/" });
  vi.stubGlobal("EventSource", undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("[DU11] a waiting player sees how many others wait, and nothing while the server does not answer", async () => {
  const { createWaiting } = await import("../../../games/skirmish/client/hud/waiting.ts");
  const waiting = createWaiting({ options: { onLeave() {} } } as never);
  let rooms: object[] | undefined;
  vi.stubGlobal("fetch", async (url: string) => {
    if (rooms === undefined) throw new Error("no answer");
    return Response.json(url.endsWith("/rooms") ? rooms : []);
  });
  const others = (waiting.element as unknown as FakeElement).querySelectorAll("p").at(-1)!;
  const shown: string[] = [];
  waiting.frame!(0, session as never);
  for (const listed of [undefined, [room("own")], [room("own"), room("other")], undefined]) {
    rooms = listed;
    await vi.advanceTimersByTimeAsync(2600);
    shown.push(others.textContent);
  }
  expect(shown).toEqual(["", words.duel.nobodyWaits, words.duel.othersWait(1), ""]);
  rooms = [room("own"), room("other")];
  const found = { ...session, state: { ...session.state, phase: PHASE.live } };
  waiting.frame!(10_000, found as never);
  await vi.advanceTimersByTimeAsync(5000);
  expect(others.textContent, "once an opponent has come").toBe("");
});
