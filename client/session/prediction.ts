/**
 * The own ship, ahead of the server: stepped with the very step the server will make, as soon as its input is sent.
 * Each patch brings the server's exact outcome for the newest input it has flown; what was sent since is flown again on
 * top of it. On a clean link the result is the same to the last bit, so nothing moves.
 */

import type { ShipInput } from "../../games/skirmish/shared/input.ts";
import type { Own } from "../../games/skirmish/shared/schema/state.ts";
import { type ShipBody, type StepRules, stepShip } from "../../games/skirmish/shared/ship.ts";
import { TICK_MS } from "../../shared/tick.ts";

/** A correction is drawn over this time, ms: fast enough to be true, slow enough not to be seen. */
const SMOOTH = 100;
/** A larger one is a jump, and drawn as one. Units. */
const JUMP = 200;

interface Pending {
  seq: number;
  input: ShipInput;
}

const freshBody = (): ShipBody => ({
  x: 0,
  y: 0,
  vx: 0,
  vy: 0,
  angle: 0,
  energy: 0,
  cooldown: 0,
  shots: 0,
});

function copyBody(to: ShipBody, from: Readonly<ShipBody>): void {
  to.x = from.x;
  to.y = from.y;
  to.vx = from.vx;
  to.vy = from.vy;
  to.angle = from.angle;
  to.energy = from.energy;
  to.cooldown = from.cooldown;
  to.shots = from.shots;
}

export class Prediction {
  /** After the newest input. */
  readonly body = freshBody();
  /** One step earlier: the screen is between the two. */
  readonly #before = freshBody();
  readonly #replayed = freshBody();
  readonly #replayedBefore = freshBody();
  /** What the drawing is off the prediction, units; fades. */
  readonly #offset = { x: 0, y: 0 };
  #pending: Pending[] = [];
  /** `Own.spawns` of this life; −1 before the first. */
  #life = -1;
  #flying = false;
  /** Stamp of the newest input that the server has flown; 0 before the first. */
  flownStamp = 0;
  /** Corrections so far, and the size of the latest, units. */
  corrections = 0;
  lastCorrection = 0;

  /** Inputs sent whose outcome is not known. */
  get pending(): number {
    return this.#pending.length;
  }

  /** Whether there is a living ship to fly. */
  get flying(): boolean {
    return this.#flying;
  }

  /** An input has been sent. @returns the index of the weapon it fires, or −1 */
  step(seq: number, input: ShipInput, rules: StepRules): number {
    this.#pending.push({ seq, input });
    copyBody(this.#before, this.body);
    return this.#flying ? stepShip(this.body, input, rules) : -1;
  }

  /**
   * A patch is here.
   * @param ack the newest input in it
   * @param part how far the screen is between the two steps, 0…1
   */
  reconcile(own: Readonly<Own>, alive: boolean, ack: number, rules: StepRules, part: number): void {
    while (this.#pending.length > 0 && this.#pending[0]!.seq <= ack)
      this.flownStamp = this.#pending.shift()!.input.seen;
    const reborn = own.spawns !== this.#life || alive !== this.#flying;
    this.#life = own.spawns;
    this.#flying = alive;
    this.#replay(own, rules);
    const off = Math.hypot(this.body.x - this.#replayed.x, this.body.y - this.#replayed.y);
    if (off > 0 || reborn) this.#correct(off, reborn || off > JUMP, part);
    copyBody(this.body, this.#replayed);
  }

  /** The link is new: what was sent over the old one is lost. */
  forget(): void {
    this.#pending = [];
  }

  /** @param passed ms since the previous frame */
  fade(passed: number): void {
    const left = Math.exp(-passed / SMOOTH);
    this.#offset.x *= left;
    this.#offset.y *= left;
  }

  /** Where to draw it. @param part how far the screen is between the two steps, 0…1 */
  drawnX = (part: number): number => this.#between("x", part) + this.#offset.x;
  drawnY = (part: number): number => this.#between("y", part) + this.#offset.y;
  /** 1/65536 turns, with fractions. */
  drawnAngle(part: number): number {
    const turned = ((this.body.angle - this.#before.angle) << 16) >> 16;
    return this.#before.angle + turned * part;
  }

  #between(axis: "x" | "y", part: number): number {
    return this.#before[axis] + (this.body[axis] - this.#before[axis]) * part;
  }

  #replay(own: Readonly<Own>, rules: StepRules): void {
    const [now, before] = [this.#replayed, this.#replayedBefore];
    copyBody(now, own);
    copyBody(before, own);
    if (!this.#flying) return;
    for (const { input } of this.#pending) {
      copyBody(before, now);
      stepShip(now, input, rules);
    }
  }

  #correct(off: number, jump: boolean, part: number): void {
    const [x, y] = [this.drawnX(part), this.drawnY(part)];
    copyBody(this.body, this.#replayed);
    copyBody(this.#before, this.#replayedBefore);
    this.#offset.x = this.#offset.y = 0;
    if (jump) return;
    this.#offset.x = x - this.drawnX(part);
    this.#offset.y = y - this.drawnY(part);
    this.corrections++;
    this.lastCorrection = off;
  }
}

/** Paces inputs: one for each tick of the screen's time. */
export class InputPace {
  /** Most inputs in one frame: a page that was away for longer has not been flying. */
  static readonly MOST = 8;
  #left = 0;

  /** @param passed ms since the previous frame. @returns inputs due now */
  due(passed: number): number {
    this.#left += passed;
    const due = Math.floor(this.#left / TICK_MS);
    this.#left -= due * TICK_MS;
    return Math.min(due, InputPace.MOST);
  }

  /** How far the screen is from the newest input to the next, 0…1. */
  get part(): number {
    return this.#left / TICK_MS;
  }

  /** ms since the newest input was due. */
  get since(): number {
    return this.#left;
  }
}
