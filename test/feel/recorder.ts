/** Records the state of a world, tick by tick. */
import type { SimBolt, World } from "../../games/skirmish/server/world.ts";
import { isOver } from "../../games/skirmish/shared/bolt.ts";
import type { ShotTruth, Truth } from "./roomRecord.ts";

export class Recorder {
  readonly truth: Truth = { from: 1, moments: [], shots: [] };
  readonly #flying = new Map<SimBolt, ShotTruth>();

  /** Call it after each tick. @param at when its patch is sent, ms since 1970 */
  note(world: World, at: number): void {
    const { ships, tick } = world;
    if (this.truth.moments.length === 0) this.truth.from = tick;
    const places: number[] = [];
    for (const { id, x, y, alive } of ships.values()) if (alive) places.push(id, x, y);
    this.truth.moments.push({ at, ships: places });
    this.#noteBolts(world);
  }

  #noteBolts({ bolts, events, tick }: World): void {
    for (const bolt of bolts.values()) {
      if (this.#flying.has(bolt)) continue;
      const { owner, shot, born, depth } = bolt;
      this.#flying.set(bolt, { owner, shot, born, depth });
    }
    for (const [bolt, known] of this.#flying) {
      if (bolts.has(bolt.key)) continue;
      this.#flying.delete(bolt);
      if (!isOver(bolt.flight, tick - bolt.born)) known.stopped = tick;
      const hit = events.find((event) => event.type === "hit" && event.bolt === bolt);
      if (hit?.type === "hit") {
        known.target = hit.target.id;
        known.stopped = tick;
      }
      this.truth.shots.push(known);
    }
  }
}
