/**
 * What makes this process a member of its cluster: matchmaking, the survival of matches, parties, and orders
 * of operators.
 */
import { Cluster } from "./cluster/cluster.ts";
import { ClusterOperations } from "./cluster/clusterOperations.ts";
import type { ProcessAddress } from "./cluster/ledger.ts";
import { LocalParties, type PartyStore } from "./cluster/parties.ts";
import { redisParties } from "./cluster/redisParties.ts";
import type { SharedServices } from "./cluster/sharedServices.ts";
import type { Whereabouts } from "./cluster/whereRoutes.ts";
import type { Context } from "./context.ts";
import type { Env } from "./env.ts";
import { peersThrough, roomsOf } from "./framework/peers.ts";
import { type GameServer, roomNamesOf } from "./game.ts";
import type { RoomContext } from "./rooms/roomContext.ts";
import { createSurvival, hasMatch, standaloneWhereabouts } from "./whereabouts.ts";

export interface Membership extends Pick<RoomContext, "ownership"> {
  cluster: Cluster;
  operations: ClusterOperations;
  parties: PartyStore;
  whereabouts: Whereabouts;
}

/** @param self see `ownAddress` */
export function createMembership(
  env: Env,
  context: Context,
  games: readonly GameServer[],
  shared: SharedServices,
  self: () => ProcessAddress,
): Membership {
  const { framework, identities, telemetry } = context;
  const { matchMaker } = framework;
  const { redis } = shared;
  const peers = peersThrough(matchMaker);
  const rooms = roomsOf(matchMaker, (room) => hasMatch(matchMaker, room));
  const parties = redis === undefined ? new LocalParties() : redisParties(redis);
  const cluster = new Cluster(
    {
      ...{ self, kinds: roomNamesOf(games), rooms, peers, parties },
      where: (room) => whereabouts.where(room),
      capacity: env.MAX_CLIENTS_PER_PROCESS,
      secrets: identities.fingerprints,
      checksPublicAddress: env.CHECK_PUBLIC_ADDRESS,
    },
    context,
    shared,
  );
  const survival = redis && createSurvival(redis, self, cluster, games, telemetry, rooms, peers);
  const whereabouts = survival?.takeover ?? standaloneWhereabouts(matchMaker);
  return {
    ...{ cluster, parties, whereabouts },
    operations: new ClusterOperations(cluster, matchMaker, redis),
    ownership: survival?.ownership,
  };
}
