/** Sends the player's intent, one input per tick, and steps the predicted bodies with each input at once. */
import type { InputHandle, Room } from "@colyseus/sdk";
import { REWIND } from "../../shared/limits.ts";
import { TICK_MS } from "../../shared/tick.ts";
import { wrapViewTime } from "../../shared/viewTime.ts";
import type { GameClient, GameTypes, GameView } from "../game.ts";
import type { OwnEntity } from "./ownEntity.ts";
import type { Timeline } from "./timeline.ts";

/** What an input needs. */
export interface Flown<T extends GameTypes> {
  readonly own: OwnEntity<T>;
  readonly timeline: Timeline;
  readonly view: GameView<T>;
}

export class Inputs<T extends GameTypes> {
  readonly #handle: InputHandle;
  readonly #game: GameClient<T>;
  readonly #flown: Flown<T>;

  constructor(room: Room, game: GameClient<T>, flown: Flown<T>) {
    this.#handle = room.input() as InputHandle;
    this.#game = game;
    this.#flown = flown;
  }

  /** Sequence number of the newest input that the server has processed. */
  get acknowledged(): number {
    return this.#handle.lastProcessed;
  }

  /** The server counts the inputs of each connection from zero. */
  restart(): void {
    this.#handle.reset();
  }

  /** @param due how many inputs to send */
  send(due: number, intent: Readonly<T["intent"]>): void {
    const { own, timeline, view } = this.#flown;
    for (let i = due; i > 0; i--) {
      // The tick on the screen when this input was due, which may be before this frame.
      const drawn = timeline.drawn - own.lateness(i - 1) / TICK_MS;
      const viewTime = Math.max(0, Math.round(drawn * REWIND.parts));
      const travelling = wrapViewTime(viewTime);
      const input = this.#game.input.input(intent, travelling);
      Object.assign(this.#handle.data, input);
      const seq = this.#handle.send();
      if (seq === 0) return;
      if (!own.prediction.isStarted) {
        own.prediction.hold(seq, input, travelling);
        continue;
      }
      const outcome = own.prediction.step(seq, input, view.rules(), travelling);
      view.stepped?.(outcome, { seq, drawnTick: viewTime / REWIND.parts });
    }
  }
}
