/**
 * Replaces all processes one by one: each is drained and ends, and its supervisor (`npm run cluster`, a
 * container platform, systemd) restarts it. The next process follows only when the successor admits players.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { PlayerStatus, ProcessStatus, Status } from "../../server/ops/operations.ts";
import { counted, printable } from "../../shared/text.ts";
import { type OpsApi, Refused, Unknown } from "./api.ts";

/** Time between two status requests, ms. */
const POLL = 100;
/**
 * After a drain order with unknown outcome the state of the process is checked after this time, ms; most
 * attempts.
 */
const CHECK_AFTER = 2000;
const ATTEMPTS = 5;
/** Longest time until a process is replaced, ms: DRAIN_SECONDS and a start. */
const TIMEOUT = 120_000;
/** Longest time to wait for players once their process is gone, ms: as long as their seats are kept. */
const GRACE = 30_000;

/** @param say prints a line. @returns an exit code: 0 when no player was lost */
export async function roll(api: OpsApi, say: (line: string) => void): Promise<number> {
  const { processes } = await api.status();
  if (processes.length < 2)
    throw new Refused(
      "there is only one process, and none that could take its rooms; start a second one first",
    );
  const seen = new Map<string, ProcessStatus>();
  const look = async (): Promise<Status> => {
    const status = await api.status();
    for (const one of status.processes) seen.set(one.id, one);
    return status;
  };
  await look();
  const before = new Map(seen);
  const arrived = () =>
    [...seen.values()].reduce(
      (sum, { moved }) => ({ rooms: sum.rooms + moved.rooms, players: sum.players + moved.players }),
      { rooms: 0, players: 0 },
    );
  const start = arrived();
  const players = new Map<string, PlayerStatus>();

  // The emptiest process first, so that most matches move to processes that are already replaced.
  const order = [...processes].sort((a, b) => a.players - b.players);
  for (const { id, public: address, rooms, players: count } of order) {
    for (const player of (await look()).players) if (!player.away) players.set(player.session, player);
    say(`${id} at ${address}: ${counted(rooms, "room")}, ${counted(count, "player")}`);
    await drain(api, id, look);
    const successor = await replaced(id, processes.length, look);
    say(`  replaced by ${successor.id}`);
  }

  const lost = await missing(players, look);
  const end = arrived();
  // A process to which no player moved meanwhile still reports an older gap.
  const gaps = [...seen.values()].flatMap(({ id, moved }) =>
    moved.players > (before.get(id)?.moved.players ?? 0) ? [moved.longestGap] : [],
  );
  say("");
  say(`processes replaced  ${processes.length}`);
  say(`rooms moved         ${end.rooms - start.rooms}`);
  say(`players moved       ${end.players - start.players}`);
  say(
    `players lost        ${lost.length}${lost.map(({ name, session }) => `\n  ${printable(name)} (${session})`).join("")}`,
  );
  say(`longest gap         ${Math.max(0, ...gaps)} ms`);
  return lost.length === 0 ? 0 : 1;
}

/** @throws Refused */
async function drain(api: OpsApi, process: string, look: () => Promise<Status>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await api.post("drain", { process });
      return;
    } catch (error) {
      // The process may drain although it has not answered. If it does not, the order is repeated, which is
      // harmless.
      if (!(error instanceof Unknown) || attempt === ATTEMPTS) throw error;
    }
    await wait(CHECK_AFTER);
    const { processes } = await look();
    if (processes.find(({ id }) => id === process)?.state !== "ready") return;
  }
}

/** Waits until a process is gone and as many processes as before are ready. @throws Refused */
async function replaced(id: string, count: number, look: () => Promise<Status>): Promise<ProcessStatus> {
  const end = performance.now() + TIMEOUT;
  while (performance.now() < end) {
    const { processes } = await look().catch(() => ({ processes: [] }));
    const ready = processes.filter(({ state }) => state === "ready");
    if (ready.length >= count && !processes.some((one) => one.id === id))
      return ready.reduce((youngest, one) => (one.started > youngest.started ? one : youngest));
    await wait(POLL);
  }
  throw new Refused(
    `${id} has not been replaced within ${TIMEOUT / 1000} s: is there a supervisor that restarts processes?`,
  );
}

/** @returns players that are in no room any more, after they had time to return */
async function missing(
  players: Map<string, PlayerStatus>,
  look: () => Promise<Status>,
): Promise<PlayerStatus[]> {
  const end = performance.now() + GRACE;
  for (;;) {
    const now = new Set((await look()).players.flatMap(({ session, away }) => (away ? [] : [session])));
    const gone = [...players.values()].filter(({ session }) => !now.has(session));
    if (gone.length === 0 || performance.now() > end) return gone;
    await wait(POLL);
  }
}
