/**
 * A match that a process takes over without a Redis: a checkpoint of it, and an ownership that hands it to
 * the room.
 */
import { replication, skirmishServer } from "../../games/skirmish/server/index.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../server/cluster/checkpoint.ts";
import type { HeldRooms } from "../../server/cluster/heldRooms.ts";
import type { OwnershipOptions } from "../../server/cluster/ownership.ts";
import { systemClock } from "../../server/cluster/ports.ts";
import type { GameServer } from "../../server/game.ts";
import type { MovedReason } from "../../shared/protocol.ts";
import { silentTelemetry } from "./telemetry.ts";
import { openWorld, shipAt } from "./worlds.ts";

/**
 * A match of one player: session "a", reconnection token "t-a".
 * @param score of the player
 * @param flown its inputs so far
 * @param id of the player, who then has a kill, so that the player's end is recorded
 */
export function checkpointOf(moved: MovedReason, score = 0, flown = 500, id?: string): Buffer {
  const world = openWorld();
  Object.assign(shipAt(world, "a", 500, 500), { score, kills: id === undefined ? 0 : 1 });
  const serializer = replication.serializer(world, (key) => key);
  serializer.reset(replication.createState(world));
  return encodeCheckpoint(skirmishServer, world, {
    seats: [{ sessionId: "a", token: "t-a", next: "n-a", flown, auth: id && { id } }],
    ...{ newestMessage: 0, views: [], elapsed: 0, at: 0, moved },
    wireIds: serializer.wireIds(),
  });
}

/**
 * @returns an ownership under which a room opens with that match, and keeps it
 * @param games that read the checkpoint
 * @param clock of its lease
 */
export function ownershipOf(
  games: readonly GameServer[],
  checkpoint: () => Buffer,
  clock = systemClock,
): OwnershipOptions<never> {
  const held = {
    // On a slow machine the first step is late, and the owner asks first.
    ledger: {
      ...{ renew: async () => "renewed", append: async () => "renewed", confirm: async () => "renewed" },
      release: async () => {},
    },
    opened() {},
    closed() {},
    lost: { restoreFailed() {} },
    open: async () => ({ epoch: 2, restored: decodeCheckpoint(games, checkpoint()) }),
  } as unknown as HeldRooms<never>;
  return {
    ...{ held, clock, peers: {} as never, telemetry: silentTelemetry, addresses: () => [] },
    isPlayedElsewhere: async () => false,
  };
}
