/**
 * Records the frames of the last seconds as they were drawn, so that a player can see a death again. They are
 * in a ring buffer of numbers:
 *
 *   head:  time, drawn tick, newest tick, alive, x, y, angle, number of ships, number of bolts
 *   ship:  id, x, y, angle             (SHIPS times)
 *   bolt:  x, y, angle, weapon, mine   (BOLTS times)
 */
import type { BoltBirth } from "../../shared/bolt.ts";
import type { Pose } from "../../shared/deathReport.ts";
import type { ArenaMap } from "../../shared/map.ts";
import type { ArenaState } from "../../shared/schema/state.ts";
import type { DrawnBolt } from "./bolts.ts";
import type { DrawnShip } from "./skirmish.ts";

/** A frame as it was drawn. Places are units, angles radians. */
export interface ScreenFrame {
  /** ms; 0 is the last frame of the recording. */
  at: number;
  /** Drawn tick, and tick of the newest patch. */
  drawn: number;
  newest: number;
  own: Pose;
  ships: (Pose & { id: number })[];
  bolts: (Pose & { weapon: number; mine: boolean })[];
}

/** The last seconds of a life. */
export interface Recording {
  /** Tick of the patch that contained the death. */
  tick: number;
  /** Oldest first; the last one is the last in which the own ship was in play. */
  frames: ScreenFrame[];
  /** Births of the bolts in that time. */
  births: BoltBirth[];
  map: ArenaMap;
}

/** Capacity in frames, and the least time between two frames, ms: four seconds. */
const FRAMES = 256;
const SPACING = 15;
/** Most ships and bolts in a frame. */
const SHIPS = 24;
const BOLTS = 32;
/** Numbers for the head of a frame, for a ship, and for a bolt. */
const HEAD = 9;
const SHIP = 4;
const BOLT = 5;
const WIDTH = HEAD + SHIPS * SHIP + BOLTS * BOLT;
/** Births of bolts are kept this long, ticks. */
const REMEMBERED = 150;

export class ScreenRecord {
  readonly #numbers = new Float64Array(FRAMES * WIDTH);
  /** Number of frames so far; the newest is at index `#count − 1`, modulo FRAMES. */
  #count = 0;
  #births: BoltBirth[] = [];
  /** Tick of the newest birth. */
  #born = -1;

  /** Records the births of bolts in a patch. */
  patched({ tick, bolts }: Pick<ArenaState, "tick" | "bolts">): void {
    let newest = this.#born;
    for (const { x, y, angle, weapon, owner, shot, born } of bolts.values()) {
      if (born <= this.#born) continue;
      newest = Math.max(newest, born);
      this.#births.push({ x, y, angle, weapon, owner, shot, born });
    }
    this.#born = newest;
    if (this.#births.length > 0 && this.#births[0]!.born < tick - REMEMBERED)
      this.#births = this.#births.filter(({ born }) => born >= tick - REMEMBERED);
  }

  /** Records a frame. @param now ms. @param tick of the newest patch */
  framed(
    now: number,
    { drawn, tick }: { drawn: number; tick: number },
    own: DrawnShip,
    others: Iterable<DrawnShip>,
    bolts: Iterable<DrawnBolt>,
  ): void {
    // The newest frame is always kept. It replaces the previous one if that is too close to the one before.
    const before = this.#count - 2;
    const isNear = before >= 0 && now - this.#numbers[(before % FRAMES) * WIDTH]! < SPACING;
    if (!isNear) this.#count++;
    const head = ((this.#count - 1) % FRAMES) * WIDTH;
    this.#put(head, now, drawn, tick, own.alive ? 1 : 0, own.x, own.y, own.angle);
    let at = head + HEAD;
    let ships = 0;
    for (const { alive, id, x, y, angle } of others) {
      if (!alive || ships === SHIPS) continue;
      ships++;
      at = this.#put(at, id, x, y, angle);
    }
    at = head + HEAD + SHIPS * SHIP;
    let shown = 0;
    for (const { x, y, angle, weapon, mine } of bolts) {
      if (shown === BOLTS) break;
      shown++;
      at = this.#put(at, x, y, angle, weapon, mine ? 1 : 0);
    }
    this.#put(head + 7, ships, shown);
  }

  /** Discards everything, because the match continues from an earlier tick. */
  clear(): void {
    this.#count = 0;
    this.#births = [];
    this.#born = -1;
  }

  /**
   * @param tick of the patch that contained the death.
   * @returns the recording of the life that has just ended
   */
  recording(tick: number, map: ArenaMap): Recording {
    const frames: ScreenFrame[] = [];
    const last = this.#count - 1;
    let skipping = true;
    for (let index = last; index >= Math.max(0, this.#count - FRAMES); index--) {
      const head = (index % FRAMES) * WIDTH;
      if (this.#numbers[head + 3] === 1) frames.push(this.#frame(head));
      else if (!skipping) break;
      skipping &&= frames.length === 0;
    }
    frames.reverse();
    const end = frames.at(-1)?.at ?? 0;
    for (const frame of frames) frame.at -= end;
    return { tick, frames, births: [...this.#births], map };
  }

  #put(at: number, ...numbers: number[]): number {
    for (let i = 0; i < numbers.length; i++) this.#numbers[at + i] = numbers[i]!;
    return at + numbers.length;
  }

  #frame(head: number): ScreenFrame {
    const of = (at: number): number => this.#numbers[at]!;
    const poseAt = (at: number): Pose => ({ x: of(at), y: of(at + 1), angle: of(at + 2) });
    const ships = Array.from({ length: of(head + 7) }, (_, i) => {
      const at = head + HEAD + i * SHIP;
      return { id: of(at), ...poseAt(at + 1) };
    });
    const bolts = Array.from({ length: of(head + 8) }, (_, i) => {
      const at = head + HEAD + SHIPS * SHIP + i * BOLT;
      return { ...poseAt(at), weapon: of(at + 3), mine: of(at + 4) === 1 };
    });
    return { at: of(head), drawn: of(head + 1), newest: of(head + 2), own: poseAt(head + 4), ships, bolts };
  }
}
