/**
 * Empties a process so that it can be replaced: nobody new comes in, every room goes to another process with its players,
 * and what could not go is ended when the time is over.
 */
import { setTimeout as wait } from "node:timers/promises";
import { log } from "../ops/log.ts";
import type { Cluster } from "./cluster.ts";
import type { Hosted } from "./localRooms.ts";

/** Between looks at what is left, ms. */
const LOOK = 100;

/**
 * Moves one room to another process and tells its clients to come back (4010). Resolves once it is gone from here.
 * @throws when it could not go now; it is tried again
 */
export type HandOver = (room: Hosted) => Promise<void>;

/**
 * @param seconds most time it takes
 * @returns rooms that are still here, because the time was over or nobody is there to take them
 */
export async function drain(cluster: Cluster, seconds: number, handOver?: HandOver): Promise<number> {
  const end = performance.now() + seconds * 1000;
  await cluster.cordon();
  const { localRooms } = cluster;
  log.info({ rooms: localRooms.size, players: localRooms.players, seconds }, "draining");
  while (localRooms.size > 0 && performance.now() < end && cluster.peers().length > 0) {
    if (handOver !== undefined) await Promise.all([...localRooms].map((room) => move(room, handOver)));
    await wait(LOOK);
  }
  return localRooms.size;
}

async function move(room: Hosted, handOver: HandOver): Promise<void> {
  try {
    await handOver(room);
  } catch (err) {
    log.warn({ room: room.roomId, err }, "a room could not be handed over");
  }
}
