/** What a match is played on, and where it stands: its map and its phase, as patches tell of them. */
import { ARENA } from "../../games/skirmish/shared/config.ts";
import { type ArenaMap, createMap } from "../../games/skirmish/shared/map.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import type { PHASE } from "../../shared/protocol.ts";
import type { Emitter } from "./emitter.ts";
import type { SessionEvents } from "./view.ts";

export class Stage {
  map: ArenaMap = createMap(0, ARENA.size, 0);
  readonly #events: Emitter<SessionEvents>;
  #mapOf = "";
  #phase = "";

  constructor(events: Emitter<SessionEvents>) {
    this.#events = events;
  }

  /** @param onMap called when the map is another one, before anybody is told */
  note({ seed, size, rocks, phase, round }: ArenaState, onMap: () => void): void {
    const map = `${seed} ${size} ${rocks}`;
    if (map !== this.#mapOf) {
      this.#mapOf = map;
      this.map = createMap(seed, size, rocks);
      onMap();
      this.#events.emit("map", undefined);
    }
    if (`${phase} ${round}` === this.#phase) return;
    this.#phase = `${phase} ${round}`;
    this.#events.emit("phase", { phase: phase as keyof typeof PHASE, round });
  }
}
