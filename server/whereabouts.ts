/**
 * Locations of this process and its rooms; connects the survival of matches (server/cluster, server/rooms).
 */
import type { Redis } from "ioredis";
import { checkCheckpoint, type RestoredMatch } from "./cluster/checkpoint.ts";
import type { Cluster } from "./cluster/cluster.ts";
import { Ledger, type ProcessAddress } from "./cluster/ledger.ts";
import type { OwnershipOptions } from "./cluster/ownership.ts";
import { type PeerProcesses, type Rooms, systemClock } from "./cluster/ports.ts";
import { redisLedger } from "./cluster/redisLedger.ts";
import { Takeover } from "./cluster/takeover.ts";
import type { Whereabouts } from "./cluster/whereRoutes.ts";
import type { MatchMaker } from "./framework/framework.ts";
import { localRoom } from "./framework/matchMaker.ts";
import type { GameServer } from "./game.ts";
import type { RoomElsewhere } from "./log/watchRoutes.ts";
import type { Telemetry } from "./ops/telemetry.ts";
import type { GameRoom } from "./rooms/gameRoom.ts";
import { recoverMatch } from "./rooms/recovery.ts";

/**
 * Matches that outlive their process: how they are located and taken over, and how rooms (rooms/survival.ts)
 * own them.
 */
export interface MatchSurvival {
  takeover: Takeover;
  ownership: OwnershipOptions<RestoredMatch>;
}

export function createSurvival(
  redis: Redis,
  self: () => ProcessAddress,
  cluster: Cluster,
  games: readonly GameServer[],
  telemetry: Telemetry,
  rooms: Rooms,
  peers: PeerProcesses,
): MatchSurvival {
  const clock = systemClock;
  const takeover = new Takeover({
    ledger: new Ledger(redisLedger(redis), self),
    ...{ rooms, probes: peers, clock, telemetry },
    read: (checkpoint, tail, room) => {
      const restored = telemetry.busyRoom.during(room, () => recoverMatch(games, checkpoint, tail));
      const { tailFault: err, world } = restored;
      if (err !== undefined) {
        telemetry.log.error(
          { room, err, tick: world.tick },
          "the tail of a checkpoint could not be replayed: the latest play of the match is lost",
        );
        telemetry.events.add("takeover", `match ${room} lost its latest play: ${err.message}`);
      }
      return restored;
    },
    check: (checkpoint, room) => telemetry.busyRoom.during(room, () => checkCheckpoint(games, checkpoint)),
    takes: () => cluster.takesRooms,
    others: () => cluster.registry.processes.filter(({ id }) => id !== cluster.id),
    recentPeers: () => cluster.registry.recentPeers,
    olderProcesses: () => cluster.registry.olderProcesses,
    mayHaveOthers: () => cluster.registry.mayHaveOthers,
  });
  const { held, isPlayedElsewhere } = takeover;
  const addresses = () => cluster.addresses();
  return { takeover, ownership: { held, clock, peers, telemetry, isPlayedElsewhere, addresses } };
}

/** Whether this process, as far as it knows, has the match and is not about to hand it over. */
export const hasMatch = (matchMaker: MatchMaker, room: string): boolean =>
  localRoom<Pick<GameRoom, "isActive">>(matchMaker, room)?.isActive === true;

/** The locations of rooms for a process without a cluster. */
export function standaloneWhereabouts(matchMaker: MatchMaker): Whereabouts {
  const has = (room: string): boolean => hasMatch(matchMaker, room);
  return {
    here: (room) => (has(room) ? matchMaker.processId : undefined),
    isOpening: () => false,
    epochOf: () => 0,
    where: async (room) =>
      has(room)
        ? {
            state: "here",
            at: { id: matchMaker.processId, address: "", public: matchMaker.publicAddress ?? "" },
          }
        : { state: "over" },
  };
}

/** @returns the location of a room that a client has requested from this process */
export async function elsewhere({ where, here }: Whereabouts, room: string): Promise<RoomElsewhere> {
  if (here(room) !== undefined) return "here";
  const found = await where(room);
  if (found.state === "over") return "over";
  return found.state === "here" ? { address: found.at.public } : "unknown";
}
