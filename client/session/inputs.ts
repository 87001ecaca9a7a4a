/** Sends what the player wants, one input a tick, and flies the own ship by it at once. */
import type { InputHandle, Room } from "@colyseus/sdk";
import type { ShipInput } from "../../games/skirmish/shared/input.ts";
import type { Input } from "../../games/skirmish/shared/schema/input.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import type { StepRules } from "../../games/skirmish/shared/ship.ts";
import { REWIND } from "../../shared/limits.ts";
import { toRadians } from "../../shared/maths/angle.ts";
import { TICK_MS } from "../../shared/tick.ts";
import { wrapViewTime } from "../../shared/viewTime.ts";
import type { Bolts } from "./bolts.ts";
import type { Emitter } from "./emitter.ts";
import type { OwnShip } from "./ownShip.ts";
import type { Timeline } from "./timeline.ts";
import type { Intent, SessionEvents } from "./view.ts";

/** What an input has to do with. */
export interface Flown {
  readonly own: OwnShip;
  readonly bolts: Bolts;
  readonly timeline: Timeline;
  readonly events: Emitter<SessionEvents>;
}

export class Inputs {
  readonly #handle: InputHandle<Input>;
  readonly #flown: Flown;

  constructor(room: Room<ArenaState>, flown: Flown) {
    this.#handle = room.input() as InputHandle<Input>;
    this.#flown = flown;
  }

  /** The newest input the server has seen to. */
  get acknowledged(): number {
    return this.#handle.lastProcessed;
  }

  /** The server counts the inputs of a new connection from zero. */
  restart(): void {
    (this.#handle as unknown as { reset(): void }).reset();
  }

  /** @param due how many */
  send(due: number, intent: Readonly<Intent>, rules: StepRules): void {
    const { own, bolts, timeline, events } = this.#flown;
    for (let i = due; i > 0; i--) {
      // What was on the screen when this input was due, which may be before this frame.
      const drawn = timeline.drawn - own.lateness(i - 1) / TICK_MS;
      const stamp = Math.max(0, Math.round(drawn * REWIND.parts));
      const { moveX, moveY, aim, buttons } = intent;
      const input: ShipInput = { moveX, moveY, aim, buttons, seen: wrapViewTime(stamp) };
      Object.assign(this.#handle.data, input);
      const seq = this.#handle.send();
      if (seq === 0) return;
      const shot = own.fly(seq, input, rules);
      if (shot === undefined) continue;
      bolts.fire(shot, rules.map, seq, stamp / REWIND.parts);
      const { x, y, weapon } = shot;
      events.emit("shot", { x, y, angle: toRadians(shot.angle), weapon, mine: true });
    }
  }
}
