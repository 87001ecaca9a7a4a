/** The own ship: flown at once, corrected by every patch, and how it is to be drawn. */

import type { BoltBirth } from "../../games/skirmish/shared/bolt.ts";
import type { ShipInput } from "../../games/skirmish/shared/input.ts";
import { FLAG, type Ship } from "../../games/skirmish/shared/schema/state.ts";
import { boosts, muzzleOf, type StepRules } from "../../games/skirmish/shared/ship.ts";
import { toRadians } from "../../shared/maths/angle.ts";
import { TICK_MS } from "../../shared/tick.ts";
import type { Emitter } from "./emitter.ts";
import { freshDrawn } from "./others.ts";
import { InputPace, Prediction } from "./prediction.ts";
import type { DrawnShip, Intent, SessionEvents } from "./view.ts";

export class OwnShip {
  readonly drawn: DrawnShip;
  readonly prediction = new Prediction();
  readonly #pace = new InputPace();
  readonly #events: Emitter<SessionEvents>;
  #flags = 0;

  constructor(key: string, events: Emitter<SessionEvents>) {
    this.drawn = freshDrawn(key, true);
    this.#events = events;
  }

  /** Whether a patch has told of it. */
  get known(): boolean {
    return this.drawn.fade > 0;
  }

  /** @param passed ms since the previous frame. @returns inputs to send now */
  due(passed: number): number {
    this.prediction.fade(passed);
    return this.#pace.due(passed);
  }

  /** @param left inputs of this frame still to come. @returns ms before the frame at which this one was due */
  lateness = (left: number): number => this.#pace.since + left * TICK_MS;

  /** An input has been sent. @returns the shot it fires */
  fly(seq: number, input: ShipInput, rules: StepRules): BoltBirth | undefined {
    const weapon = this.prediction.step(seq, input, rules);
    if (weapon < 0) return undefined;
    const { body } = this.prediction;
    const { angle } = body;
    const { id: owner } = this.drawn;
    return { ...muzzleOf(body), angle, weapon, owner, shot: (body.shots - 1) & 0xffff, born: 0 };
  }

  /** Takes over what a patch says. @param ack the newest input in it */
  note(ship: Ship, ack: number, rules: StepRules): void {
    const { drawn } = this;
    const changed = drawn.alive !== ship.alive || !this.known;
    drawn.id = ship.id;
    drawn.name = ship.name;
    drawn.hue = ship.hue;
    drawn.hull = ship.hull;
    drawn.score = ship.score;
    drawn.alive = ship.alive;
    this.#flags = ship.flags & ~(FLAG.thrust | FLAG.boost);
    this.prediction.reconcile(ship.own!, ship.alive, ack, rules, this.#pace.part);
    if (!changed) return;
    drawn.fade = 1;
    const { x, y } = ship;
    const { key, hue } = drawn;
    this.#events.emit(ship.alive ? "spawn" : "explosion", { x, y, key, hue, mine: true });
  }

  /** Works out how to draw it in this frame. Its engine answers the player at once. */
  draw(intent: Readonly<Intent>): void {
    const { drawn, prediction } = this;
    const { part } = this.#pace;
    drawn.x = prediction.drawnX(part);
    drawn.y = prediction.drawnY(part);
    drawn.angle = toRadians(prediction.drawnAngle(part));
    drawn.vx = prediction.body.vx;
    drawn.vy = prediction.body.vy;
    const thrusts = drawn.alive && (intent.moveX !== 0 || intent.moveY !== 0);
    const boosting = thrusts && boosts(prediction.body.energy, { ...intent, seen: 0 });
    drawn.flags = this.#flags | (thrusts ? FLAG.thrust : 0) | (boosting ? FLAG.boost : 0);
  }
}
