/** Writes the report of a death from the recorded positions and hits. */
import type { ObservedRoom } from "../../../server/game.ts";
import { REWIND } from "../../../shared/limits.ts";
import type { Path, PathRing } from "../../../shared/pathRing.ts";
import { flown, sweep } from "../shared/bolt.ts";
import { SHIP, WEAPONS } from "../shared/config.ts";
import {
  type DeathReport,
  packPath,
  packPlace,
  REPORT_TICKS,
  type ReportedBolt,
  type ReportedShip,
} from "../shared/deathReport.ts";
import { MUZZLE } from "../shared/ship.ts";
import type { SimBolt, SimShip } from "./world.ts";

/** A hit on a ship. */
export interface Struck {
  tick: number;
  by: SimShip;
  bolt: SimBolt;
  damage: number;
}

/** A view time that was not accepted unchanged, 1/16 ticks. */
export interface Outlier {
  tick: number;
  outlier: "future" | "back" | "old";
  claimed: number;
}

/**
 * @param hits on the victim, the deadly one last, in the latest tick of the ring
 * @param outliers of the shooter
 * @returns undefined when the ring does not have both ships
 */
export function writeReport(
  victim: SimShip,
  hits: readonly Struck[],
  outliers: readonly Outlier[],
  ring: PathRing<SimShip>,
  room: ObservedRoom,
): DeathReport | undefined {
  const { tick, by: killer, bolt } = hits.at(-1)!;
  const from = tick - REPORT_TICKS;
  const victimPath = ring.run(victim, tick, REPORT_TICKS + REWIND.max + 2);
  const killerPath = ring.run(killer, bolt.born, bolt.born - from);
  if (victimPath === undefined || killerPath === undefined) return undefined;
  const judged = Math.round(bolt.depth * REWIND.parts);
  const outlier = outliers.find((one) => one.tick === bolt.born);
  const lately = hits.filter((hit) => hit.tick > from);
  const others = lately.filter((hit) => hit.by !== killer);
  return {
    tick,
    part: Math.round(partOf(bolt, tick, victimPath) * 100) / 100,
    victim: shipIn(victim, room),
    killer: { ...shipIn(killer, room), pilot: killer.pilot !== undefined },
    bolts: lately.filter((hit) => hit.by === killer).map(boltIn),
    others: { hits: others.length, damage: others.reduce((sum, { damage }) => sum + damage, 0) },
    judged,
    limit: REWIND.max * REWIND.parts,
    claimed: outlier === undefined ? judged : bolt.born * REWIND.parts - outlier.claimed,
    ...(outlier && { outlier: outlier.outlier }),
    paths: {
      victim: packPath(victimPath),
      killer: { ...packPath(killerPath), behind: [...killerPath.notes] },
    },
  };
}

function shipIn({ key, id, name, hue }: SimShip, room: ObservedRoom): ReportedShip {
  const rtt = room.roundTrip(key);
  return { key, id, name, hue, ...(rtt !== undefined && { rtt: Math.round(rtt) }) };
}

const boltIn = ({ tick, damage, bolt }: Struck): ReportedBolt => {
  const { x, y, angle, weapon, owner, shot, born } = bolt;
  return { x: packPlace(x), y: packPlace(y), angle, weapon, owner, shot, born, hit: tick, damage };
};

/** @returns the part of a bolt's way in a tick at which hit detection found that it met the ship, 0…1 */
function partOf(bolt: SimBolt, tick: number, path: Path): number {
  const age = tick - bolt.born;
  const start = along(bolt, age <= 1 ? -MUZZLE : flown(bolt.flight, age - 1));
  const end = along(bolt, flown(bolt.flight, age));
  const before = placeIn(path, tick - bolt.depth - 1);
  const after = placeIn(path, tick - bolt.depth);
  const reach = SHIP.radius + (WEAPONS[bolt.weapon] ?? WEAPONS[0]).radius;
  const part = sweep(start.x - before.x, start.y - before.y, end.x - after.x, end.y - after.y, reach);
  return part < 0 ? 1 : part;
}

const along = ({ x, y, flight }: SimBolt, way: number) => ({
  x: x + flight.dx * way,
  y: y + flight.dy * way,
});

function placeIn({ from, x, y }: Path, tick: number): { x: number; y: number } {
  const index = Math.min(Math.max(tick - from, 0), x.length - 1);
  const before = Math.floor(index);
  const after = Math.min(before + 1, x.length - 1);
  const part = index - before;
  return {
    x: x[before]! + (x[after]! - x[before]!) * part,
    y: y[before]! + (y[after]! - y[before]!) * part,
  };
}
