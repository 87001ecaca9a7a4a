/** Matchmaking in the process "here", beside the process "there", on simulated ports. */
import { initializeRoomCache } from "@colyseus/core";
import { Matchmaking, type MatchmakingOptions } from "../../server/cluster/matchmaking.ts";
import { createOpening } from "../../server/cluster/opening.ts";
import { LocalParties } from "../../server/cluster/parties.ts";
import { systemChance, systemClock } from "../../server/cluster/ports.ts";
import type { ProcessRecord, Registry } from "../../server/cluster/registry.ts";
import { silentTelemetry } from "./telemetry.ts";

export const record = (id: string): ProcessRecord =>
  ({
    ...{ id, state: "ready", headroom: 1, rooms: 0, players: 0, capacity: 9, keepsUp: true },
  }) as ProcessRecord;

export function matchmakingPorts() {
  /** The answer of each room to a request for a seat. */
  const rooms = new Map<string, () => Promise<boolean>>();
  /** Sessions of cancelled seats; processes that have opened a room. */
  const [cancelled, opened]: [string[], string[]] = [[], []];
  const registry = { processes: [record("here"), record("there")], up: true } as unknown as Registry;
  const processes = new Map<string, string>();
  const listing = (roomId: string) => {
    const processId = processes.get(roomId) ?? "there";
    return initializeRoomCache({ roomId, processId, name: "arena", maxClients: 64 });
  };
  const open = async (process: string, room: string) => {
    opened.push(process);
    processes.set(room, process);
    rooms.set(room, async () => true);
    return listing(room);
  };
  const on: MatchmakingOptions = {
    registry,
    opening: createOpening(systemChance),
    ...{ clock: systemClock, chance: systemChance, log: silentTelemetry.log },
    peers: {
      openRoom: (process, _name, _options, room) => open(process, room),
      reserveSeat: (room) => rooms.get(room)!(),
      cancelSeat: (_room, session) => void cancelled.push(session),
      hasSeat: (room) => rooms.get(room)!(),
      answers: async () => true,
    },
    rooms: {
      process: "here",
      plays: () => true,
      has: () => false,
      open: (_name, _options, room) => open("here", room),
    },
    listings: {
      openRooms: async () => [...rooms.keys()].map((room) => listing(room)),
      find: async (room) => (rooms.has(room) ? listing(room) : undefined),
    },
    parties: new LocalParties(),
    where: async (room) => (rooms.has(room) ? { state: "unknown" } : { state: "over" }),
    host: {
      requireKind: () => {},
      authenticate: async () => undefined,
      seatOf: ({ roomId }, sessionId) => ({ name: "arena", roomId, sessionId, processId: "there" }),
      reconnect: () => Promise.reject(new Error("not here")),
    },
  };
  return { rooms, cancelled, opened, registry, on, matchmaking: new Matchmaking(on) };
}
