/**
 * The shooter's screen, reconstructed from the report: its own ship after each of its inputs, and the victim
 * at the view times of these inputs. By this picture the server judged the shot [SI7].
 */
import { REWIND } from "../../../../shared/limits.ts";
import { toRadians } from "../../../../shared/maths/angle.ts";
import { type BoltBirth, type Flight, flightOf, flown } from "../../shared/bolt.ts";
import { type DeathReport, type Pose, UnpackedPath, unpackPlace } from "../../shared/deathReport.ts";
import type { ArenaMap } from "../../shared/map.ts";

export interface TheirPicture {
  shooter: Pose;
  /** The victim on the shooter's screen, and on the server at the same moment. */
  seen: Pose;
  actual: Pose;
  /** Time between these two, ticks. */
  behind: number;
  bolts: (Pose & { weapon: number })[];
}

interface ShownBolt {
  birth: BoltBirth;
  flight: Flight;
  /** Drawn tick of the shooter at the birth and at the end of the bolt. */
  start: number;
  end: number;
}

export class TheirScreen {
  /** Drawn tick of the shooter at the hit. */
  readonly impact: number;
  /** The ship at the tick to which the server rewound for the hit. */
  readonly judged: Pose;
  /** Server tick of the hit, with fractions. */
  readonly #end: number;
  readonly #victim: UnpackedPath;
  readonly #shooter: UnpackedPath;
  /** Drawn ticks of the shooter's inputs, and the server ticks that applied them. */
  readonly #drawn: number[] = [];
  readonly #applied: number[] = [];
  readonly #bolts: ShownBolt[];

  /** @param births bolts that this client has received, besides those in the report */
  constructor(report: DeathReport, map: ArenaMap, births: readonly BoltBirth[]) {
    const { tick, part, judged, claimed, paths, killer } = report;
    this.#victim = new UnpackedPath(paths.victim);
    this.#shooter = new UnpackedPath(paths.killer);
    paths.killer.behind.forEach((behind, index) => {
      const applied = paths.killer.from + index;
      const drawn = applied - behind / REWIND.parts;
      // A pilot of the server sees each tick without delay.
      if (killer.pilot) this.#add(applied, applied);
      else if (behind >= 0) this.#add(drawn, applied);
    });
    this.#end = tick - 1 + part;
    this.impact = this.#end - claimed / REWIND.parts;
    this.judged = this.#victim.at(this.#end - judged / REWIND.parts);
    const reported = report.bolts.map(({ hit, ...birth }, index) => {
      const unpacked = { ...birth, x: unpackPlace(birth.x), y: unpackPlace(birth.y) };
      const isDeadly = index === report.bolts.length - 1;
      const start = isDeadly ? birth.born - claimed / REWIND.parts : this.drawnAt(birth.born);
      return shownBolt(unpacked, map, start, isDeadly ? this.impact : start + hit - birth.born);
    });
    const isReported = ({ shot, born }: BoltBirth): boolean =>
      report.bolts.some((bolt) => bolt.shot === shot && bolt.born === born);
    const missed = births.filter((birth) => birth.owner === killer.id && !isReported(birth));
    this.#bolts = [...missed.map((birth) => shownBolt(birth, map, this.drawnAt(birth.born))), ...reported];
  }

  /** @param drawn drawn tick of the shooter */
  at(drawn: number): TheirPicture {
    // The victim's path ends at the death, even if later inputs of the shooter were drawn with a shorter
    // delay.
    const isHit = drawn >= this.impact;
    const applied = isHit ? this.#end : Math.min(this.#map(drawn, this.#drawn, this.#applied), this.#end);
    const bolts = this.#bolts.filter(({ start, end }) => drawn >= start && drawn <= end);
    return {
      shooter: this.#shooter.at(applied),
      seen: this.#victim.at(drawn),
      actual: this.#victim.at(applied),
      behind: applied - drawn,
      bolts: bolts.map(({ birth, flight, start }) => {
        const way = flown(flight, drawn - start);
        const angle = toRadians(birth.angle);
        return { x: birth.x + flight.dx * way, y: birth.y + flight.dy * way, angle, weapon: birth.weapon };
      }),
    };
  }

  /** @returns drawn tick of the shooter at the input that was applied in that server tick */
  drawnAt(applied: number): number {
    return this.#map(applied, this.#applied, this.#drawn);
  }

  /**
   * Skips inputs whose drawn tick does not increase, because inputs of a stalled link arrive late and
   * together.
   */
  #add(drawn: number, applied: number): void {
    const before = this.#drawn.at(-1);
    if (before !== undefined && drawn <= before) return;
    this.#drawn.push(drawn);
    this.#applied.push(applied);
  }

  /** Interpolates; beyond the ends it keeps the difference of the last pair. */
  #map(value: number, from: readonly number[], to: readonly number[]): number {
    const last = from.length - 1;
    if (last < 0) return value;
    if (value <= from[0]!) return value + to[0]! - from[0]!;
    if (value >= from[last]!) return value + to[last]! - from[last]!;
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (from[middle]! <= value) low = middle;
      else high = middle;
    }
    const part = (value - from[low]!) / (from[high]! - from[low]!);
    return to[low]! + (to[high]! - to[low]!) * part;
  }
}

function shownBolt(birth: BoltBirth, map: ArenaMap, start: number, end?: number): ShownBolt {
  const flight = flightOf(map, birth);
  return { birth, flight, start, end: end ?? start + flight.length / flight.step };
}
