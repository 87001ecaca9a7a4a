/** Which lobby messages a process accepts from its players, and delivers from any process. */
import type { Presence } from "@colyseus/core";
import { beforeEach, expect, it, vi } from "vitest";
import { Lobby, type LobbyChat } from "../../../server/cluster/lobby.ts";
import type { HostedRoom, LocalRooms } from "../../../server/cluster/localRooms.ts";
import type { Sender } from "../../../server/net/limits.ts";
import { LobbyLimits } from "../../../server/net/lobbyLimits.ts";
import { UNREPORTED } from "../../../server/net/reports.ts";

let now = 0;
let received: LobbyChat[];
let arrive: (chat: LobbyChat & Sender) => void;
beforeEach(async () => {
  now = 1000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  received = [];
  const room = { receiveLobbyChat: (chat: LobbyChat) => received.push(chat) } as unknown as HostedRoom;
  const channels = new Map<string, (message: never) => void>();
  const presence = {
    subscribe: (channel: string, listener: (message: never) => void) => channels.set(channel, listener),
  } as unknown as Presence;
  await new Lobby(UNREPORTED).join(presence, [room] as unknown as LocalRooms);
  arrive = channels.get("lobby") as typeof arrive;
  return () => vi.restoreAllMocks();
});

const match = { room: "r", mode: "arena", tick: 1, logged: true };
const CHAT: LobbyChat = { from: "s", name: "Ada", text: "hi", match };

const from = (network: string, count: number, share = 1): number => {
  const before = received.length;
  for (let i = 0; i < count; i++) arrive({ ...CHAT, network, share });
  return received.length - before;
};

it("[LI9] the rate limit of a client network holds across all processes", () => {
  expect(from("203.0.113.1", 100)).toBe(20);
  now += 3000;
  expect(from("203.0.113.1", 100)).toBe(3);
  expect(from("203.0.113.2", 1), "other networks are delivered").toBe(1);
});

it("[LI9] all networks together are limited to a rate that people can read", () => {
  for (let i = 0; i < 50; i++) from(`203.0.113.${i}`, 1);
  expect(received.length).toBe(40);
  now += 1000;
  expect(from("198.51.100.1", 10)).toBe(5);
});

it("[LI9] the players of a process together send a burst of 30 messages, then 4 a second, and read why no more", () => {
  const limits = new LobbyLimits();
  /** @returns how many of so many messages are accepted, each of another network */
  const sent = (count: number): number =>
    Array.from({ length: count }, (_, i) => limits.countSent({ network: `203.0.113.${i}`, share: 1 })).filter(
      (refusal) => refusal === undefined,
    ).length;
  expect(sent(100)).toBe(30);
  expect(limits.countSent({ network: "198.51.100.1", share: 1 })).toContain("just now; wait a moment");
  now += 1000;
  expect(sent(100)).toBe(4);
});

it("[LI9] messages that a client network may not send take nothing from the other players of the process", () => {
  const limits = new LobbyLimits();
  const flood = Array.from({ length: 100 }, () => limits.countSent({ network: "203.0.113.1", share: 1 }));
  expect(flood.filter((refusal) => refusal === undefined).length).toBe(20);
  expect(flood.at(-1)).toContain("from your network");
  const others = Array.from({ length: 20 }, (_, i) =>
    limits.countSent({ network: `198.51.100.${i}`, share: 1 }),
  );
  expect(others.filter((refusal) => refusal === undefined).length).toBe(10);
});

it("rooms do not receive the address of a sender", () => {
  from("203.0.113.1", 1);
  expect(received).toEqual([CHAT]);
});
