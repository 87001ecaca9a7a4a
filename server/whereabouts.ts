/** Where this process and its rooms are to be found; puts the keeping of matches (server/cluster, server/rooms) together. */
import { matchMaker } from "@colyseus/core";
import type { Redis } from "ioredis";
import type { Cluster } from "./cluster/cluster.ts";
import { type Address, Ledger } from "./cluster/ledger.ts";
import { type Rooms, systemClock } from "./cluster/ports.ts";
import { redisLedger } from "./cluster/redisLedger.ts";
import { readPast, Takeover } from "./cluster/takeover.ts";
import type { Whereabouts } from "./cluster/whereRoutes.ts";
import { openRoom, peers } from "./framework/peers.ts";
import type { GameServer } from "./game.ts";
import type { Telemetry } from "./ops/telemetry.ts";
import { GameRoom } from "./rooms/gameRoom.ts";

/** Matches that outlive their process: the room's part is in rooms/survival.ts. */
export const takeoverThrough = (
  redis: Redis,
  self: () => Address,
  cluster: Cluster,
  games: readonly GameServer[],
  telemetry: Telemetry,
): Takeover =>
  new Takeover({
    ledger: new Ledger(redisLedger(redis), self),
    ...{ rooms, probes: peers, clock: systemClock, telemetry },
    read: (checkpoint, scores, room) =>
      telemetry.busyRoom.during(room, () => readPast(games, checkpoint, scores)),
    takes: () => cluster.takesRooms,
    peers: () => cluster.addresses(),
    others: () => cluster.registry.processes.filter(({ id }) => id !== cluster.id),
  });

const hasRoom = (id: string): boolean => {
  const room = matchMaker.getLocalRoomById(id);
  return room instanceof GameRoom && room.lives;
};

/** The rooms of this process. */
export const rooms: Rooms = {
  get process() {
    return matchMaker.processId;
  },
  has: hasRoom,
  open: openRoom,
};

export const standingAlone: Whereabouts = {
  here: (room) => (hasRoom(room) ? matchMaker.processId : undefined),
  where: async (room) =>
    hasRoom(room)
      ? {
          state: "here",
          at: { id: matchMaker.processId, address: "", public: matchMaker.publicAddress ?? "" },
        }
      : { state: "over" },
};
