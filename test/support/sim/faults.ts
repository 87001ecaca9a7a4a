/**
 * Faults with their times, drawn from a seed. They are plain data, so that a history can be shortened and
 * replayed.
 */
import { CRITICAL, type Step } from "./connection.ts";
import type { SimProcess } from "./process.ts";
import type { Simulation } from "./simulation.ts";
import type { SimWorld } from "./world.ts";

export type FaultKind = keyof typeof KINDS;

export interface Fault {
  /** ms since the start. */
  at: number;
  kind: FaultKind;
  /** Index of the process or client, modulo the number of living ones. */
  target: number;
  /** Duration, ms. */
  lasts: number;
  /**
   * Absent: at its time. Otherwise at the next such step of any process after that time, and to that process.
   */
  after?: Step;
}

/** Kinds of faults with their shortest and longest duration, ms. */
const KINDS = {
  pause: [100, 6000],
  sleep: [100, 20_000],
  kill: [300, 4000],
  drain: [0, 3000],
  cut: [50, 6000],
  slow: [500, 4000],
  apart: [500, 5000],
  hang: [100, 4000],
  restart: [100, 3000],
  flush: [0, 0],
  lag: [500, 6000],
  drop: [0, 0],
  crowd: [0, 0],
  empty: [0, 0],
  clock: [0, 0],
  break: [400, 3000],
} as const;

const NAMES = Object.keys(KINDS) as FaultKind[];
/** Kinds that the older scenarios do not know. */
const LATER: ReadonlySet<FaultKind> = new Set(["clock", "break"]);

/** @param world source of randomness @param until ms @param isPlain see `Variant` */
export function drawFaults(world: SimWorld, until: number, isPlain: boolean): Fault[] {
  const names = isPlain ? NAMES.filter((kind) => !LATER.has(kind)) : NAMES;
  // A history has few kinds: with all kinds at once each hides the effects of the others.
  const some = names.filter(() => world.random() < 0.4);
  const kinds = some.length > 0 ? some : (["kill"] as const);
  const steps = CRITICAL.filter(() => world.random() < 0.3);
  const pace = world.between(700, 9000);
  const faults: Fault[] = [];
  for (let at = 5000; ; ) {
    at += pace * world.between(0.1, 2);
    if (at >= until) return faults;
    const kind = world.pick(kinds)!;
    const [least, most] = KINDS[kind];
    const fault = { at: Math.round(at), kind, target: Math.floor(world.random() * 1000) };
    const lasts = Math.round(world.between(least, most));
    const step = world.pick(steps);
    faults.push({ ...fault, lasts, ...(step === undefined || world.random() < 0.5 ? {} : { after: step }) });
  }
}

/** Causes the fault. @param to the process that it hits; absent: `target` decides */
export function apply({ kind, target, lasts }: Fault, simulation: Simulation, to?: SimProcess): void {
  const { world, witness, host, clients } = simulation;
  const processes = simulation.living;
  const process = to ?? processes[target % processes.length];
  const client = clients[target % clients.length]!;
  if (process === undefined) return;
  const during = (line: string, touchesRedis: boolean, begin: () => void, end: () => void): void => {
    const over = witness.fault(`${line}, for ${lasts} ms`, touchesRedis);
    begin();
    world.after(lasts, () => {
      end();
      over();
      world.note(`  (over: ${line})`);
    });
  };
  const nothing = (): void => {};
  switch (kind) {
    case "pause":
    case "sleep":
      during(`${kind} of ${process.id}`, false, () => process.pause(lasts, kind === "sleep"), nothing);
      break;
    case "kill":
      during(
        `kill of ${process.id}`,
        false,
        () => process.kill(),
        () => simulation.addProcess(),
      );
      break;
    case "drain": {
      if (processes.filter(({ state }) => state === "ready").length < 2) break;
      const over = witness.fault(`drain of ${process.id}`, false);
      simulation.addProcess();
      void process.stop().then(over);
      process.onDeath(over);
      break;
    }
    case "cut":
      during(
        `${process.id} cut off from Redis`,
        true,
        () => process.connection.cut(target % 2 === 0),
        () => process.connection.mend(),
      );
      break;
    case "slow":
      during(
        `Redis ${(target % 16) * 50} ms away from ${process.id}`,
        true,
        () => process.connection.setDelay((target % 16) * 50),
        () => process.connection.setDelay(0),
      );
      break;
    case "apart":
      during(
        `no process reaches ${process.id}`,
        false,
        () => {
          process.isApart = true;
        },
        () => {
          process.isApart = false;
        },
      );
      break;
    case "hang":
      during(
        "Redis hangs",
        true,
        () => host.hang(),
        () => host.resume(),
      );
      break;
    case "restart":
      if (target % 3 === 0) witness.dataLost();
      during(
        "Redis is away",
        true,
        () => host.stop(target % 3 !== 0),
        () => host.start(),
      );
      break;
    case "flush":
      witness.dataLost();
      during("Redis loses all data", true, () => host.redis.flush(), nothing);
      break;
    case "lag":
      during(
        "a lagging replica is promoted",
        true,
        () => host.lag(),
        () => {
          witness.dataLost();
          host.promote();
        },
      );
      break;
    case "drop":
      client.drop();
      break;
    case "crowd":
      for (const one of clients) one.join();
      break;
    case "empty":
      for (const one of clients) one.leave();
      break;
    case "clock": {
      // A process that is stopped has only its two clocks to find that out.
      const hit = processes.find(({ runs }) => !runs) ?? process;
      const by = ((target % 21) - 10) * 500;
      witness.fault(`the date of ${hit.id} jumps by ${by} ms`, false)();
      hit.setDate(by);
      break;
    }
    case "break": {
      const rooms = [process, ...processes].flatMap((one) => [...one.rooms.values()]);
      const room = rooms.find(({ isSound }) => isSound);
      if (room === undefined) break;
      const owner = room.process;
      if (target % 2 === 0) {
        witness.fault(`a step of ${room.id} never ends`, false)();
        room.sabotage("step");
        break;
      }
      room.sabotage("restore");
      during(`${room.id} in ${owner.id} cannot be restored, whose end comes`, false, nothing, () => {
        owner.kill();
        simulation.addProcess();
      });
    }
  }
}
