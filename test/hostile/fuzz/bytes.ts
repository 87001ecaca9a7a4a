/** Random bytes and random damage, from a seed. */
import { type Random, random, whole } from "../../../shared/maths/random.ts";

export const bytesOf = (from: Random, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => whole(from, 256)));

export const pick = <T>(from: Random, choices: readonly T[]): T => choices[whole(from, choices.length)]!;

/** Edge cases for decoders of lengths. */
const EDGES = [
  0, 1, 0x7f, 0x80, 0x8f, 0x90, 0xa0, 0xbf, 0xc0, 0xc1, 0xd4, 0xd9, 0xdc, 0xdd, 0xdf, 0xfe, 0xff,
] as const;

/** Changes, cuts, repeats or inserts a few bytes. */
export function damage(from: Random, bytes: Buffer): Buffer {
  let damaged: Buffer = Buffer.from(bytes);
  for (let times = 1 + whole(from, 3); times > 0; times--) {
    const at = whole(from, damaged.length + 1);
    switch (whole(from, 5)) {
      case 0:
        if (at < damaged.length) damaged[at] = whole(from, 256);
        break;
      case 1:
        if (at < damaged.length) damaged[at] = pick(from, EDGES);
        break;
      case 2:
        damaged = damaged.subarray(0, at);
        break;
      case 3:
        damaged = Buffer.concat([
          damaged.subarray(0, at),
          bytesOf(from, 1 + whole(from, 8)),
          damaged.subarray(at),
        ]);
        break;
      default:
        damaged = Buffer.concat([damaged.subarray(0, at), damaged.subarray(whole(from, at + 1))]);
    }
  }
  return Buffer.from(damaged);
}

/** @returns true in `percent` of a hundred cases */
export const chance = (from: Random, percent: number): boolean => random(from) * 100 < percent;
