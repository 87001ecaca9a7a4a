/** Detects changes of the map and of the phase of a match. */
import { ARENA } from "../../shared/config.ts";
import { type ArenaMap, createMap } from "../../shared/map.ts";
import type { PHASE } from "../../shared/phase.ts";
import type { ArenaState } from "../../shared/schema/state.ts";
import type { Emit } from "./skirmish.ts";

export class MatchWatch {
  map: ArenaMap = createMap(0, ARENA.size, 0);
  readonly #emit: Emit;
  #mapOf = "";
  #phase = "";

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /** @param onMap called when the map has changed, before the event "map" */
  note({ seed, size, rocks, phase, round }: ArenaState, onMap: () => void): void {
    const map = `${seed} ${size} ${rocks}`;
    if (map !== this.#mapOf) {
      this.#mapOf = map;
      this.map = createMap(seed, size, rocks);
      onMap();
      this.#emit("map", undefined);
    }
    if (`${phase} ${round}` === this.#phase) return;
    this.#phase = `${phase} ${round}`;
    this.#emit("phase", { phase: phase as keyof typeof PHASE, round });
  }
}
