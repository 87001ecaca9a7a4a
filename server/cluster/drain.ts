/**
 * Empties a process so that it can be replaced: nobody new comes in, every room goes to another process with its players,
 * and what could not go is ended when the time is over.
 */
import { setTimeout as wait } from "node:timers/promises";
import { matchMaker } from "@colyseus/core";
import { events } from "../ops/events.ts";
import { log } from "../ops/log.ts";
import type { Cluster } from "./cluster.ts";
import type { Hosted } from "./localRooms.ts";
import { choose, RecentlyPlaced } from "./placement.ts";
import type { ProcessRecord } from "./registry.ts";

/** Between looks at what is left, ms. */
const LOOK = 100;
/** A process says this long that it drains, ms: whoever balances load, and whoever watches, looks once a second. */
const SHOWN = 1500;

/**
 * @param seconds most time it takes
 * @param takenBack ends it early
 * @returns rooms that are still here, because the time was over or nobody is there to take them
 */
export async function drain(
  cluster: Cluster,
  seconds: number,
  takenBack = new AbortController().signal,
): Promise<number> {
  const started = performance.now();
  const end = started + seconds * 1000;
  await cluster.cordon();
  const { localRooms } = cluster;
  log.info({ rooms: localRooms.size, players: localRooms.players, seconds }, "draining");
  const placed = new RecentlyPlaced();
  const rooms = localRooms.size;
  events.add("drain", `${matchMaker.processId} drains: ${rooms} rooms, ${localRooms.players} players`);
  const isWanted = () => !takenBack.aborted && cluster.peers().length > 0 && performance.now() < end;
  while (localRooms.size > 0 && isWanted()) {
    await Promise.race([
      Promise.all([...localRooms].map((room) => move(room, cluster, placed))),
      // A room that hangs must not hold the process longer than it may.
      wait(end - performance.now(), undefined, { ref: false }),
    ]);
    await wait(LOOK);
  }
  while (performance.now() < started + SHOWN && isWanted()) await wait(LOOK);
  if (!takenBack.aborted && rooms > 0)
    events.add(
      "drain",
      `${matchMaker.processId} has handed over ${rooms - localRooms.size} of ${rooms} rooms`,
    );
  return localRooms.size;
}

/** Tried again by the next look when it could not be. */
async function move(room: Hosted, cluster: Cluster, placed: RecentlyPlaced): Promise<void> {
  const peers = cluster.peers();
  const count = (one: string) => placed.count(one);
  // In a deployment the younger have been replaced already: a match that goes there moves once.
  const younger = peers.filter(({ started }) => started > cluster.started);
  // A process too full is better than a match that ends.
  const id = choose(younger, count) ?? choose(peers, count) ?? roomiest(peers)?.id;
  const heir = peers.find((one) => one.id === id);
  if (heir === undefined) return;
  placed.note(heir.id);
  await room.handOver(heir).catch((err) => log.warn({ room: room.roomId, err }, "a room could not be moved"));
}

const roomiest = (processes: readonly ProcessRecord[]): ProcessRecord | undefined =>
  processes.toSorted((a, b) => b.headroom - a.headroom)[0];
