/** What players say to a process that has slept, before it knows whether their match is still its own. */
import { expect, it } from "vitest";
import { Inbox } from "../../../server/net/inbox.ts";
import { type Asked, hear } from "../../../server/rooms/requests.ts";
import type { Seat } from "../../../server/rooms/seats.ts";

/** @returns what others are told at once, and what is kept until a step */
function said(mayStep: boolean) {
  const [told, kept] = [[] as string[], [] as string[]];
  const asked = {
    ...{ world: { tick: 1, settings: { hearing: Number.POSITIVE_INFINITY } }, survival: { mayStep } },
    lobby: { mutes: { of: () => 0 } },
    post: {
      around: (_at: unknown, type: string) => told.push(type),
      to: (_to: unknown, type: string) => told.push(type),
      sayAround: (_at: unknown, type: string) => kept.push(type),
    },
  } as unknown as Asked;
  const seat = { inbox: new Inbox(1), mutedUntil: 0, ship: { name: "Ada" } } as unknown as Seat;
  hear("ada", seat, "emote", { id: 1 }, asked);
  hear("ada", seat, "chat", { text: "hi" }, asked);
  hear("ada", seat, "nonsense", {}, asked);
  return { told, kept };
}

it("[SV5] nobody is told anything, and chat waits for the next step", () => {
  expect(said(true)).toEqual({ told: ["emote", "error"], kept: ["chat"] });
  expect(said(false)).toEqual({ told: [], kept: ["chat"] });
});
