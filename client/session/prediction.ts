/**
 * The predicted bodies run ahead of the server: each input advances them by the same step function that the
 * server runs. Each patch brings the server's exact result for the newest input it has processed, and later
 * inputs are replayed on top of that result. On a clean link both results agree to the last bit, so nothing
 * moves.
 */
import { toRadians } from "../../shared/maths/angle.ts";
import { TICK_MS } from "../../shared/tick.ts";
import type { Body, DrawnBody, GameTypes, PredictRules } from "../game.ts";

/** A correction fades over this time, ms: short enough to be accurate, long enough not to be noticed. */
const SMOOTH = 100;

interface Pending<Input> {
  seq: number;
  input: Input;
  /** Encoded as in the input message. */
  viewTime: number;
}

/** How one body is drawn. */
interface Drawing {
  readonly name: string;
  readonly fields: readonly string[];
  readonly drawn: DrawnBody;
  /** Distance of the drawing from the prediction, units; it fades. */
  offX: number;
  offY: number;
}

type Numbers = { [field: string]: number };

export class Prediction<T extends GameTypes> {
  /** State after the newest input. */
  readonly bodies: T["bodies"];
  /** State one step earlier: the screen shows a point between the two. */
  readonly #before: T["bodies"];
  readonly #server: T["bodies"];
  readonly #replayed: T["bodies"];
  readonly #replayedBefore: T["bodies"];
  readonly #rules: PredictRules<T>;
  readonly #drawings: readonly Drawing[];
  #pending: Pending<T["input"]>[] = [];
  /** See `PredictRules.life`; undefined before the first patch. */
  #life: number | undefined;
  /**
   * View time, encoded as in the input message, of the newest input that the server has processed; 0 before
   * the first.
   */
  acknowledgedViewTime = 0;
  /** Number of corrections of the own body so far, and the size of the latest one, units. */
  corrections = 0;
  lastCorrection = 0;

