/**
 * Directions without `Math.sin`, whose last bits differ between engines. An angle is a whole number of
 * 1/65536 turns. Its direction comes from a table that is computed with + − × ÷ only, so it is the same in
 * every engine.
 */
const TURN = 65536;
const TAU = 6.283185307179586;

/** Sine of x in [0, π/2] by its power series in Horner form; error below 1e-15. */
function sineSeries(x: number): number {
  const q = x * x;
  let sum = 1;
  for (let n = 19; n >= 1; n -= 2) sum = 1 - (q / ((n + 1) * (n + 2))) * sum;
  return x * sum;
}

const SIN = new Float64Array(TURN);
for (let i = 0; i <= TURN / 4; i++) {
  const s = sineSeries((i * TAU) / TURN);
  SIN[i] = s;
  SIN[TURN / 2 - i] = s;
  SIN[(TURN / 2 + i) % TURN] = -s;
  SIN[(TURN - i) % TURN] = -s;
}
SIN[0] = SIN[TURN / 2] = 0;

/** Converts any number to an angle in [0, 65535]. */
export const wrap = (angle: number): number => angle & 0xffff;
/** x part of the unit vector of `angle`. */
export const cos = (angle: number): number => SIN[(angle + TURN / 4) & 0xffff]!;
/** y part of the unit vector of `angle`; y grows downwards, so angles grow clockwise on a screen. */
export const sin = (angle: number): number => SIN[angle & 0xffff]!;

/** The shorter turn from `from` to `to`, in [−32768, 32767]. */
export const turnTo = (from: number, to: number): number => ((to - from) << 16) >> 16;

/** The angle of a vector; 0 for the zero vector. Off by at most one step of 65536. */
export function angleOf(x: number, y: number): number {
  const ax = x < 0 ? -x : x;
  const ay = y < 0 ? -y : y;
  if (ax === 0 && ay === 0) return 0;
  // Bisect the first octant of the table: tan grows with the angle, so compare cross products.
  const [near, far] = ax >= ay ? [ax, ay] : [ay, ax];
  let low = 0;
  let high = TURN / 8;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sin(middle) * near < cos(middle) * far) low = middle + 1;
    else high = middle;
  }
  let angle = ax >= ay ? low : TURN / 4 - low;
  if (x < 0) angle = TURN / 2 - angle;
  return wrap(y < 0 ? -angle : angle);
}

/** An angle in radians, for drawing. */
export const toRadians = (angle: number): number => (angle * TAU) / TURN;
/** Converts radians to an angle. NaN gives 0. */
export const fromRadians = (radians: number): number => wrap(Math.round((radians * TURN) / TAU));
