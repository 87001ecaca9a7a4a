/** Where another ship was, tick by tick, and where to draw it between two of them. */

/** What a patch says of a ship. */
export interface Sample {
  tick: number;
  x: number;
  y: number;
  /** Radians. */
  angle: number;
  alive: boolean;
  flags: number;
  hull: number;
}

/** Ticks kept: the longest delay and then some. */
const KEPT = 32;
/** Farther than any ship flies in a tick, units: it was put there. */
const LEAP = 150;
/** A starved ship flies on for this many ticks, as long as a usual loss lasts; then it waits. */
const BLIND = 8;
/** What a guess was off fades in about this many ticks: longer, and what is drawn is not what the server rewinds to. */
const GLIDE = 1;
/** A guess that was farther off than this is dropped at once, units. */
const ASTRAY = 80;
const TAU = 2 * Math.PI;

const emptySample = (): Sample => ({ tick: -1, x: 0, y: 0, angle: 0, alive: false, flags: 0, hull: 0 });

/** The short way from one angle to another, radians. */
const turn = (from: number, to: number): number => {
  const way = (to - from) % TAU;
  return way > Math.PI ? way - TAU : way < -Math.PI ? way + TAU : way;
};

export class Track {
  /** A ring; the newest is at `#count − 1`. */
  readonly #samples = Array.from({ length: KEPT }, emptySample);
  #count = 0;
  /** Where it is at the tick last asked for; units, units a tick, radians. */
  readonly at = { ...emptySample(), vx: 0, vy: 0 };

  /** Tick last asked for, and whether what was drawn then was a guess. */
  #tick = 0;
  #guesses = false;
  /** Something better than the guess has come; and what the drawing is still off, units. */
  #glide = false;
  #offX = 0;
  #offY = 0;

  #sample(back: number): Sample {
    return this.#samples[(this.#count - 1 - back) % KEPT]!;
  }

  get #kept(): number {
    return Math.min(this.#count, KEPT);
  }

  add(sample: Readonly<Sample>): void {
    if (this.#guesses) this.#glide = true;
    const latest = this.#count > 0 ? this.#sample(0) : undefined;
    const leapt =
      latest !== undefined &&
      (latest.alive !== sample.alive
        ? sample.alive
        : Math.abs(sample.x - latest.x) + Math.abs(sample.y - latest.y) > LEAP);
    this.#count++;
    Object.assign(this.#sample(0), sample);
    this.#leaps[(this.#count - 1) % KEPT] = leapt;
  }

  /** Whether the sample was reached by a leap: nothing lies between it and the one before. */
  readonly #leaps: boolean[] = new Array(KEPT).fill(false);

  /** Works out `at` for a tick with fractions. @returns false when there is nothing to show yet. */
  seek(tick: number): boolean {
    if (this.#count === 0) return false;
    let back = 0;
    while (back < this.#kept - 1 && this.#sample(back).tick > tick) back++;
    const from = this.#sample(back);
    if (from.tick > tick) return false;
    const { x, y, vx, vy } = this.at;
    const passed = tick - this.#tick;
    this.#tick = tick;
    if (back === 0) this.#flyOn(from, tick);
    else this.#between(from, this.#sample(back - 1), this.#leaps[(this.#count - back) % KEPT]!, tick);
    if (this.#glide) this.#takeUp(x + vx * passed, y + vy * passed);
    this.#guesses = back === 0 && tick > from.tick;
    this.#ease(passed);
    return true;
  }

  /** The guess so far would have led to (x, y): the drawing goes on from there. */
  #takeUp(x: number, y: number): void {
    this.#glide = false;
    this.#offX = x - this.at.x;
    this.#offY = y - this.at.y;
    if (this.at.alive && Math.abs(this.#offX) + Math.abs(this.#offY) < ASTRAY) return;
    this.#offX = this.#offY = 0;
  }

  #ease(passed: number): void {
    if (this.#offX === 0 && this.#offY === 0) return;
    const left = Math.max(0, 1 - passed / (2 * GLIDE));
    this.#offX *= left;
    this.#offY *= left;
    this.at.x += this.#offX;
    this.at.y += this.#offY;
  }

  #between(from: Sample, to: Sample, leapt: boolean, tick: number): void {
    const { at } = this;
    Object.assign(at, from);
    const ticks = to.tick - from.tick;
    at.vx = leapt ? 0 : (to.x - from.x) / ticks;
    at.vy = leapt ? 0 : (to.y - from.y) / ticks;
    if (leapt) return;
    const part = tick - from.tick;
    at.x += at.vx * part;
    at.y += at.vy * part;
    at.angle += (turn(from.angle, to.angle) * part) / ticks;
  }

  #flyOn(from: Sample, tick: number): void {
    const { at } = this;
    const before = this.#kept > 1 ? this.#sample(1) : undefined;
    Object.assign(at, from);
    at.vx = at.vy = 0;
    const leapt = this.#leaps[(this.#count - 1) % KEPT]!;
    if (before === undefined || leapt || !from.alive) return;
    at.vx = (from.x - before.x) / (from.tick - before.tick);
    at.vy = (from.y - before.y) / (from.tick - before.tick);
    const ahead = Math.min(tick - from.tick, BLIND);
    at.x += at.vx * ahead;
    at.y += at.vy * ahead;
  }
}
