/**
 * Empties a process so that it can be replaced: it takes no new player and hands every room over to another
 * process. Rooms that are left when the time is up end with the process. A drain waits for a slow process,
 * but not when there is no other process. The target process must answer before a room is handed over,
 * because the match stands still until the target has opened it.
 */
import { counted } from "../../shared/text.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import type { ProcessAddress } from "./ledger.ts";
import { choose, plays, RecentlyPlaced } from "./placement.ts";
import { type Clock, systemClock } from "./ports.ts";
import type { ProcessRecord } from "./registry.ts";

/** Time between attempts to empty the process, ms. */
const CHECK_EVERY = 100;
/**
 * Time until a room that could not be moved is tried again, ms; doubled each time, because each attempt
 * interrupts the match for a moment.
 */
const RETRY_AFTER = { first: 250, longest: 4000 } as const;
/**
 * Least time that a process reports that it drains, ms, because load balancers and monitors look once a
 * second. Longer than the timeout of a request to open a room.
 */
const SHOWN = 1500;

interface DrainingRoom {
  readonly roomId: string;
  readonly roomName: string;
  handOver(target: ProcessAddress): Promise<boolean>;
}

/** The part of `Cluster` that a drain needs. */
export interface DrainingProcess {
  readonly id: string;
  /** ms since 1970. */
  readonly started: number;
  readonly localRooms: Iterable<DrainingRoom> & { readonly size: number; readonly players: number };
  /** Other processes that take rooms. */
  peers(): ProcessRecord[];
  /** Whether there may be such a process although none is known: see `Registry.mayHaveOthers`. */
  mayHavePeers(): boolean;
  /** @returns whether a process answers now */
  answers(process: string): Promise<boolean>;
  cordon(): Promise<void>;
}

type DrainTelemetry = Pick<Telemetry, "events" | "log">;

/**
 * @param seconds limit of its time
 * @param cancelled ends the drain early
 * @returns number of rooms that are still here, because the time is up or no process takes them
 */
export async function drain(
  cluster: DrainingProcess,
  seconds: number,
  { events, log }: DrainTelemetry,
  cancelled = new AbortController().signal,
  clock: Clock = systemClock,
): Promise<number> {
  const started = clock.now();
  const end = started + seconds * 1000;
  await cluster.cordon();
  const { localRooms } = cluster;
  log.info({ rooms: localRooms.size, players: localRooms.players, seconds }, "draining");
  const placed = new RecentlyPlaced(() => clock.now());
  const refusals = new Refusals(clock);
  const rooms = localRooms.size;
  const contents = `${counted(rooms, "room")}, ${counted(localRooms.players, "player")}`;
  events.add("drain", `${cluster.id} drains: ${contents}`);
  const mayMove = () => cluster.peers().length > 0 || cluster.mayHavePeers();
  const isWanted = () => !cancelled.aborted && mayMove() && clock.now() < end;
  // A room that was requested before the other processes knew of the drain may still open.
  const isBusy = () => localRooms.size > 0 || clock.now() < started + SHOWN;
  let isWaiting = false;
  while (isBusy() && isWanted()) {
    if (localRooms.size === 0) {
      await clock.wait(CHECK_EVERY);
      continue;
    }
    const peers = await answering(cluster);
    if (peers.length === 0 && !isWaiting) log.warn("the drain waits: no process that takes rooms answers");
    isWaiting = peers.length === 0;
    await Promise.race([
      Promise.all([...localRooms].map((room) => move(room, cluster, peers, placed, refusals, log))),
      // A room that hangs must not delay the process beyond its time.
      clock.wait(end - clock.now()),
    ]);
    await clock.wait(CHECK_EVERY);
  }
  if (!cancelled.aborted && rooms > 0)
    events.add(
      "drain",
      `${cluster.id} has handed over ${rooms - localRooms.size} of ${counted(rooms, "room")}`,
    );
  return localRooms.size;
}

/**
 * A process that still starts would refuse a match. Players would not reach a match on a process with a
 * fault.
 */
async function answering(cluster: DrainingProcess): Promise<ProcessRecord[]> {
  const peers = cluster.peers().filter(({ fault }) => fault === undefined);
  const answers = await Promise.all(peers.map(({ id }) => cluster.answers(id)));
  return peers.filter((_, i) => answers[i]);
}

/** Rooms that could not be moved: when each is tried again, and which processes have refused it. */
class Refusals {
  readonly #rooms = new Map<string, { until: number; pause: number; by: Set<string> }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(room: string, target: string): void {
    const { pause = RETRY_AFTER.first / 2, by = new Set<string>() } = this.#rooms.get(room) ?? {};
    const next = Math.min(RETRY_AFTER.longest, 2 * pause);
    this.#rooms.set(room, { until: this.#clock.now() + next, pause: next, by: by.add(target) });
  }

  isDue(room: string): boolean {
    return this.#clock.now() >= (this.#rooms.get(room)?.until ?? 0);
  }

  /** @returns the processes that have not refused the room; all, once each has */
  willing(room: string, peers: readonly ProcessRecord[]): readonly ProcessRecord[] {
    const by = this.#rooms.get(room)?.by;
    const others = peers.filter(({ id }) => !by?.has(id));
    if (others.length > 0) return others;
    by?.clear();
    return peers;
  }
}

/** Tries to hand a room over. A room that could not be handed over is tried again later. */
async function move(
  room: DrainingRoom,
  { started }: DrainingProcess,
  answering: readonly ProcessRecord[],
  placed: RecentlyPlaced,
  refusals: Refusals,
  log: Telemetry["log"],
): Promise<void> {
  if (!refusals.isDue(room.roomId)) return;
  const able = answering.filter((one) => plays(one, room.roomName));
  const peers = refusals.willing(room.roomId, able);
  const count = (one: string) => placed.count(one);
  // In a deployment the younger processes have been replaced already: a match that goes there moves only
  // once.
  const younger = peers.filter((one) => one.started > started);
  // An overloaded process is better than the end of the match.
  const id = choose(younger, count) ?? choose(peers, count) ?? roomiest(peers)?.id;
  const target = peers.find((one) => one.id === id);
  if (target === undefined) return;
  placed.note(target.id);
  try {
    if (await room.handOver(target)) return;
  } catch (err) {
    log.warn({ room: room.roomId, err }, "a room could not be moved");
  }
  refusals.note(room.roomId, target.id);
}

const roomiest = (processes: readonly ProcessRecord[]): ProcessRecord | undefined =>
  processes.toSorted((a, b) => b.headroom - a.headroom)[0];
