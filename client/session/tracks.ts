/** Where a remote entity was at each tick, and where to draw it between two ticks. */
import { shortWay } from "../../shared/fields/index.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import type { DrawnEntity } from "../game.ts";

/**
 * Which fields of an entity are drawn, and how; see `Draw` in shared/fields/entity.ts. x and y are always
 * drawn.
 */
export interface TrackRules {
  readonly lerp: readonly string[];
  readonly turn: readonly string[];
  readonly step: readonly string[];
  /** See `EntityRules`. */
  readonly inPlay: ((entity: never) => boolean) | undefined;
  readonly leap: number;
  readonly astray: number;
}

/** An entity's values in one patch. */
interface Sample {
  tick: number;
  x: number;
  y: number;
  inPlay: boolean;
  /** The entity was placed here: there is no motion between the previous sample and this one. */
  leapt: boolean;
  /** In the order of the rules' names. */
  readonly lerp: number[];
  readonly turn: number[];
  readonly step: unknown[];
}

/** Ticks kept: a little more than the longest delay. */
const KEPT = 32;
/**
 * Without a newer sample an entity is extrapolated for this many ticks, as long as a usual loss lasts; then
 * it stops.
 */
const BLIND = 8;
/**
 * The error of an extrapolation fades in about this many ticks: a longer fade would draw what the server does
 * not rewind to.
 */
const GLIDE = 1;

const emptySample = (): Sample => ({
  tick: -1,
  x: 0,
  y: 0,
  inPlay: false,
  leapt: false,
  lerp: [],
  turn: [],
  step: [],
});

type Values = { [field: string]: unknown };

export class Track {
  readonly #rules: TrackRules;
  /** The entity at the tick of the latest `seek`. */
  readonly #at: DrawnEntity;
  /** The same object, by field name. */
  readonly #drawn: Values;
  /** A ring buffer; the newest sample is at `#count − 1`. */
  readonly #samples = Array.from({ length: KEPT }, emptySample);
  #count = 0;
  /** Whether the entity is in play at the tick of the latest `seek`. */
  inPlay = false;
  /** Units per tick. */
  #vx = 0;
  #vy = 0;
  /** Tick of the latest `seek`, and whether its result was extrapolated. */
  #tick = 0;
  #guesses = false;
  /** A sample has arrived after an extrapolation; and the rest of the error that still fades, units. */
  #glide = false;
  #offX = 0;
  #offY = 0;

  /** @param at is updated by `seek` */
  constructor(rules: TrackRules, at: DrawnEntity) {
    this.#rules = rules;
    this.#at = at;
    this.#drawn = at as object as Values;
  }

  #sample(back: number): Sample {
    return this.#samples[(this.#count - 1 - back) % KEPT]!;
  }

  get #kept(): number {
    return Math.min(this.#count, KEPT);
  }

  /** @param entity as in a patch; its fields are copied */
  add(tick: number, entity: object): void {
    const { lerp, turn, step, inPlay, leap } = this.#rules;
    const values = entity as Values;
    const [x, y] = [values.x as number, values.y as number];
    const is = inPlay === undefined || inPlay(entity as never);
    if (this.#guesses) this.#glide = true;
    const latest = this.#count > 0 ? this.#sample(0) : undefined;
    const leapt =
      latest !== undefined &&
      (latest.inPlay !== is ? is : Math.abs(x - latest.x) + Math.abs(y - latest.y) > leap);
    this.#count++;
    const sample = this.#sample(0);
    sample.tick = tick;
    sample.x = x;
    sample.y = y;
    sample.inPlay = is;
    sample.leapt = leapt;
    for (let i = 0; i < lerp.length; i++) sample.lerp[i] = values[lerp[i]!] as number;
    for (let i = 0; i < turn.length; i++) sample.turn[i] = values[turn[i]!] as number;
    for (let i = 0; i < step.length; i++) sample.step[i] = values[step[i]!];
  }

  /** Computes the entity at a tick, with fractions. @returns false when there is nothing to show yet */
  seek(tick: number): boolean {
    if (this.#count === 0) return false;
    let back = 0;
    while (back < this.#kept - 1 && this.#sample(back).tick > tick) back++;
    const from = this.#sample(back);
    if (from.tick > tick) return false;
    const passed = tick - this.#tick;
    const [x, y] = [this.#at.x + this.#vx * passed, this.#at.y + this.#vy * passed];
    this.#tick = tick;
    this.#start(from);
    if (back === 0) this.#flyOn(from, tick);
    else this.#between(from, this.#sample(back - 1), tick);
    this.#at.vx = this.#vx * TICK_RATE;
    this.#at.vy = this.#vy * TICK_RATE;
    if (this.#glide) this.#takeUp(x, y);
    this.#guesses = back === 0 && tick > from.tick;
    this.#ease(passed);
    return true;
  }

  /** Takes the values of the sample, with no velocity. */
  #start(from: Sample): void {
    const at = this.#drawn;
    const { lerp, turn, step } = this.#rules;
    at.x = from.x;
    at.y = from.y;
    this.#vx = this.#vy = 0;
    this.inPlay = from.inPlay;
    for (let i = 0; i < lerp.length; i++) at[lerp[i]!] = from.lerp[i];
    for (let i = 0; i < turn.length; i++) at[turn[i]!] = from.turn[i];
    for (let i = 0; i < step.length; i++) at[step[i]!] = from.step[i];
  }

  /** The extrapolation has led to (x, y): the drawing continues from there, and the error fades. */
  #takeUp(x: number, y: number): void {
    this.#glide = false;
    this.#offX = x - this.#at.x;
    this.#offY = y - this.#at.y;
    if (this.inPlay && Math.abs(this.#offX) + Math.abs(this.#offY) < this.#rules.astray) return;
    this.#offX = this.#offY = 0;
  }

  #ease(passed: number): void {
    if (this.#offX === 0 && this.#offY === 0) return;
    const left = Math.max(0, 1 - passed / (2 * GLIDE));
    this.#offX *= left;
    this.#offY *= left;
    this.#at.x += this.#offX;
    this.#at.y += this.#offY;
  }

  #between(from: Sample, to: Sample, tick: number): void {
    if (to.leapt) return;
    const at = this.#drawn;
    const { lerp, turn } = this.#rules;
    const ticks = to.tick - from.tick;
    const part = tick - from.tick;
    this.#vx = (to.x - from.x) / ticks;
    this.#vy = (to.y - from.y) / ticks;
    this.#at.x += this.#vx * part;
    this.#at.y += this.#vy * part;
    for (let i = 0; i < lerp.length; i++)
      at[lerp[i]!] = from.lerp[i]! + ((to.lerp[i]! - from.lerp[i]!) * part) / ticks;
    for (let i = 0; i < turn.length; i++)
      at[turn[i]!] = from.turn[i]! + (shortWay(from.turn[i]!, to.turn[i]!) * part) / ticks;
  }

  #flyOn(from: Sample, tick: number): void {
    const before = this.#kept > 1 ? this.#sample(1) : undefined;
    if (before === undefined || from.leapt || !from.inPlay) return;
    this.#vx = (from.x - before.x) / (from.tick - before.tick);
    this.#vy = (from.y - before.y) / (from.tick - before.tick);
    const ahead = Math.min(tick - from.tick, BLIND);
    this.#at.x += this.#vx * ahead;
    this.#at.y += this.#vy * ahead;
  }
}
