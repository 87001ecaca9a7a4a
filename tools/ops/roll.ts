/**
 * Replaces all processes one by one: each is drained, ends, and is started anew by whatever keeps it running
 * (`npm run cluster`, a container platform, systemd). The next one is not touched before its successor takes players.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { PlayerStatus, ProcessStatus, Status } from "../../server/ops/operations.ts";
import { printable } from "../../shared/text.ts";
import { type OpsApi, Refused, Unknown } from "./api.ts";

const LOOK = 100;
/** A process that has not said that it drains is looked at after this, ms, and asked so often. */
const LOOK_AFTER = 2000;
const ASKED = 5;
/** A process that has not been replaced by then will not be, ms: DRAIN_SECONDS and a start. */
const PATIENCE = 120_000;
/** Players are waited for this long once their process is gone, ms: as long as their seats are kept. */
const GRACE = 30_000;

/** @returns an exit code: 0 when nobody was lost */
export async function roll(api: OpsApi, say: (line: string) => void): Promise<number> {
  const { processes } = await api.status();
  if (processes.length < 2)
    throw new Refused("there is only one process: nobody could take its rooms; start a second one first");
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

  // The emptiest first: most matches then move to processes that stay.
  const order = [...processes].sort((a, b) => a.players - b.players);
  for (const { id, public: address, rooms, players: count } of order) {
    for (const player of (await look()).players) if (!player.away) players.set(player.session, player);
    say(`${id} at ${address}: ${rooms} rooms, ${count} players`);
    await drain(api, id, look);
    const successor = await replaced(id, processes.length, look);
    say(`  replaced by ${successor.id}`);
  }

  const lost = await missing(players, look);
  const end = arrived();
  // Of a process that took nobody in meanwhile, the gap is an old one.
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
  for (let asked = 1; ; asked++) {
    try {
      await api.post("drain", { process });
      return;
    } catch (error) {
      // It may drain all the same. If not it is asked again, which does no harm.
      if (!(error instanceof Unknown) || asked === ASKED) throw error;
    }
    await wait(LOOK_AFTER);
    const { processes } = await look();
    if (processes.find(({ id }) => id === process)?.state !== "ready") return;
  }
}

/** Waits until a process is gone and as many as before take players. @throws Refused */
async function replaced(id: string, count: number, look: () => Promise<Status>): Promise<ProcessStatus> {
  const end = performance.now() + PATIENCE;
  while (performance.now() < end) {
    const { processes } = await look().catch(() => ({ processes: [] }));
    const ready = processes.filter(({ state }) => state === "ready");
    if (ready.length >= count && !processes.some((one) => one.id === id))
      return ready.reduce((youngest, one) => (one.started > youngest.started ? one : youngest));
    await wait(LOOK);
  }
  throw new Refused(
    `${id} has not been replaced in ${PATIENCE / 1000} s: is there something that starts processes anew?`,
  );
}

/** @returns players that are in no room any more, after they had time to come back */
async function missing(
  players: Map<string, PlayerStatus>,
  look: () => Promise<Status>,
): Promise<PlayerStatus[]> {
  const end = performance.now() + GRACE;
  for (;;) {
    const now = new Set((await look()).players.flatMap(({ session, away }) => (away ? [] : [session])));
    const gone = [...players.values()].filter(({ session }) => !now.has(session));
    if (gone.length === 0 || performance.now() > end) return gone;
    await wait(LOOK);
  }
}