  constructor(rules: PredictRules<T>) {
    this.#rules = rules;
    this.bodies = rules.blank();
    this.#before = rules.blank();
    this.#server = rules.blank();
    this.#replayed = rules.blank();
    this.#replayedBefore = rules.blank();
    this.#drawings = Object.entries(this.bodies).map(([name, body]) => ({
      name,
      fields: Object.keys(body),
      drawn: { x: 0, y: 0, vx: 0, vy: 0, angle: 0 },
      offX: 0,
      offY: 0,
    }));
  }

  /** Number of sent inputs whose result is not known yet. */
  get pending(): number {
    return this.#pending.length;
  }

  /** Whether a patch has contained the bodies: before that there is nothing to step. */
  get isStarted(): boolean {
    return this.#life !== undefined;
  }

  /**
   * Keeps a sent input for replay until a patch acknowledges it.
   * @param viewTime encoded as in the input message
   */
  hold(seq: number, input: T["input"], viewTime: number): void {
    this.#pending.push({ seq, input, viewTime });
  }

  /** Predicts the result of an input that was sent. @param viewTime encoded as in the input message */
  step(seq: number, input: T["input"], rules: T["rules"], viewTime = 0): T["outcome"] {
    this.hold(seq, input, viewTime);
    this.#copy(this.#before, this.bodies);
    return this.#rules.step(this.bodies, input, rules);
  }

  /**
   * Takes over a patch.
   * @param ack the newest input that the patch includes
   * @param part position of the screen between the two steps, 0…1
   * @returns false when the patch does not contain the bodies
   */
  reconcile(state: T["state"], entity: T["entity"], ack: number, rules: T["rules"], part: number): boolean {
    while (this.#pending.length > 0 && this.#pending[0]!.seq <= ack)
      this.acknowledgedViewTime = this.#pending.shift()!.viewTime;
    if (!this.#rules.read(this.#server, state, entity)) return false;
    const life = this.#rules.life(entity);
    const reborn = life !== this.#life;
    this.#life = life;
    this.#replay(rules);
    if (reborn || this.#drawings.some(({ name }) => this.#off(name) > 0)) this.#correct(reborn, part);
    this.#copy(this.bodies, this.#replayed);
    return true;
  }

  /** The link is new: inputs sent over the old one are lost. */
  forget(): void {
    this.#pending = [];
  }

  /** @param passed ms since the previous frame */
  fade(passed: number): void {
    const left = Math.exp(-passed / SMOOTH);
    for (const drawing of this.#drawings) {
      drawing.offX *= left;
      drawing.offY *= left;
    }
  }

  /** Where to draw a body. @param part position of the screen between the two steps, 0…1 */
  drawn(name: keyof T["bodies"] & string, part: number): Readonly<DrawnBody> {
    const drawing = this.#drawings.find((one) => one.name === name);
    if (drawing === undefined) throw new Error(`the game predicts no body called "${name}"`);
    return this.#draw(drawing, part);
  }

  #draw({ name, drawn, offX, offY }: Drawing, part: number): DrawnBody {
    const [from, to]: [Body, Body] = [this.#before[name]!, this.bodies[name]!];
    drawn.x = from.x + (to.x - from.x) * part + offX;
    drawn.y = from.y + (to.y - from.y) * part + offY;
    drawn.vx = to.vx;
    drawn.vy = to.vy;
    const [was, is] = [from.angle ?? 0, to.angle ?? 0];
    drawn.angle = toRadians(was + (((is - was) << 16) >> 16) * part);
    return drawn;
  }

  #replay(rules: T["rules"]): void {
    const [now, before] = [this.#replayed, this.#replayedBefore];
    this.#copy(now, this.#server);
    this.#copy(before, this.#server);
    for (const { input } of this.#pending) {
      this.#copy(before, now);
      this.#rules.step(now, input, rules);
    }
  }

  /** Distance between a body as predicted and as replayed, units. */
  #off(name: string): number {
    const [predicted, replayed]: [Body, Body] = [this.bodies[name]!, this.#replayed[name]!];
    return Math.hypot(predicted.x - replayed.x, predicted.y - replayed.y);
  }

  #correct(reborn: boolean, part: number): void {
    const off = this.#off("own");
    const before = this.#drawings.map((drawing) => {
      const { x, y } = this.#draw(drawing, part);
      const jumps = reborn || this.#off(drawing.name) > this.#rules.jump;
      return { x, y, jumps };
    });
    this.#copy(this.bodies, this.#replayed);
    this.#copy(this.#before, this.#replayedBefore);
    this.#drawings.forEach((drawing, index) => {
      const { x, y, jumps } = before[index]!;
      drawing.offX = drawing.offY = 0;
      const drawn = this.#draw(drawing, part);
      if (jumps) return;
      drawing.offX = x - drawn.x;
      drawing.offY = y - drawn.y;
    });
    if (reborn || off === 0 || off > this.#rules.jump) return;
    this.corrections++;
    this.lastCorrection = off;
  }

  #copy(to: T["bodies"], from: Readonly<T["bodies"]>): void {
    for (const { name, fields } of this.#drawings) {
      // A body has numbers only; its interface has no index signature.
      const [target, source] = [to[name] as unknown as Numbers, from[name] as unknown as Numbers];
      for (const field of fields) target[field] = source[field]!;
    }
  }
}

/** Paces inputs: one for each tick of the time that the screen shows. */
export class InputPace {
  /** Most inputs in one frame: a page that was hidden for longer was not playing. */
  static readonly MOST = 8;
  #left = 0;

  /** @param passed ms since the previous frame. @returns inputs due now */
  due(passed: number): number {
    this.#left += passed;
    const due = Math.floor(this.#left / TICK_MS);
    this.#left -= due * TICK_MS;
    return Math.min(due, InputPace.MOST);
  }

  /** Position of the screen between the newest input (0) and the next (1). */
  get part(): number {
    return this.#left / TICK_MS;
  }

  /** ms since the newest input was due. */
  get since(): number {
    return this.#left;
  }
}
