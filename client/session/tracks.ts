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

/**
 * The numbers of a sample, an entity's values in one patch: tick, x, y, state, and then the fields of `lerp` and
 * `turn` in the order of the rules. All samples of a track are in one array, so that a frame reads few places of
 * the memory.
 */
const X = 1;
const Y = 2;
const STATE = 3;
const FIELDS = 4;
/**
 * Bits of the state. Leapt: the entity was placed here, and there is no motion between the previous sample and
 * this one.
 */
const IN_PLAY = 1;
const LEAPT = 2;

type Values = { [field: string]: unknown };

export class Track {
  readonly #rules: TrackRules;
  /** The entity at the tick of the latest `seek`. */
  readonly #at: DrawnEntity;
  /** The same object, by field name. */
  readonly #drawn: Values;
  /** Two ring buffers; the newest sample is number `#count − 1`. */
  readonly #numbers: Float64Array;
  readonly #steps: unknown[][] = Array.from({ length: KEPT }, () => []);
  /** Numbers of a sample. */
  readonly #width: number;
  #count = 0;
  /** Number of the sample whose `step` values are drawn. */
  #stepped = -1;
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
    this.#width = FIELDS + rules.lerp.length + rules.turn.length;
    this.#numbers = new Float64Array(KEPT * this.#width);
  }

  /** @param back 0 is the newest sample @returns where its numbers begin */
  #sample(back: number): number {
    return ((this.#count - 1 - back) % KEPT) * this.#width;
  }

  get #kept(): number {
    return Math.min(this.#count, KEPT);
  }

  /** @param entity as in a patch; its fields are copied */
  add(tick: number, entity: object): void {
    const { lerp, turn, step, inPlay, leap } = this.#rules;
    const numbers = this.#numbers;
    const values = entity as Values;
    const [x, y] = [values.x as number, values.y as number];
    const is = inPlay === undefined || inPlay(entity as never);
    if (this.#guesses) this.#glide = true;
    const latest = this.#count > 0 ? this.#sample(0) : -1;
    const was = latest >= 0 && (numbers[latest + STATE]! & IN_PLAY) !== 0;
    const isFar = (): boolean =>
      Math.abs(x - numbers[latest + X]!) + Math.abs(y - numbers[latest + Y]!) > leap;
    const leapt = latest >= 0 && (was !== is ? is : isFar());
    this.#count++;
    let at = this.#sample(0);
    const steps = this.#steps[(this.#count - 1) % KEPT]!;
    numbers[at] = tick;
    numbers[at + X] = x;
    numbers[at + Y] = y;
    numbers[at + STATE] = (is ? IN_PLAY : 0) | (leapt ? LEAPT : 0);
    at += FIELDS;
    for (let i = 0; i < lerp.length; i++) numbers[at++] = values[lerp[i]!] as number;
    for (let i = 0; i < turn.length; i++) numbers[at++] = values[turn[i]!] as number;
    for (let i = 0; i < step.length; i++) steps[i] = values[step[i]!];
  }

  /** Computes the entity at a tick, with fractions. @returns false when there is nothing to show yet */
  seek(tick: number): boolean {
    if (this.#count === 0) return false;
    const numbers = this.#numbers;
    const most = this.#kept - 1;
    let back = 0;
    let from = this.#sample(0);
    while (back < most && numbers[from]! > tick) from = this.#sample(++back);
    if (numbers[from]! > tick) return false;
    const passed = tick - this.#tick;
    const x = this.#at.x + this.#vx * passed;
    const y = this.#at.y + this.#vy * passed;
    this.#tick = tick;
    this.inPlay = (numbers[from + STATE]! & IN_PLAY) !== 0;
    this.#step(this.#count - 1 - back);
    const to = back === 0 ? -1 : this.#sample(back - 1);
    if (to >= 0 && (numbers[to + STATE]! & LEAPT) === 0) this.#between(from, to, tick);
    else {
      this.#stay(from);
      if (back === 0) this.#flyOn(from, tick);
    }
    this.#at.vx = this.#vx * TICK_RATE;
    this.#at.vy = this.#vy * TICK_RATE;
    if (this.#glide) this.#takeUp(x, y);
    this.#guesses = back === 0 && tick > numbers[from]!;
    this.#ease(passed);
    return true;
  }

  /** Takes the values of the sample that stay until the next one, once. */
  #step(number: number): void {
    if (this.#stepped === number) return;
    this.#stepped = number;
    const { step } = this.#rules;
    const steps = this.#steps[number % KEPT]!;
    for (let i = 0; i < step.length; i++) this.#drawn[step[i]!] = steps[i];
  }

  /** Takes the other values of the sample, with no velocity. */
  #stay(from: number): void {
    const numbers = this.#numbers;
    const { lerp, turn } = this.#rules;
    this.#at.x = numbers[from + X]!;
    this.#at.y = numbers[from + Y]!;
    this.#vx = this.#vy = 0;
    let at = from + FIELDS;
    for (let i = 0; i < lerp.length; i++) this.#drawn[lerp[i]!] = numbers[at++];
    for (let i = 0; i < turn.length; i++) this.#drawn[turn[i]!] = numbers[at++];
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

  #between(from: number, to: number, tick: number): void {
    const numbers = this.#numbers;
    const { lerp, turn } = this.#rules;
    const ticks = numbers[to]! - numbers[from]!;
    const part = tick - numbers[from]!;
    this.#vx = (numbers[to + X]! - numbers[from + X]!) / ticks;
    this.#vy = (numbers[to + Y]! - numbers[from + Y]!) / ticks;
    this.#at.x = numbers[from + X]! + this.#vx * part;
    this.#at.y = numbers[from + Y]! + this.#vy * part;
    let at = FIELDS;
    for (let i = 0; i < lerp.length; i++, at++) {
      const start = numbers[from + at]!;
      const end = numbers[to + at]!;
      this.#drawn[lerp[i]!] = start + ((end - start) * part) / ticks;
    }
    for (let i = 0; i < turn.length; i++, at++) {
      const start = numbers[from + at]!;
      const end = numbers[to + at]!;
      this.#drawn[turn[i]!] = start + (shortWay(start, end) * part) / ticks;
    }
  }

  #flyOn(from: number, tick: number): void {
    const numbers = this.#numbers;
    if (this.#kept === 1 || numbers[from + STATE] !== IN_PLAY) return;
    const before = this.#sample(1);
    const ticks = numbers[from]! - numbers[before]!;
    this.#vx = (numbers[from + X]! - numbers[before + X]!) / ticks;
    this.#vy = (numbers[from + Y]! - numbers[before + Y]!) / ticks;
    const ahead = Math.min(tick - numbers[from]!, BLIND);
    this.#at.x += this.#vx * ahead;
    this.#at.y += this.#vy * ahead;
  }
}
