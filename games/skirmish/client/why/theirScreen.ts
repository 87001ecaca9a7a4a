/**
 * What the shooter saw, as far as the server knows: its own ship where its inputs had brought it, and the other ship at the view times
 * of these inputs. That is the picture by which the shot was judged (SI7).
 */
import { REWIND } from "../../../../shared/limits.ts";
import { toRadians } from "../../../../shared/maths/angle.ts";
import { type BoltBirth, type Flight, flightOf, flown } from "../../shared/bolt.ts";
import { type DeathReport, type Pose, UnpackedPath, unpackPlace } from "../../shared/deathReport.ts";
import type { ArenaMap } from "../../shared/map.ts";

export interface TheirPicture {
  shooter: Pose;
  /** The victim where the shooter saw it, and where the server had it at that moment. */
  seen: Pose;
  actual: Pose;
  /** How far apart these two are in time, ticks. */
  behind: number;
  bolts: (Pose & { weapon: number })[];
}

interface ShownBolt {
  birth: BoltBirth;
  flight: Flight;
  /** The shooter's drawn tick at its birth, and at its end. */
  start: number;
  end: number;
}

export class TheirScreen {
  /** The shooter's drawn tick at which the shot met the ship. */
  readonly impact: number;
  /** Where the server had the ship when it judged the hit, at the tick to which it went back. */
  readonly judged: Pose;
  /** Moment of the hit, in the server's ticks. */
  readonly #end: number;
  readonly #victim: UnpackedPath;
  readonly #shooter: UnpackedPath;
  /** The drawn ticks of the shooter's inputs, and the ticks in which they were applied. */
  readonly #drawn: number[] = [];
  readonly #applied: number[] = [];
  readonly #bolts: ShownBolt[];

  /** @param births bolts that this client knows besides those in the report */
  constructor(report: DeathReport, map: ArenaMap, births: readonly BoltBirth[]) {
    const { tick, part, judged, claimed, paths, killer } = report;
    this.#victim = new UnpackedPath(paths.victim);
    this.#shooter = new UnpackedPath(paths.killer);
    paths.killer.behind.forEach((behind, index) => {
      const applied = paths.killer.from + index;
      const drawn = applied - behind / REWIND.parts;
      // A pilot sees each tick as it is.
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

  /** @param drawn the shooter's drawn tick */
  at(drawn: number): TheirPicture {
    // The death ends the victim's path. (The inputs of that moment may be nearer to it than that of the shot was.)
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

  /** @returns the shooter's drawn tick when it made the input of that tick */
  drawnAt(applied: number): number {
    return this.#map(applied, this.#applied, this.#drawn);
  }

  /** Inputs of a stalled link come late and together: the drawn tick never goes back. */
  #add(drawn: number, applied: number): void {
    const before = this.#drawn.at(-1);
    if (before !== undefined && drawn <= before) return;
    this.#drawn.push(drawn);
    this.#applied.push(applied);
  }

  /** Interpolates; beyond the ends the distance stays as it is there. */
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
