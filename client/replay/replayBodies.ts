/** The predicted bodies as a replay draws them: interpolated, because both ticks are known. */
import type { Bodies, DrawnBody, GameClient, GameTypes } from "../game.ts";
import { Track } from "../session/tracks.ts";

/** No body is ever taken for one that lags, because nothing is extrapolated. */
const NEVER = 0;

export class ReplayBodies<T extends GameTypes> {
  readonly #client: GameClient<T>;
  readonly #exact: T["bodies"];
  readonly #drawn = new Map<string, DrawnBody & { key: string; mine: boolean; fade: number }>();
  readonly #tracks = new Map<string, Track>();

  constructor(client: GameClient<T>) {
    this.#client = client;
    this.#exact = client.predict.blank();
    for (const name of Object.keys(this.#exact)) {
      const at = { key: name, mine: false, fade: 1, x: 0, y: 0, vx: 0, vy: 0, angle: 0 };
      this.#drawn.set(name, at);
    }
    this.clear();
  }

  clear(): void {
    const { jump } = this.#client.predict;
    const rules = { lerp: [], turn: [], step: [], inPlay: undefined, leap: jump, astray: NEVER };
    for (const [name, at] of this.#drawn) this.#tracks.set(name, new Track(rules, at));
  }

  /** Records the bodies at a tick. @param entity the one whose own body is read */
  note(state: T["state"], entity: T["entity"]): void {
    if (!this.#client.predict.read(this.#exact, state, entity)) return;
    for (const [name, track] of this.#tracks) track.add(state.tick, (this.#exact as Bodies)[name]!);
  }

  /** @param tick with fractions */
  frame(tick: number): void {
    for (const track of this.#tracks.values()) track.seek(tick);
  }

  drawn(name: string): Readonly<DrawnBody> {
    return this.#drawn.get(name)!;
  }
}
