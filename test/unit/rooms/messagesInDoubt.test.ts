/**
 * Messages of players to a process that was stopped and does not know yet whether it still owns the match.
 */
import { expect, it } from "vitest";
import { Inbox } from "../../../server/net/inbox.ts";
import { UNREPORTED } from "../../../server/net/reports.ts";
import { createTextFilter } from "../../../server/net/textFilter.ts";
import { TokenBucket } from "../../../server/net/tokenBucket.ts";
import { handleMessage, type MessageContext } from "../../../server/rooms/handleMessage.ts";
import { RecentPlayers } from "../../../server/rooms/recentPlayers.ts";
import type { Seat } from "../../../server/rooms/seats.ts";

/** @returns messages that are sent at once, and messages that wait for a step */
function handled(mayStep: boolean, mutedUntil = 0) {
  const [sent, kept] = [[] as string[], [] as string[]];
  const context = {
    survival: { mayStep },
    recent: new RecentPlayers(),
    typing: new TokenBucket(1, 0, 0),
    context: { reports: UNREPORTED, lobby: { mutes: { of: () => 0 } } },
    hosted: {
      world: { tick: 1 },
      game: { broadcastRadius: () => Number.POSITIVE_INFINITY },
      broadcaster: {
        sendAround: (_at: unknown, type: string) => sent.push(type),
        sendTo: (_to: unknown, type: string) => sent.push(type),
        announceAround: (_at: unknown, type: string) => kept.push(type),
      },
    },
  } as unknown as MessageContext;
  const seat = {
    inbox: new Inbox({ messages: {} }, createTextFilter(true)),
    mutedUntil,
    player: { name: "Ada" },
  } as unknown as Seat;
  handleMessage("ada", seat, "emote", { id: 1 }, context);
  handleMessage("ada", seat, "quickChat", { id: 1 }, context);
  for (let i = 0; i < 2; i++) handleMessage("ada", seat, "typing", {}, context);
  handleMessage("ada", seat, "chat", { text: "hi" }, context);
  handleMessage("ada", seat, "nonsense", {}, context);
  return { sent, kept };
}

it("[SV5] no message is sent to others, and chat waits for the next step", () => {
  expect(handled(true)).toEqual({ sent: ["emote", "quickChat", "typing", "error"], kept: ["chat"] });
  expect(handled(false)).toEqual({ sent: [], kept: ["chat"] });
});

it("[OP10][SO4][SO5] a muted player sends no chat, emote, quick chat or typing indicator, and is notified of all but the indicator", () => {
  // The refusals of emote, quick chat and chat, and of the unknown message.
  expect(handled(true, Date.now() + 60_000)).toEqual({ sent: Array(4).fill("error"), kept: [] });
});
