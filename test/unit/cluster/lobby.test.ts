/** Which lobby messages a process delivers, from any process. */
import type { Presence } from "@colyseus/core";
import { beforeEach, expect, it, vi } from "vitest";
import { Lobby, type LobbyChat } from "../../../server/cluster/lobby.ts";
import type { HostedRoom, LocalRooms } from "../../../server/cluster/localRooms.ts";
import type { Speaker } from "../../../server/net/lobbyLimits.ts";
import { UNREPORTED } from "../../../server/net/reports.ts";

let now = 0;
let received: LobbyChat[];
let arrive: (chat: LobbyChat & Speaker) => void;
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

it("rooms do not receive the address of a sender", () => {
  from("203.0.113.1", 1);
  expect(received).toEqual([CHAT]);
});
